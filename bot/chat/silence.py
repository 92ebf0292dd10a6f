"""A runner who has gone quiet: a gentle line above the question, then one "still here?", then nothing."""

from datetime import date, datetime, timedelta

from bot.chat.coach import Coach
from bot.chat.due_facts import LOOKS_BACK, DueFacts
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


async def look(
    coach: Coach, occurrence: Occurrence, runner: Runner, facts: DueFacts, now: datetime
) -> Silence | Held:
    """Before a check-in is sent; for a week of silence the reminders stop at once."""
    if runner.silent_since is not None and runner.here_at is None:
        # The same message once more, because its first sending failed; else nothing is left to be asked.
        return Silence.AWAY if occurrence.due_at <= runner.silent_since else Held("silent")
    found = _weigh(runner, facts, await _changed_on(coach, runner), now)
    if found is Silence.AWAY:
        async with coach.store.begin() as tx:
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


def _weigh(runner: Runner, facts: DueFacts, changed_on: date | None, now: datetime) -> Silence:
    today = day_of_checkin(runner, now)
    asked = {
        day_of_checkin(runner, one.sent_at)
        for one in facts.occurrences
        if one.kind == Kind.CHECKIN and one.sent_at and one.local_date >= today - LOOKS_BACK
    }
    return silence(
        TrainingState(runner.state),
        asked=asked - {today},
        answered=facts.checkin_days(today - LOOKS_BACK),
        changed_since=changed_on,
        heard_at=facts.heard_at,
        now=now,
    )


async def _changed_on(coach: Coach, runner: Runner) -> date | None:
    """The day on which training was last as usual; None when it is."""
    if runner.state == TrainingState.NORMAL:
        return None
    async with coach.store.read() as tx:
        changed = await changed_since(tx, runner)
    return day_of_checkin(runner, changed) if changed else None
