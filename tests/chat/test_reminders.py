"""Reminders in the chat: the session in them, one tap recorded once, days and pauses changed."""

from datetime import UTC, datetime

import pytest

from .conftest import House, SetUp
from .phone import Phone, buttons, labels
from .test_soreness import NONE, TWO_WEEKS, _answer


async def _to_reminder(phone: Phone) -> dict[str, object]:
    """Jump until a strength reminder is there."""
    for _ in range(4):
        for message in await phone.jump():
            if "Skip" in labels(message):
                return message
    raise AssertionError("no reminder came")


async def test_a_reminder_holds_the_session_and_its_buttons(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    reminder = await _to_reminder(phone)
    for part in ("Strength day", "Warm-up", "Romanian deadlift: 3 × 8-10", "Cool-down"):
        assert part in reminder["text"]
    assert labels(reminder)[:4] == ["✅ Done", "⏰ Later", "Skip", "I'm sore"]


async def test_done_is_recorded_once_however_often_it_is_pressed(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    reminder = await _to_reminder(phone)
    done = buttons(reminder)[0]["callback_data"]
    for _ in range(3):
        await phone.tap_data(done, reminder)
    async with phone.app.coach.store.read() as tx:
        sessions = (await tx.export(phone.chat))["sessions"]
    assert len(sessions) == 1
    assert "Noted: done" in (await phone.last())["text"]


async def test_two_weeks_bring_four_reminders_at_seven_local(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    for _ in range(14):
        await phone.jump("one-day")
        await phone.send("/help")
    async with phone.app.coach.store.read() as tx:
        rows = (await tx.export(phone.chat))["occurrences"]
    sent = [row for row in rows if row["kind"] == "strength" and row["state"] == "sent"]
    assert [row["local_date"] for row in sent] == ["2030-01-08", "2030-01-11", "2030-01-15", "2030-01-18"]
    assert {row["due_at"][11:16] for row in sent} == {"06:00"}


async def test_later_brings_the_session_back_and_leaves_the_series_alone(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _to_reminder(phone)
    await phone.tap("⏰ Later")
    await phone.tap("In 1 hour")
    (again,) = await phone.jump()
    assert "put off" in again["text"]
    assert "Done" in labels(again)[0]
    async with phone.app.coach.store.read() as tx:
        upcoming = [row for row in await tx.occurrences.upcoming(phone.chat, 9) if row.kind == "strength"]
    assert [str(row.local_date) for row in upcoming] == ["2030-01-11"]


async def test_im_sore_opens_the_check(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _to_reminder(phone)
    (check,) = await phone.tap("I'm sore")
    assert "safety check" in check["text"].lower()


async def test_changed_days_take_effect_on_what_is_planned(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/reminders")
    await phone.tap("Days")
    await phone.tap("✓ Tue")
    await phone.tap("Wed")
    await phone.tap("Thu")
    text = (await phone.last())["text"]
    assert "less than 48 hours apart" in text
    await phone.tap("Fri") if "Fri" in labels(await phone.last()) else await phone.tap("✓ Fri")
    await phone.tap("That's it")
    overview = (await phone.last())["text"]
    assert "Wed 9 January, 07:00" in overview
    assert "Tue 8 January" not in overview


async def test_a_pause_is_kept_and_told(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/reminders")
    await phone.tap("Pause")
    await phone.tap("7 days")
    assert "paused until 14 January" in (await phone.last())["text"]
    for _ in range(6):
        assert await phone.jump("one-day") == []


@pytest.mark.parametrize(
    ("taps", "stopped", "said", "not_said"),
    [
        (["Pause"], False, ["Strength reminders: Tuesday", "Reminders and check-ins are paused"], ["off"]),
        (["Turn off"], False, ["Strength reminders are off"], ["paused"]),
        (
            ["Pause", "Turn off"],
            False,
            ["Strength reminders are off", "Check-ins are paused until 14 January"],
            ["Reminders and"],
        ),
        (["Turn off"], True, ["Strength reminders are paused for now"], ["off", "until 14"]),
        (
            ["Pause"],
            True,
            ["Strength reminders are paused for now", "Check-ins are paused until 14 January"],
            ["Reminders and"],
        ),
    ],
)
async def test_the_overview_says_what_decides_and_no_more(
    phone: Phone, set_up: SetUp, taps: list[str], stopped: bool, said: list[str], not_said: list[str]
) -> None:
    await set_up(phone)
    if stopped:
        await phone.send("/soreness")
        await _answer(phone, TWO_WEEKS)
    await phone.send("/reminders")
    for tap in taps:
        await phone.tap(tap)
        if tap == "Pause":
            await phone.tap("7 days")
    text = (await phone.last())["text"]
    assert all(part in text for part in said)
    assert not any(part in text for part in not_said)


async def test_without_check_ins_off_says_it_all(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    async with phone.app.coach.store.begin() as tx:
        await tx.runners.update(phone.chat, checkin_on=False)
    await phone.send("/reminders")
    for tap in ("Pause", "7 days", "Turn off"):
        await phone.tap(tap)
    assert "paused" not in (await phone.last())["text"]


async def test_off_stops_the_reminders_and_on_brings_them_back(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/reminders")
    await phone.tap("Turn off")
    async with phone.app.coach.store.read() as tx:
        assert {row.kind for row in await tx.occurrences.upcoming(phone.chat, 9)} == {"checkin"}
    await phone.tap("Turn on")
    async with phone.app.coach.store.read() as tx:
        assert "strength" in {row.kind for row in await tx.occurrences.upcoming(phone.chat, 9)}


async def test_a_forged_id_reaches_nobody_elses_reminder(house: House, set_up: SetUp) -> None:
    alice, bob = await house.phone(0), await house.phone(1)
    await set_up(alice)
    reminder = await _to_reminder(alice)
    data = buttons(reminder)[0]["callback_data"]
    await bob.send("/help")
    await bob.tap_data(data, await bob.last())
    async with house.app.coach.store.read() as tx:
        rows = (await tx.export(alice.chat))["occurrences"]
    assert all(row["response"] is None for row in rows)


async def test_who_blocks_the_bot_gets_nothing_and_is_planned_anew_on_return(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    blocked = {"json": {"blocked": True}}
    await phone.client.post(f"runners/{phone.runner}/blocked", **blocked)
    await phone.settle()
    assert await phone.jump("one-day") == []
    await phone.client.post(f"runners/{phone.runner}/blocked", json={"blocked": False})
    await phone.settle()
    async with phone.app.coach.store.read() as tx:
        assert {row.kind for row in await tx.occurrences.upcoming(phone.chat, 9)} == {"strength", "checkin"}


TWINGE = [
    *(NONE, NONE, NONE, "2", "Back of the thigh", "Suddenly", "0-1"),
    *("I haven't run", "Fine", "It's new", NONE),
]


async def test_the_first_days_after_a_sudden_start_are_left_in_peace(phone: Phone, set_up: SetUp) -> None:
    """Section 4, X: rest for 48 to 72 hours, then swap. Tuesday's session stays away, Friday's is a swim."""
    await set_up(phone)
    await phone.send("/soreness")
    outcome = await _answer(phone, TWINGE)
    assert "First 48 to 72 hours" in outcome
    tuesday, friday = [], []
    for _ in range(12):
        for message in await phone.jump():
            day = datetime.fromtimestamp(message["date"], UTC).strftime("%a")
            if "Your session, changed" in message["text"]:
                (tuesday if day == "Tue" else friday).append(message)
    assert tuesday == []
    assert friday
