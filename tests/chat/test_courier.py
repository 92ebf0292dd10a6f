"""Telegram's refusals by class, and what holds a due message back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat.courier import TelegramCourier, classify
from bot.reminders.delivery import Delivery, Failed, Gone, Held, Refused, Unknown, Wait
from bot.reminders.plan import Kind
from bot.storage.records import RunnerChanges

from .conftest import SetUp
from .phone import Phone

NOW = datetime(2030, 1, 8, 6, tzinfo=UTC)
BLOCKED = "Forbidden: bot was blocked by the user"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (RetryAfter(17), Wait(NOW + timedelta(seconds=17))),
        (Forbidden(BLOCKED), Gone(BLOCKED)),
        (Forbidden("Forbidden: user is deactivated"), Gone("Forbidden: user is deactivated")),
        (Forbidden("Forbidden: something new"), Refused("Forbidden: something new")),
        (BadRequest("Chat not found"), Gone("Chat not found")),
        (BadRequest("Something new"), Refused("Something new")),
        (ChatMigrated(5), Refused("Group migrated to supergroup. New chat id: 5")),
        (TimedOut(), Unknown("Timed out")),
        (NetworkError("no route"), Failed("no route")),
        (TelegramError("odd"), Failed("odd")),
    ],
)
def test_every_refusal_has_its_class_and_an_unknown_one_disables_nobody(
    error: TelegramError, expected: Delivery
) -> None:
    assert classify(error, NOW) == expected


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
