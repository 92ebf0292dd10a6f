"""A lighter week: one session fewer if wanted, another look after a week, a stop after two without change."""

import pytest

from .conftest import SetUp
from .phone import Message, Phone, buttons, labels
from .test_felt import _checkin, _rules
from .test_series import _earlier, _is_asked
from .test_soreness import _state

NEVER_LOW = "2 3 2 - 2 3 2 - 2 2 3 - 2"
ASKED = "One session fewer?"


async def _begun(phone: Phone, set_up: SetUp) -> Message:
    """The reply that advises a lighter week (D6), on Monday 7 January."""
    await set_up(phone)
    await _earlier(phone, NEVER_LOW)
    await _checkin(phone, "2")
    return await phone.last()


async def _coming(phone: Phone) -> list[str]:
    async with phone.app.coach.store.read() as tx:
        rows = await tx.occurrences.upcoming(phone.chat, 9)
    return [str(row.local_date) for row in rows if row.kind == "strength"]


async def _again(phone: Phone, message: Message) -> Message:
    return next(one for one in await phone.shown() if one["message_id"] == message["message_id"])


async def _go_on(phone: Phone, days: int) -> None:
    for _ in range(days):
        await phone.jump("one-day")


async def test_yes_leaves_out_the_next_session_and_no_other(phone: Phone, set_up: SetUp) -> None:
    reply = await _begun(phone, set_up)
    assert "the one on Tuesday, 8 January" in reply["text"]
    yes = next(b["callback_data"] for b in buttons(reply) if b["text"] == "Leave it out")
    for _ in range(2):
        await phone.tap_data(yes, reply)
    shown = await _again(phone, reply)
    assert "Left out: the session on Tuesday, 8 January" in shown["text"]
    assert ASKED not in shown["text"]
    assert labels(shown) == ["Why?", "Change"]
    assert await _coming(phone) == ["2030-01-11"]
    (reminders,) = await phone.send("/reminders")
    assert "Tuesday and Friday" in reminders["text"]
    assert "Tue 8 January" not in reminders["text"]
    assert "Fri 11 January" in reminders["text"]
    assert not [one for one in await phone.jump("one-day") if "Skip" in labels(one)]


async def test_no_keeps_all_and_the_same_score_again_does_not_ask_again(phone: Phone, set_up: SetUp) -> None:
    reply = await _begun(phone, set_up)
    await phone.tap("Keep it")
    assert "All your sessions stay" in (await _again(phone, reply))["text"]
    assert await _coming(phone) == ["2030-01-08"]
    await phone.tap_data(
        next(b["callback_data"] for b in buttons(reply) if b["text"] == "Leave it out"), reply
    )
    assert await _coming(phone) == ["2030-01-08"]
    assert ASKED not in await _checkin(phone, "2")


async def test_a_session_that_was_sent_is_not_left_out(phone: Phone, set_up: SetUp) -> None:
    reply = await _begun(phone, set_up)
    await phone.jump("one-day")
    await phone.tap("Leave it out", reply)
    assert ASKED in (await _again(phone, reply))["text"]
    assert await _coming(phone) == ["2030-01-11"]


async def test_an_answer_after_a_week_changes_nothing(phone: Phone, set_up: SetUp) -> None:
    reply = await _begun(phone, set_up)
    await _go_on(phone, 7)
    coming = await _coming(phone)
    await phone.tap_data(f"j:fewer:20300107:{coming[0].replace('-', '')}:yes", reply)
    assert await _coming(phone) == coming


@pytest.mark.parametrize("data", ["j:fewer:20300107:20300108:maybe", "j:fewer:x:20300108:yes"])
async def test_a_forged_answer_leaves_out_nothing(phone: Phone, set_up: SetUp, data: str) -> None:
    await phone.tap_data(data, await _begun(phone, set_up))
    assert await _coming(phone) == ["2030-01-08"]


async def test_who_trains_once_a_week_or_has_no_reminders_is_not_asked(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    async with phone.app.coach.store.begin() as tx:
        await tx.runners.update(phone.chat, strength_days=("tue",))
    await _earlier(phone, NEVER_LOW)
    assert ASKED not in await _checkin(phone, "2")


async def test_after_a_week_the_first_check_in_offers_another_look_and_once(
    phone: Phone, set_up: SetUp
) -> None:
    await _begun(phone, set_up)
    await _go_on(phone, 6)
    assert "Shall we look again?" not in await _checkin(phone, "1")
    await _go_on(phone, 2)
    assert "Shall we look again?" in await _checkin(phone, "1")
    await phone.tap("Look again")
    assert await _is_asked(phone)
    await phone.tap("Stop")
    await _go_on(phone, 1)
    assert "Shall we look again?" not in await _checkin(phone, "1")


async def _two_weeks_on(phone: Phone, scores: str) -> str:
    """The check-ins of days 12, 13 and 14; the last reply."""
    await _go_on(phone, 11)
    text = ""
    for score in scores.split():
        await _go_on(phone, 1)
        text = await _checkin(phone, score)
    return text


async def test_not_better_after_two_weeks_stops_with_a_reason_and_why(phone: Phone, set_up: SetUp) -> None:
    await _begun(phone, set_up)
    text = await _two_weeks_on(phone, "3 2 3")
    assert "two weeks since I suggested a lighter week" in text
    assert "not a diagnosis" in text
    assert await _rules(phone) == [("D6", "o1"), ("O1", "stop")]
    assert await _state(phone) == "stop"
    await phone.tap("Why?")
    assert "long enough for someone to look at it" in (await phone.last())["text"]
    (reminders,) = await phone.send("/reminders")
    assert "two weeks after I suggested a lighter week" in reminders["text"]
    await phone.tap("Cleared by a professional")
    await phone.tap("Yes, I may train")
    await _go_on(phone, 1)
    await _checkin(phone, "3")
    assert await _state(phone) == "ease"


async def test_two_low_days_at_the_end_of_a_swap_do_not_ask_about_walking_when_two_weeks_did_not_help(
    phone: Phone, set_up: SetUp
) -> None:
    await _begun(phone, set_up)
    await _go_on(phone, 10)
    for score in ("6", "6", "2", "2"):
        await _go_on(phone, 1)
        text = await _checkin(phone, score)
    assert "two weeks since I suggested a lighter week" in text
    assert "Are walking" not in text
    assert await _state(phone) == "stop"


async def test_better_after_two_weeks_goes_on(phone: Phone, set_up: SetUp) -> None:
    await _begun(phone, set_up)
    await _two_weeks_on(phone, "1 2 1")
    assert await _state(phone) == "normal"


async def test_a_slip_on_day_14_is_taken_back(phone: Phone, set_up: SetUp) -> None:
    await _begun(phone, set_up)
    await _two_weeks_on(phone, "3 2 3")
    await phone.tap("Change")
    await phone.tap("1")
    assert await _state(phone) == "normal"
    assert "two weeks since" not in (await phone.last())["text"]
