"""What holds a due message back."""

from datetime import UTC, date, datetime

import pytest

from bot.chat.courier import TelegramCourier
from bot.reminders.delivery import Held, Wait
from bot.reminders.plan import Kind
from bot.storage.records import RunnerChanges

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
