"""The check in doubt: answers that contradict each other, Q11 remembered, typed numbers (protocol 8)."""

from datetime import timedelta

import pytest

from .conftest import House
from .phone import Message, Phone, buttons, labels

NONE = "None of these"
LIMP_AT_ZERO = [NONE, NONE, NONE, "0", "Back of the thigh", "Built", "0-1", "No", "I limp", "It's new", NONE]
ORDINARY = [NONE, NONE, NONE, "2", "Both thighs", "Hours", "0-1", "No", "Fine", "It's new"]


async def _answer(phone: Phone, answers: list[str]) -> Message:
    for answer in answers:
        await phone.tap(answer)
    return await phone.last()


async def _outcome(phone: Phone) -> tuple[str, str]:
    async with phone.app.coach.store.read() as tx:
        triage, *_ = await tx.triages.recent(phone.chat, 1)
    return triage.outcome, triage.rule


async def _logged(phone: Phone) -> list[str]:
    async with phone.app.coach.store.read() as tx:
        events = await tx.events.recent(phone.chat, 10, kind="contradiction")
    return [event.data["contradiction"] for event in events]


async def test_a_full_check_without_contradictions_takes_at_most_twelve_taps(phone: Phone) -> None:
    await phone.send("/soreness")
    worst = [NONE, NONE, NONE, "8", "No", "Both thighs", "Hours", "2-3", "A little", "I limp", "Worse", NONE]
    assert len(worst) == 12
    await _answer(phone, worst)
    assert await _outcome(phone) == ("P", "R8")


async def test_worked_case_27_is_asked_about_and_still_ends_with_p(phone: Phone) -> None:
    await phone.send("/soreness")
    doubt = await _answer(phone, LIMP_AT_ZERO)
    assert "don't fit together" in doubt["text"]
    assert labels(doubt)[:3] == [
        "Soreness: 0 of 10",
        "Walking and stairs: I limp, or it is hard",
        "Both are right",
    ]
    again = await _answer(phone, ["Walking and stairs"])
    assert "How sore was it" in again["text"]
    start = await _answer(phone, ["0"])
    assert "Start: Built up over weeks" in labels(start)
    said = await _answer(phone, ["Both are right"])
    assert "did not fit together" in said["text"]
    assert await _outcome(phone) == ("P", "R12")
    assert await _logged(phone) == ["a-walking"]


async def test_an_answer_put_right_ends_the_doubt_and_nothing_is_logged(phone: Phone) -> None:
    await phone.send("/soreness")
    answers = LIMP_AT_ZERO.copy()
    answers[5] = "Hours"
    await _answer(phone, answers)
    again = await _answer(phone, ["Soreness: 0"])
    assert "walking, stairs" in again["text"]
    said = await _answer(phone, ["Fine"])
    assert "did not fit together" not in said["text"]
    assert await _outcome(phone) == ("K", "R32")
    assert await _logged(phone) == []


async def test_a_score_put_right_to_eight_asks_the_question_that_belongs_to_it(phone: Phone) -> None:
    await phone.send("/soreness")
    answers = LIMP_AT_ZERO.copy()
    answers[5] = "Hours"
    await _answer(phone, answers)
    severe = await _answer(phone, ["Walking and stairs", "9"])
    assert "That is a lot" in severe["text"]
    await _answer(phone, ["No"])
    assert await _outcome(phone) == ("P", "R8")


async def test_the_doubt_survives_a_restart_a_double_tap_and_back(house: House) -> None:
    phone = await house.phone()
    await phone.send("/soreness")
    doubt = await _answer(phone, LIMP_AT_ZERO)
    data = buttons(doubt)[0]["callback_data"]
    await phone.tap("‹ Back")
    assert "Last one" in (await phone.last())["text"]
    doubt = await _answer(phone, [NONE])
    await house.restart()
    phone = await house.phone()
    await phone.tap_data(data, doubt)
    await phone.tap_data(data, doubt)
    assert "walking, stairs" in (await phone.last())["text"]
    await phone.tap("‹ Back")
    assert "don't fit together" in (await phone.last())["text"]
    assert await phone.send("both are right") != []
    assert "Start: Built up over weeks" in labels(await phone.last())


async def test_the_last_question_is_confirmed_by_one_tap_within_thirty_days(phone: Phone) -> None:
    await phone.send("/soreness")
    await _answer(phone, [*ORDINARY, "☐ Under 18", "Done"])
    await phone.send("/soreness")
    confirm = await _answer(phone, ORDINARY)
    assert "Last time you said" in confirm["text"]
    assert "You are under 18" in confirm["text"]
    assert labels(confirm)[:2] == ["Yes, still so", "Change"]
    await phone.tap("Yes, still so")
    async with phone.app.coach.store.read() as tx:
        newest, first = await tx.triages.recent(phone.chat, 5)
    assert newest.answers == first.answers
    assert newest.answers["risk"] == ["u18"]


@pytest.mark.parametrize(("typed", "finished"), [("yes", True), ("still so", True), ("no", False)])
async def test_the_confirmation_can_be_typed(phone: Phone, typed: str, finished: bool) -> None:
    await phone.send("/soreness")
    await _answer(phone, [*ORDINARY, NONE])
    await phone.send("/soreness")
    await _answer(phone, ORDINARY)
    (answer,) = await phone.send(typed)
    assert ("Keep going" in answer["text"]) is finished
    assert ("does any of these apply" in answer["text"]) is not finished


async def test_none_is_confirmed_too_and_can_be_changed(phone: Phone) -> None:
    await phone.send("/soreness")
    await _answer(phone, [*ORDINARY, NONE])
    await phone.send("/soreness")
    confirm = await _answer(phone, ORDINARY)
    assert "None of these applies" in confirm["text"]
    change = buttons(confirm)[1]["callback_data"]
    await phone.tap_data(change, confirm)
    await phone.tap_data(change, confirm)
    await _answer(phone, ["☐ Under 18", "Done"])
    async with phone.app.coach.store.read() as tx:
        newest, _ = await tx.triages.recent(phone.chat, 5)
    assert newest.answers["risk"] == ["u18"]


@pytest.mark.parametrize(("days", "asked"), [(29, "Last time you said"), (31, "does any of these apply")])
async def test_an_answer_older_than_thirty_days_is_asked_for_in_full(
    phone: Phone, days: int, asked: str
) -> None:
    await phone.send("/soreness")
    await _answer(phone, [*ORDINARY, NONE])
    phone.app.coach.clock.jump(phone.app.coach.clock.now() + timedelta(days=days))
    await phone.send("/soreness")
    assert asked in (await _answer(phone, ORDINARY))["text"]


async def test_a_number_off_the_scale_is_asked_for_again_twice_then_by_button(phone: Phone) -> None:
    await phone.send("/soreness")
    await _answer(phone, [NONE, NONE, NONE])
    for wrong, said in (
        ("11", "From 0 to 10"),
        ("-1", "From 0 to 10"),
        ("0-10?", "use the buttons"),
    ):
        (answer,) = await phone.send(wrong)
        assert said in answer["text"]
        assert "How sore was it" in answer["text"]
        assert "10" in labels(answer)
    await phone.send("6-7")
    async with phone.app.coach.store.read() as tx:
        talk = await tx.conversations.get(phone.chat)
    assert talk is not None
    assert talk.data["soreness"] == 7


async def test_labels_are_taken_as_typed_and_the_check_in_asks_again_too(phone: Phone) -> None:
    await phone.send("/soreness")
    for typed in ("none", "none", "none", "about 2", "both thighs", "hours", "0-1", "no", "fine", "it's new"):
        await phone.send(typed)
    assert "Last one" in (await phone.last())["text"]
    await phone.send("none")
    (answer,) = await phone.send("11")
    assert "One number from 0 to 10" in answer["text"]
    assert "10" in labels(answer)
    (answer,) = await phone.send("6 or 7")
    assert answer["text"].startswith("Today: 7/10.")


@pytest.mark.parametrize("kind", ["photo", "voice", "document"])
async def test_a_picture_in_the_middle_shows_the_red_flags_and_the_question_again(
    phone: Phone, kind: str
) -> None:
    await phone.send("/soreness")
    await _answer(phone, [NONE, NONE, NONE, "2"])
    line, question = await phone.attach(kind)
    assert "Call the emergency number" in line["text"]
    assert labels(line) == []
    assert "Where is it?" in question["text"]
    await phone.tap("Both thighs", question)
    assert "How did it start" in (await phone.last())["text"]


async def test_where_two_spots_fit_the_worse_one_is_asked_for(phone: Phone) -> None:
    await phone.send("/soreness")
    question = await _answer(phone, [NONE, NONE, NONE, "2"])
    assert "If two fit, tap the worse spot." in question["text"]
