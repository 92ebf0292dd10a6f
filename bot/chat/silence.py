"""A runner who has gone quiet: a gentle line above the question, then one "still here?", then nothing."""

from datetime import datetime, timedelta
from typing import Final

from bot.chat.coach import Coach
from bot.chat.runners import day_of_checkin
from bot.chat.screen import Button, Row, Screen
from bot.coaching.silence import Silence, is_back, silence
from bot.coaching.state import TrainingState
from bot.content.messages import Messages
from bot.reminders.delivery import Held
from bot.reminders.follow_up import changed_since
from bot.reminders.plan import Kind, replan
from bot.storage.records import Occurrence, Runner
from bot.storage.tx import Tx

LOOKS_BACK: Final = timedelta(days=21)
"""Days with a check-in that was asked: three weeks hold the seven that count, with some missed between."""


async def look(coach: Coach, occurrence: Occurrence, runner: Runner, now: datetime) -> Silence | Held:
    """Before a check-in is sent; for a week of silence the reminders stop in the same transaction."""
    if runner.silent_since is not None and runner.here_at is None:
        # The same message once more, because its first sending failed; else nothing is left to be asked.
        return Silence.AWAY if occurrence.due_at <= runner.silent_since else Held("silent")
    async with coach.store.begin() as tx:
        found = await _weigh(tx, runner, now)
        if found is Silence.AWAY:
            runner = await tx.runners.update(runner.chat_id, silent_since=now, here_at=None)
            await replan(tx, runner, now)
    return found


def still_here(messages: Messages) -> Screen:
    return Screen(messages.text("silence.still_here"), here_rows(messages))


def here_rows(messages: Messages) -> tuple[Row, ...]:
    return ((Button(messages.label("silence.here"), "h:"),),)


def rows(messages: Messages, runner: Runner) -> tuple[Row, ...]:
    """The button, for as long as it is asked for."""
    return here_rows(messages) if runner.silent_since is not None and runner.here_at is None else ()


def line(messages: Messages, runner: Runner) -> str:
    """For /reminders: why none come and what brings them back."""
    if runner.silent_since is None:
        return ""
    return messages.text("silence.rests" if runner.here_at is None else "silence.one_checkin")


async def come_back(tx: Tx, runner: Runner, now: datetime) -> Runner:
    """End the silence once "I'm here" and a check-in are both there; nothing changes before."""
    if runner.silent_since is None:
        return runner
    newest = await tx.checkins.recent(runner.chat_id, (runner.silent_since - timedelta(days=1)).date())
    answered_at = max((one.answered_at for one in newest), default=None)
    if not is_back(runner.silent_since, runner.here_at, answered_at):
        return runner
    runner = await tx.runners.update(runner.chat_id, silent_since=None, here_at=None)
    await replan(tx, runner, now)
    return runner


async def _weigh(tx: Tx, runner: Runner, now: datetime) -> Silence:
    today = day_of_checkin(runner, now)
    sent = await tx.occurrences.sent_since(runner.chat_id, Kind.CHECKIN, today - LOOKS_BACK)
    asked = {day_of_checkin(runner, one.sent_at) for one in sent if one.sent_at}
    answered = await tx.checkins.recent(runner.chat_id, today - LOOKS_BACK)
    changed = await changed_since(tx, runner)
    return silence(
        TrainingState(runner.state),
        asked=asked - {today},
        answered={one.local_date for one in answered},
        changed_since=day_of_checkin(runner, changed) if changed else None,
        heard_at=await tx.inbox.heard_at(runner.chat_id),
        now=now,
    )
