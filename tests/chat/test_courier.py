"""What holds a due message back."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.chat.courier import TelegramCourier
from bot.reminders.delivery import Held, Wait
from bot.reminders.plan import Kind
from bot.storage.records import RunnerChanges
from tests.occurrences import end

from .conftest import SetUp
from .phone import Phone


@pytest.mark.parametrize(
    ("changes", "kind", "reason"),
    [
        ({"strength_on": False}, Kind.STRENGTH, "reminders off"),
        ({"checkin_on": False}, Kind.CHECKIN, "check-in off"),
        ({"paused_until": date(2030, 2, 1)}, Kind.STRENGTH, "paused"),
        ({"paused_until": date(2030, 2, 1)}, Kind.CHECKIN, "paused"),
        ({"state": "stop"}, Kind.STRENGTH, "stop"),
        ({"state": "urgent"}, Kind.STRENGTH, "urgent"),
        ({"state": "urgent"}, Kind.CHECKIN, "urgent"),
    ],
)
async def test_what_the_runner_or_their_legs_do_not_want_is_held(
    phone: Phone, set_up: SetUp, changes: RunnerChanges, kind: Kind, reason: str
) -> None:
    await set_up(phone)
    async with phone.app.coach.store.begin() as tx:
        runner = await tx.runners.update(phone.chat, **changes)
        occurrences = await tx.occurrences.upcoming(phone.chat, 9)
    due = next(row for row in occurrences if row.kind == kind)
    held = await TelegramCourier(phone.app.coach).deliver(due, runner, due.due_at)
    assert held == Held(reason)


async def test_a_reminder_waits_while_a_soreness_check_is_open(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.jump()
    await phone.send("/soreness")
    async with phone.app.coach.store.read() as tx:
        runner = await tx.runners.get(phone.chat)
        due = next(row for row in await tx.occurrences.upcoming(phone.chat, 9) if row.kind == Kind.STRENGTH)
    assert runner is not None
    now = phone.app.coach.clock.now()
    assert isinstance(await TelegramCourier(phone.app.coach).deliver(due, runner, now), Wait)


async def test_a_missed_reminder_is_owned_up_to_once(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    phone.app.coach.clock.jump(datetime(2030, 1, 8, 12, tzinfo=UTC))
    await phone.app.deliver()
    texts = [message["text"] for _ in range(12) for message in await phone.jump("one-day")]
    sessions = [text for text in texts if "Strength day" in text]
    assert "I was away" in sessions[0]
    assert not any("I was away" in text for text in sessions[1:])


async def _end(phone: Phone, kind: str, day: date, state: str) -> None:
    async with phone.app.coach.store.begin() as tx:
        due = datetime.combine(day, time(6), UTC)
        await tx.occurrences.replan(phone.chat, kind, day, due)
        claimed = await tx.occurrences.claim(due, timedelta(minutes=5), "one", 99)
        for row in claimed:
            mine = (row.kind, row.local_date) == (kind, day)
            await end(tx, row.id, "one", state=state if mine else "held", outcome="so", now=due)


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        ([("strength", 8, "missed")], True),
        ([("strength", 8, "missed"), ("strength", 11, "held")], True),
        ([("strength", 8, "missed"), ("strength", 11, "sent")], False),
        ([("strength", 8, "sent"), ("later", 9, "missed")], True),
        ([("later", 8, "missed"), ("strength", 11, "sent")], False),
        ([("checkin", 8, "missed")], False),
    ],
)
async def test_a_missed_session_is_owned_up_to_by_the_next_one_that_is_sent(
    phone: Phone, set_up: SetUp, ended: list[tuple[str, int, str]], told: bool
) -> None:
    await set_up(phone)
    for kind, day, state in ended:
        await _end(phone, kind, date(2030, 1, day), state)
    async with phone.app.coach.store.begin() as tx:
        due = await tx.occurrences.replan(
            phone.chat, Kind.STRENGTH, date(2030, 1, 15), datetime(2030, 1, 15, 6, tzinfo=UTC)
        )
        runner = await tx.runners.get(phone.chat)
    assert runner is not None
    await TelegramCourier(phone.app.coach).deliver(due, runner, due.due_at)
    assert ("I was away" in (await phone.last())["text"]) == told


async def test_while_reminders_are_held_back_an_answer_is_not(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    async with phone.app.coach.store.begin() as tx:
        await tx.send_budget.hold(3600)
    assert await phone.jump("one-day") == []
    (answer,) = await phone.send("how often should i train my hamstrings")
    assert "times a week" in answer["text"]
    async with phone.app.coach.store.read() as tx:
        assert {row.state for row in await tx.occurrences.upcoming(phone.chat, 9)} == {"planned"}
