"""How a session felt: one tap after Done, kept with the session, and what the check-in makes of it (D8)."""

import pytest

from bot.chat.series import ADVICE

from .conftest import House, SetUp
from .phone import Message, Phone, buttons, labels
from .test_reminders import _to_reminder
from .test_soreness import NONE, ORDINARY, TWO_WEEKS, _answer, _state

FEELINGS = ["Fine", "An ache", "Sharp pain"]
STRENGTH = ["As strong as usual", "Weaker than usual"]


async def _log(phone: Phone, feel: str | None = None) -> Message:
    """A session done from /workout; the message that asks how it was."""
    await phone.send("/workout")
    await phone.tap("✅")
    if feel:
        await phone.tap(feel)
    return await phone.last()


async def _sessions(phone: Phone) -> list[dict[str, object]]:
    async with phone.app.coach.store.read() as tx:
        return (await tx.export(phone.chat))["sessions"]


async def _feels(phone: Phone) -> list[object]:
    return [session["feel"] for session in await _sessions(phone)]


async def _checkin(phone: Phone, score: str) -> str:
    (question,) = await phone.send("/checkin")
    await phone.tap(score, question)
    shown = await phone.shown()
    return next(str(one["text"]) for one in shown if one["message_id"] == question["message_id"])


async def _rules(phone: Phone) -> list[tuple[str, str]]:
    async with phone.app.coach.store.read() as tx:
        events = await tx.events.recent(phone.chat, 50, kind=ADVICE)
    return [(event.data["rule"], event.data["advice"]) for event in reversed(events)]


async def _checks_begun(phone: Phone) -> int:
    """How many first questions of the soreness check are in the chat."""
    return sum(any(one.startswith(NONE) for one in labels(shown)) for shown in await phone.from_coach())


async def test_done_under_a_reminder_asks_how_it_was_and_keeps_the_answer_with_the_session(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _to_reminder(phone)
    await phone.tap("✅ Done")
    asked = await phone.last()
    assert asked["text"].endswith("How was it?")
    assert labels(asked) == FEELINGS
    await phone.tap("An ache")
    answered = await phone.last()
    assert answered["text"] == asked["text"]
    assert labels(answered) == ["Fine", "✓ An ache", "Sharp pain", *STRENGTH]
    assert await _feels(phone) == ["ache"]


async def test_done_in_workout_asks_too_and_a_double_tap_counts_once(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    asked = await _log(phone)
    assert labels(asked) == FEELINGS
    ache = buttons(asked)[1]["callback_data"]
    await phone.tap_data(ache, asked)
    once = await _sessions(phone)
    await phone.tap_data(ache, asked)
    assert await _sessions(phone) == once


async def test_the_answer_changes_the_same_day_and_stays_the_next(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _log(phone, "An ache")
    await phone.tap("Fine")
    assert await _feels(phone) == ["none"]
    await phone.jump("one-day")
    await phone.tap("An ache")
    assert await _feels(phone) == ["none"]


async def test_a_first_answer_counts_the_next_day_too(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _log(phone)
    await phone.jump("one-day")
    await phone.tap("An ache")
    assert await _feels(phone) == ["ache"]


async def test_no_answer_brings_no_message(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _log(phone)
    texts = [message["text"] for _ in range(3) for message in await phone.jump("one-day")]
    assert not [text for text in texts if "How was it?" in text]


async def test_sharp_opens_the_check_at_once_with_the_red_flags_first_and_only_once(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    asked = await _log(phone)
    sharp = buttons(asked)[2]["callback_data"]
    (check,) = await phone.tap_data(sharp, asked)
    assert labels(check)[0].startswith("☐ Chest")
    assert await phone.tap_data(sharp, asked) == []
    await _answer(phone, ORDINARY)
    assert await phone.tap_data(sharp, asked) == []
    assert await _feels(phone) == ["sharp"]
    assert await _checks_begun(phone) == 0


async def test_a_sharp_pain_told_too_late_to_be_kept_still_opens_the_check(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _log(phone, "Fine")
    await phone.jump("one-day")
    await phone.tap("Sharp pain")
    assert await _feels(phone) == ["none"]
    assert await _checks_begun(phone) == 1


async def test_pain_in_two_of_the_last_three_sessions_leads_to_a_lighter_week(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    for feel in ("An ache", "Fine", "An ache"):
        await _log(phone, feel)
        await phone.jump("one-day")
    text = await _checkin(phone, "1")
    assert "pain during two of your last three sessions" in text
    assert await _rules(phone) == [("D8", "o1")]
    assert await _state(phone) == "ease"


async def test_a_session_of_which_nothing_was_told_counts_among_the_three(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    for feel in ("An ache", "An ache", None, None):
        await _log(phone, feel)
        await phone.jump("one-day")
    await _checkin(phone, "1")
    assert await _rules(phone) == []


async def test_a_sharp_pain_never_looked_at_opens_the_check_with_the_next_check_in_and_once(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _log(phone, "Sharp pain")
    await phone.tap("Stop")
    assert await _checks_begun(phone) == 0
    await phone.jump("one-day")
    assert "sharp pain during a session" in await _checkin(phone, "1")
    assert await _checks_begun(phone) == 1
    await phone.tap("Stop")
    await phone.jump("one-day")
    await _checkin(phone, "1")
    assert await _checks_begun(phone) == 0
    assert await _rules(phone) == [("D8", "triage_now")]


async def test_a_sharp_pain_that_was_looked_at_calls_no_second_check(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _log(phone, "Sharp pain")
    await _answer(phone, ORDINARY)
    await phone.jump("one-day")
    await _checkin(phone, "1")
    assert await _rules(phone) == []


async def test_who_turned_the_extra_questions_off_is_asked_nothing(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/settings")
    await phone.tap("Turn extra questions off")
    assert "Extra questions after sessions and on Sundays: off" in (await phone.last())["text"]
    assert labels(await _log(phone)) == []
    await phone.send("/settings")
    await phone.tap("Turn extra questions on")
    assert labels(await _log(phone)) == FEELINGS


async def test_while_training_is_paused_nothing_is_asked(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _to_reminder(phone)
    await phone.send("/soreness")
    await _answer(phone, TWO_WEEKS)
    await phone.tap("✅ Done")
    assert not [one for one in await phone.from_coach() if "Fine" in labels(one)]


@pytest.mark.parametrize(
    "data",
    ["j", "j:felt", "j:felt:20300107:session:awful", "j:felt:x:session:ache", "j:felt:20300106:session:ache"],
)
async def test_a_forged_answer_is_kept_nowhere(phone: Phone, set_up: SetUp, data: str) -> None:
    await set_up(phone)
    asked = await _log(phone)
    await phone.tap_data(data, asked)
    assert await _feels(phone) == [None]


async def test_the_question_survives_a_restart(house: House, set_up: SetUp) -> None:
    phone = await house.phone()
    await set_up(phone)
    await _log(phone)
    await house.restart()
    phone = await house.phone()
    await phone.tap("An ache")
    assert await _feels(phone) == ["ache"]
