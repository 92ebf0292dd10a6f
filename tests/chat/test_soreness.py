"""Check-in and triage in the chat, and what they do to the next reminder."""

import pytest

from .conftest import House, SetUp
from .phone import Phone, buttons, labels

NONE = "None of these"
SHORTENED_STRIDE = [
    NONE,
    NONE,
    NONE,
    "4",
    "Both thighs",
    "Hours",
    "2-3",
    "A little",
    "Fine",
    "The same",
    NONE,
]
SIT_BONE = [NONE, NONE, NONE, "4", "Sit bone", "Hours", "2-3", "A little", "Fine", "The same", NONE]
ORDINARY = [NONE, NONE, NONE, "2", "Both thighs", "Hours", "0-1", "No", "Fine", "It's new", NONE]
TWO_WEEKS = [
    NONE,
    NONE,
    NONE,
    "2",
    "Back of the thigh",
    "Built",
    "14 or more",
    "No",
    "Fine",
    "The same",
    NONE,
]


async def _answer(phone: Phone, answers: list[str]) -> str:
    for answer in answers:
        await phone.tap(answer)
    return str((await phone.last())["text"])


async def _state(phone: Phone) -> str:
    async with phone.app.coach.store.read() as tx:
        runner = await tx.runners.get(phone.chat)
    assert runner is not None
    return runner.state


@pytest.mark.parametrize(
    ("answers", "state", "said", "not_said"),
    [
        (ORDINARY, "normal", "ordinary training soreness", "Cycling:"),
        (SHORTENED_STRIDE, "swap", "Swimming", "112"),
        (SIT_BONE, "swap", "No cycling", "Cycling:"),
        (TWO_WEEKS, "stop", "physiotherapist", "Cycling:"),
    ],
)
async def test_the_outcome_sets_the_state(
    phone: Phone, answers: list[str], state: str, said: str, not_said: str
) -> None:
    await phone.send("/soreness")
    text = await _answer(phone, answers)
    assert said in text
    assert not_said not in text
    assert await _state(phone) == state


async def test_an_emergency_takes_three_taps_and_says_nothing_else(phone: Phone) -> None:
    await phone.send("/soreness")
    await phone.tap("☐ Dark cola")
    await phone.tap("Done")
    message = await phone.last()
    assert "112" in message["text"]
    assert "CK" in message["text"]
    assert labels(message) == []
    assert await _state(phone) == "urgent"


async def test_ticks_can_be_taken_back_and_a_double_tap_ticks_once(phone: Phone) -> None:
    (question,) = await phone.send("/soreness")
    tick = buttons(question)[0]["callback_data"]
    await phone.tap_data(tick, question)
    await phone.tap_data(tick, question)
    assert [label for label in labels(await phone.last()) if label.startswith("☑")] != []
    await phone.tap("☑ Chest")
    assert NONE in labels(await phone.last())[-2]


async def test_back_goes_to_the_question_before_and_the_answer_can_change(phone: Phone) -> None:
    await phone.send("/soreness")
    await _answer(phone, [NONE, NONE, NONE, "4"])
    await phone.tap("‹ Back")
    assert "How sore was it" in (await phone.last())["text"]
    await _answer(phone, ["2", *ORDINARY[4:]])
    async with phone.app.coach.store.read() as tx:
        (triage,) = await tx.triages.recent(phone.chat, 5)
    assert (triage.answers["soreness"], triage.outcome, triage.rule) == (2, "K", "R32")


async def test_stop_with_a_ticked_flag_delivers_it(phone: Phone) -> None:
    await phone.send("/soreness")
    await phone.tap(NONE)
    await phone.tap("☐ A pop")
    await phone.tap("Stop")
    assert "today" in (await phone.last())["text"]
    assert await _state(phone) == "urgent"


async def test_stop_before_the_end_of_the_safety_questions_shows_the_list(phone: Phone) -> None:
    await phone.send("/soreness")
    await phone.tap("Stop")
    text = (await phone.last())["text"]
    assert "no conclusion" in text
    assert "chest pain" in text.lower()
    assert await _state(phone) == "normal"


async def test_each_answer_survives_a_restart(house: House) -> None:
    phone = await house.phone()
    await phone.send("/soreness")
    for answer in SHORTENED_STRIDE:
        await house.restart()
        phone = await house.phone()
        await phone.tap(answer)
    assert "Swimming" in (await phone.last())["text"]


async def test_the_next_reminder_becomes_a_swim_and_says_why(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, SHORTENED_STRIDE)
    texts = [message["text"] for message in (await phone.jump()) + (await phone.jump())]
    (reminder,) = [text for text in texts if "Your session, changed" in text]
    assert "outcome of your soreness check" in reminder
    assert "Swimming" in reminder
    assert "deadlift" not in reminder


async def test_stop_sends_no_strength_reminder_until_cleared(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, TWO_WEEKS)
    for _ in range(7):
        for message in await phone.jump("one-day"):
            follows_up = any(button["callback_data"].startswith("f:") for button in buttons(message))
            assert follows_up or "How does your hamstring feel" in message["text"]
    await phone.send("/reminders")
    assert "paused" in (await phone.last())["text"]
    await phone.tap("Cleared by a professional")
    await phone.tap("Yes, I may train")
    assert await _state(phone) == "ease"
    sent = [message["text"] for _ in range(4) for message in await phone.jump("one-day")]
    assert any("light session" in text for text in sent)


async def test_a_check_in_is_one_tap_answered_in_a_line_and_kept_for_the_local_day(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    (question,) = await phone.jump()
    assert [label for label in labels(question) if label.isdigit()] == [str(score) for score in range(11)]
    await phone.tap("2")
    assert (await phone.last())["text"] == "Today: 2/10.\nThat's the ordinary range. Train as planned."
    async with phone.app.coach.store.read() as tx:
        ((row),) = (await tx.export(phone.chat))["checkins"]
    assert (row["local_date"], row["soreness"]) == ("2030-01-07", 2)


async def test_a_score_is_noted_once_however_often_it_is_tapped(
    phone: Phone, set_up: SetUp, told: list[str | None]
) -> None:
    await set_up(phone)
    (question,) = await phone.send("/checkin")
    told.clear()
    for score in (2, 2, 3, 2):
        await phone.tap_data(buttons(question)[score]["callback_data"], question)
    assert told == ["Noted.", None, "Noted.", "Noted."]


async def test_eight_opens_the_safety_check_at_once(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/checkin")
    (check,) = await phone.tap("9")
    assert "safety check" in check["text"].lower()
    assert await _state(phone) == "swap"


async def test_two_low_days_with_walking_fine_start_the_way_back(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, SHORTENED_STRIDE)
    for _ in range(3):
        await phone.jump("one-day")
        await phone.send("/checkin")
        await phone.tap("1")
    await phone.tap("Yes, all fine")
    assert await _state(phone) == "ease"
    assert "small steps" in (await phone.last())["text"]


async def test_a_check_in_from_last_week_gives_todays_question(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/checkin")
    old = await phone.last()
    for _ in range(7):
        await phone.jump("one-day")
    await phone.tap_data(buttons(old)[3]["callback_data"], old)
    async with phone.app.coach.store.read() as tx:
        assert (await tx.export(phone.chat))["checkins"] == []


async def test_an_answered_day_is_not_asked_again(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/checkin")
    await phone.tap("1")
    assert all("How sore" not in message["text"] for message in await phone.jump())
