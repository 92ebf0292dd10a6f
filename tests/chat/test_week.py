"""How the week went: Sunday's line, the signs of the whole body after two worse weeks, D7 and D9."""

from typing import Any

import pytest

from .conftest import House, SetUp
from .phone import Message, Phone, buttons, labels
from .test_felt import _checkin, _rules
from .test_soreness import SHORTENED_STRIDE, TWO_WEEKS, _answer, _state

ANSWERS = ["Better", "As usual", "Worse"]
ASKED = "how did your running go this week?"
SIGNS = "Two weeks in a row"


async def _days(phone: Phone, count: int) -> None:
    for _ in range(count):
        await phone.jump("one-day")


async def _sunday(phone: Phone, performance: str | None = None, score: str = "1") -> Message:
    """Go to the next Sunday, check in, and answer."""
    await _days(phone, 1)
    while phone.app.coach.clock.now().weekday() != 6:
        await _days(phone, 1)
    await _checkin(phone, score)
    reply = await phone.last()
    if performance:
        await phone.tap(performance, reply)
    return reply


async def _weeks(phone: Phone) -> list[dict[str, Any]]:
    async with phone.app.coach.store.read() as tx:
        return (await tx.export(phone.chat))["weeks"]


async def test_sundays_check_in_asks_and_no_other(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    assert ASKED not in await _checkin(phone, "1")
    reply = await _sunday(phone)
    assert ASKED in reply["text"]
    assert [label for label in labels(reply) if label in ANSWERS] == ANSWERS


async def test_the_answer_is_kept_by_week_ticked_and_can_change(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _sunday(phone, "Worse")
    assert "✓ Worse" in labels(await phone.last())
    await phone.tap("Better")
    assert {"✓ Better", "Worse"} <= set(labels(await phone.last()))
    (week,) = await _weeks(phone)
    assert (week["monday"], week["performance"], week["signs"]) == ("2030-01-07", "better", None)


async def test_a_changed_score_shows_the_week_as_it_was_told(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _sunday(phone, "As usual")
    await phone.tap("Change")
    await phone.tap("2")
    assert "✓ As usual" in labels(await phone.last())


async def test_the_answer_may_come_a_week_late_and_no_later(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    reply = await _sunday(phone)
    await _days(phone, 7)
    await phone.tap("Worse", reply)
    assert [week["performance"] for week in await _weeks(phone)] == ["worse"]
    await _days(phone, 1)
    await phone.tap_data(next(b["callback_data"] for b in buttons(reply) if b["text"] == "Better"), reply)
    assert [week["performance"] for week in await _weeks(phone)] == ["worse"]


async def test_two_worse_weeks_ask_for_the_signs_once_and_ticks_survive_a_restart(
    house: House, set_up: SetUp
) -> None:
    phone = await house.phone()
    await set_up(phone)
    await _sunday(phone, "Worse")
    assert not [one for one in await phone.from_coach() if SIGNS in one["text"]]
    reply = await _sunday(phone)
    worse = next(b["callback_data"] for b in buttons(reply) if b["text"] == "Worse")
    assert len(await phone.tap_data(worse, reply)) == 1
    assert await phone.tap_data(worse, reply) == []
    asked = await phone.last()
    tired = buttons(asked)[0]["callback_data"]
    await phone.tap_data(tired, asked)
    await phone.tap_data(tired, asked)
    await house.restart()
    phone = await house.phone()
    await phone.tap("☐ Poor sleep")
    await phone.tap("Done")
    assert "next check-in" in (await phone.last())["text"]
    assert [week["signs"] for week in await _weeks(phone)] == [None, ["tired", "poor_sleep"]]


async def test_signs_of_the_whole_body_and_two_worse_weeks_lead_to_a_doctor(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _sunday(phone, "Worse")
    await _sunday(phone, "Worse")
    await phone.tap("☐ Tired most days")
    await phone.tap("☐ Often ill")
    await phone.tap("Done")
    await _days(phone, 1)
    text = await _checkin(phone, "1")
    assert "signs from the whole body" in text
    assert "see a doctor" in text
    assert await _rules(phone) == [("D9", "o2")]
    assert await _state(phone) == "ease"


async def test_two_worse_weeks_and_soreness_lead_to_a_lighter_week(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _sunday(phone, "Worse")
    await _days(phone, 1)
    for score in ("3", "2", "4", "3", "4"):
        await _days(phone, 1)
        await _checkin(phone, score)
    await _sunday(phone, "Worse", "2")
    await phone.tap("None of these")
    assert [week["signs"] for week in await _weeks(phone)] == [None, []]
    await _days(phone, 1)
    text = await _checkin(phone, "3")
    assert "your performance got worse while your hamstrings stayed sore" in text
    assert await _rules(phone) == [("D7", "o1")]
    assert await _state(phone) == "ease"


async def test_a_week_between_that_was_not_worse_breaks_the_row(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    for performance in ("Worse", "As usual", "Worse"):
        await _sunday(phone, performance)
    assert not [one for one in await phone.from_coach() if SIGNS in one["text"]]


async def test_who_turned_it_off_or_is_paused_is_not_asked(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/settings")
    await phone.tap("Turn extra questions off")
    assert ASKED not in (await _sunday(phone))["text"]
    await phone.send("/settings")
    await phone.tap("Turn extra questions on")
    await phone.send("/soreness")
    await _answer(phone, TWO_WEEKS)
    assert ASKED not in (await _sunday(phone))["text"]


@pytest.mark.parametrize(
    "data",
    [
        "j:week:20300108:worse",
        "j:week:20300107:awful",
        "j:week:99:worse",
        "j:body:20300107:done:tired",
        "j:body:20300107:tick:tall",
        "j:body:20300107:eat:tired",
    ],
)
async def test_a_forged_week_is_kept_nowhere(phone: Phone, set_up: SetUp, data: str) -> None:
    await set_up(phone)
    await phone.send("/help")
    await phone.tap_data(data, await phone.last())
    assert await _weeks(phone) == []


async def test_delete_takes_the_weeks_along(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _sunday(phone, "Worse")
    await phone.send("/privacy")
    assert "how your week went" in (await phone.last())["text"]
    await phone.send("/delete")
    await phone.tap("Yes, delete everything")
    assert await _weeks(phone) == []


async def test_the_week_waits_while_walking_is_asked_about(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, SHORTENED_STRIDE)
    await _days(phone, 5)
    await _checkin(phone, "1")
    reply = await _sunday(phone)
    assert "two settled days" in reply["text"]
    assert ASKED not in reply["text"]
    assert "Two such days" not in reply["text"]
