"""The next follow-up of a runner: one planned row, found anew whenever the training state moves."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.coaching.calendar import resolve
from bot.coaching.follow_up import (
    LATEST,
    MORNING,
    Answer,
    Contact,
    Standing,
    contact_due,
    next_contact,
)
from bot.coaching.state import TrainingState
from bot.coaching.trail import Moved, run_began
from bot.storage.occurrence_leases import FIRST
from bot.storage.records import Event, Occurrence, Runner
from bot.storage.tx import Tx

KIND: Final = "follow_up"
"""The kind of the occurrence, and of the events that keep what was answered."""
STATE: Final = "state"
"""The kind of event that a change of the training state leaves."""
UNDONE: Final = "undone"
"""The same for one that was taken back."""
EVENTS_READ: Final = 50
_UNSENT: Final = frozenset({"planned", "leased"})
_CHANGED: Final = frozenset(TrainingState) - {TrainingState.NORMAL}


async def plan_follow_up(tx: Tx, runner: Runner, now: datetime) -> None:
    """Put the next one into the table, unless one waits there. A day has one at most."""
    standing = await _standing(tx, runner) if runner.active else None
    if standing is None:
        return
    newest = await tx.occurrences.last(runner.chat_id, KIND)
    if newest and newest.state in _UNSENT:
        return
    contact = next_contact(standing, max(_done(newest) or standing.since, now - LATEST))
    if contact is None:
        return
    day = contact.due.astimezone(standing.zone).date()
    if not await tx.occurrences.plan(runner.chat_id, KIND, day, contact.due, priority=FIRST):
        following = day + timedelta(days=1)
        due = resolve(following, MORNING, standing.zone)
        await tx.occurrences.plan(runner.chat_id, KIND, following, due, priority=FIRST)


async def replan_follow_up(tx: Tx, runner: Runner, now: datetime) -> None:
    """The state moved or the runner answered: what it asked for goes, unless it is on its way already."""
    await tx.occurrences.cancel_planned(runner.chat_id, [KIND], due_after=now)
    await plan_follow_up(tx, runner, now)


async def due_now(tx: Tx, runner: Runner, day: date, now: datetime) -> Contact | None:
    """What the state of this moment asks for; `day`: the local date of the row that is being sent."""
    standing = await _standing(tx, runner)
    earlier = await tx.occurrences.last(runner.chat_id, KIND, before=day)
    return contact_due(standing, _done(earlier), now) if standing else None


async def answers(tx: Tx, runner: Runner) -> frozenset[Answer]:
    """What was answered since the state began."""
    since = runner.state_since
    events = await tx.events.recent(runner.chat_id, EVENTS_READ, kind=KIND)
    return frozenset(Answer(event.data["answer"]) for event in events if since and event.at >= since)


async def changed_since(tx: Tx, runner: Runner) -> datetime | None:
    """When training was last as usual; None when it is."""
    return run_began(await _trail(tx, runner), _CHANGED)


def _done(occurrence: Occurrence | None) -> datetime | None:
    """When it was sent, or was to be."""
    return (occurrence.sent_at or occurrence.due_at) if occurrence else None


async def _standing(tx: Tx, runner: Runner) -> Standing | None:
    if runner.state_since is None or runner.state == TrainingState.NORMAL:
        return None
    swapped = run_began(await _trail(tx, runner), {TrainingState.SWAP})
    return Standing(
        TrainingState(runner.state),
        runner.state_rule or "",
        runner.state_since,
        ZoneInfo(runner.zone or "UTC"),
        swapped or runner.state_since,
        await answers(tx, runner),
    )


async def _trail(tx: Tx, runner: Runner) -> tuple[Moved, ...]:
    """The changes of the state and those taken back, newest first."""
    events: list[Event] = []
    for kind in (STATE, UNDONE):
        events += await tx.events.recent(runner.chat_id, EVENTS_READ, kind=kind)
    events.sort(key=lambda event: (event.at, event.id), reverse=True)
    return tuple(Moved(event.at, TrainingState(event.data["to"])) for event in events)
