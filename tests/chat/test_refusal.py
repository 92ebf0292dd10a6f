""" "I'll race anyway", a physiotherapist's plan, several checks a day, someone else's leg (protocol 8)."""

from datetime import UTC, datetime, timedelta

import pytest
from telegram import Chat, Message, Update

from bot.chat import refusal
from bot.chat.turn import Turn

from .conftest import House, SetUp
from .phone import Phone, buttons, labels, plain
from .test_soreness import NONE, ORDINARY, SHORTENED_STRIDE, SIT_BONE, TWO_WEEKS, _answer, _state

EASED = [NONE, NONE, NONE, "4", "Both thighs", "Hours", "2-3", "No", "Fine", "The same", NONE]
"""A (R27)."""
ANYWAY = "I'll race anyway"
COLLAPSED = "my friend just collapsed and has chest pain right now"
CONFIRMED = "Yes, still so"


async def _check(phone: Phone, answers: list[str], *, again: bool = False) -> str:
    await phone.send("/soreness")
    return plain(await _answer(phone, [*answers[:-1], CONFIRMED] if again else answers))


async def test_refused_advice_is_met_once_with_the_risk_then_with_a_short_line(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _check(phone, SHORTENED_STRIDE)
    (first,) = await phone.send(ANYWAY)
    assert "I say it once" in first["text"]
    assert labels(first) == ["Log how it is"]
    (second,) = await phone.send("i'm running anyway")
    assert "I've said what I think" in second["text"]
    assert len(second["text"]) < len(first["text"]) / 3
    assert await _state(phone) == "swap"
    (question,) = await phone.tap("Log how it is", second)
    assert "How sore" in question["text"]


async def test_a_message_that_is_handled_twice_is_no_second_refusal(phone: Phone) -> None:
    await _check(phone, SHORTENED_STRIDE)
    coach, chat = phone.app.coach, Chat(phone.chat, Chat.PRIVATE)
    update = Update(1, message=Message(99, coach.clock.now(), chat, text=ANYWAY))
    for _ in range(2):
        assert await refusal.on_refusal(Turn(coach, update, phone.chat, coach.clock.now()), "anyway")
        assert "I say it once" in (await phone.last())["text"]


@pytest.mark.parametrize("text", ["can I take painkillers to race", "can i tape my hamstring and race"])
async def test_no_plan_for_tape_or_painkillers(phone: Phone, text: str) -> None:
    await _check(phone, TWO_WEEKS)
    (answer,) = await phone.send(text)
    said = answer["text"].lower()
    assert "no plan for that" in said
    assert " mg" not in said
    assert await _state(phone) == "stop"


async def test_with_training_as_usual_it_is_a_question_like_others(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    for text in (ANYWAY, "can I take painkillers to race"):
        answers = await phone.send(text)
        assert all("I say it once" not in answer["text"] for answer in answers)


async def test_a_check_counts_three_days_whatever_the_state_until_a_professional_clears_it(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _check(phone, SHORTENED_STRIDE)
    async with phone.app.coach.store.begin() as tx:
        await tx.runners.update(phone.chat, state="normal")
    assert "I say it once" in (await phone.send(ANYWAY))[0]["text"]
    async with phone.app.coach.store.begin() as tx:
        await tx.runners.update(phone.chat, state="ease", state_rule="cleared")
    (answer,) = await phone.send(ANYWAY)
    assert "I've said what I think" not in answer["text"]


async def test_a_red_flag_comes_before_the_refusal(phone: Phone) -> None:
    await _check(phone, SHORTENED_STRIDE)
    (answer,) = await phone.send("i heard a loud pop in my hamstring and cant walk but i will race anyway")
    assert "I say it once" not in answer["text"]
    assert "today" in answer["text"]


@pytest.mark.parametrize(
    ("first", "then", "state", "said"),
    [
        (SHORTENED_STRIDE, ORDINARY, "swap", "Still no running"),
        (SHORTENED_STRIDE, EASED, "swap", "Still no running"),
        (EASED, ORDINARY, "ease", "Keep it easy"),
        (TWO_WEEKS, ORDINARY, "stop", "A professional's go-ahead ends it"),
    ],
)
async def test_the_most_serious_check_of_the_day_stands(
    phone: Phone, first: list[str], then: list[str], state: str, said: str
) -> None:
    await _check(phone, first)
    text = await _check(phone, then, again=True)
    assert await _state(phone) == state
    assert said in text
    assert "Run as planned" not in text
    assert "not a diagnosis" in text


async def test_the_next_days_check_ins_go_by_their_own_rules(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _check(phone, EASED)
    await _check(phone, ORDINARY, again=True)
    assert await _state(phone) == "ease"
    await phone.jump("one-day")
    await phone.send("/checkin")
    await phone.tap("1")
    assert await _state(phone) == "normal"


async def test_a_second_check_on_the_day_does_not_bring_the_saddle_back(phone: Phone) -> None:
    await _check(phone, SIT_BONE)
    await _check(phone, SHORTENED_STRIDE, again=True)
    async with phone.app.coach.store.read() as tx:
        runner = await tx.runners.get(phone.chat)
    assert runner is not None
    assert runner.pool_only


async def test_a_corrected_check_in_leaves_what_the_check_found_in_between(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await phone.send("/checkin")
    await phone.tap("7")
    await _check(phone, EASED)
    assert await _state(phone) == "swap"
    await phone.tap("Change")
    await phone.tap("2")
    assert await _state(phone) == "ease"


async def test_a_late_answer_counts_for_the_evening_before_until_four(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    for hour, day in ((1, "2030-01-07"), (4, "2030-01-08")):
        phone.app.coach.clock.jump(datetime(2030, 1, 8, hour, 30, tzinfo=UTC) - timedelta(hours=1))
        await phone.send("/checkin")
        await phone.tap("2")
        async with phone.app.coach.store.read() as tx:
            days = [str(row["local_date"]) for row in (await tx.export(phone.chat))["checkins"]]
        assert days[-1] == day


async def test_under_a_physiotherapist_their_plan_counts_but_not_from_p_on(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    (overview,) = await phone.send("/settings")
    switch = next(b["callback_data"] for b in buttons(overview) if "physiotherapist" in b["text"])
    await phone.tap_data(switch, overview)
    await phone.tap_data(switch, overview)
    assert "Physiotherapist: yes" in (await phone.last())["text"]
    text = await _check(phone, SHORTENED_STRIDE)
    assert "Follow your physiotherapist's plan" in text
    assert "Swimming" not in text
    assert await _state(phone) == "normal"
    text = await _check(phone, TWO_WEEKS, again=True)
    assert "have it looked at" in text
    assert await _state(phone) == "stop"
    await phone.send("/settings")
    await phone.tap("No physiotherapist any more")
    assert "Physiotherapist: no" in (await phone.last())["text"]


async def test_who_is_cleared_is_asked_about_a_physiotherapist(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _check(phone, TWO_WEEKS)
    await phone.send("/reminders")
    await phone.tap("Cleared by a professional")
    await phone.tap("Yes, I may train")
    await phone.tap("I'm seeing a physiotherapist")
    assert "Physiotherapist: yes" in (await phone.last())["text"]


@pytest.mark.parametrize(
    "text", [COLLAPSED, "my daughter felt a loud pop in her hamstring", "my son cant walk on his leg"]
)
async def test_someone_elses_leg_gets_the_general_text_and_moves_nothing(
    phone: Phone, set_up: SetUp, text: str
) -> None:
    await set_up(phone)
    await phone.send(text)
    assert await _state(phone) == "normal"
    await phone.tap("It's someone else")
    last = await phone.last()
    assert "Call the emergency number (112, 999, 911" in plain(last["text"])
    assert "child or teenager" in last["text"]
    assert labels(last) == []
    assert await _state(phone) == "normal"


async def test_an_emergency_that_was_ones_own_after_all_pauses_training(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send(COLLAPSED)
    await phone.tap("Yes, to me")
    assert "emergency help now" in (await phone.last())["text"]
    assert await _state(phone) == "urgent"


@pytest.mark.parametrize(
    "text",
    [
        "can you diagnose my injury",
        "how many mg of ibuprofen should i take",
        "do i need an MRI scan",
        "should i have surgery",
    ],
)
async def test_diagnosis_dose_scan_and_surgery_are_declined(house: House, text: str) -> None:
    phone = await house.phone()
    (answer,) = await phone.send(text)
    said = plain(answer["text"]).lower()
    assert any(one in said for one in ("doctor", "physio", "pharmacist"))
    assert " mg" not in said
    assert "More" not in labels(answer)
