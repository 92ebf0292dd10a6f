"""Changes of a runner that move what is planned, each in one transaction with its reason."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Unpack
from zoneinfo import ZoneInfo

from bot.coaching.checkin_day import checkin_day
from bot.coaching.state import Reason, TrainingState
from bot.reminders.follow_up import EVENTS_READ, STATE, UNDONE, replan_follow_up
from bot.reminders.plan import replan
from bot.storage.records import Event, Runner, RunnerChanges
from bot.storage.tx import Tx

DEFAULT_ZONE = "UTC"


def zone_of(runner: Runner | None) -> ZoneInfo:
    return ZoneInfo(runner.zone if runner and runner.zone else DEFAULT_ZONE)


def told_zone(runner: Runner) -> str | None:
    """The zone the runner named, not the one that stands in for a skipped question."""
    return None if runner.zone == DEFAULT_ZONE else runner.zone


def local_day(runner: Runner | None, now: datetime) -> date:
    """The runner's calendar date."""
    return now.astimezone(zone_of(runner)).date()


def day_of_checkin(runner: Runner | None, now: datetime) -> date:
    """The day a soreness answer counts for: before 04:00 it is still the evening before."""
    return checkin_day(now, zone_of(runner))


async def reschedule(tx: Tx, chat_id: int, now: datetime, **changes: Unpack[RunnerChanges]) -> Runner:
    """Change days, times, zone, pause or switches, and plan anew by them."""
    runner = await tx.runners.update(chat_id, **changes)
    if runner.zone is None and (runner.strength_on or runner.checkin_on):
        runner = await tx.runners.update(chat_id, zone=DEFAULT_ZONE)
    await replan(tx, runner, now)
    return runner


async def set_state(tx: Tx, runner: Runner, state: TrainingState, reason: str, now: datetime) -> Runner:
    """Set the training state and keep the trail of why. The same state again starts its days anew."""
    data = {"from": runner.state, "to": state.value, "reason": str(reason)}
    await tx.events.add(runner.chat_id, now, STATE, data)
    runner = await _write(tx, runner, state, str(reason), now)
    await replan_follow_up(tx, runner, now)
    return runner


async def last_cleared(tx: Tx, runner: Runner) -> date | None:
    """The day on which a professional last gave the go-ahead."""
    changes = await tx.events.recent(runner.chat_id, EVENTS_READ, kind=STATE)
    at = next((event.at for event in changes if event.data["reason"] == Reason.CLEARED), None)
    return day_of_checkin(runner, at) if at else None


async def undo_state(tx: Tx, runner: Runner, undone: Callable[[Event], bool], now: datetime) -> Runner:
    """Go back to the last state that none of the `undone` changes set, with its reason and its first day."""
    changes = await tx.events.recent(runner.chat_id, EVENTS_READ, kind=STATE)
    stands = next((event for event in changes if not undone(event)), None)
    state = TrainingState(stands.data["to"]) if stands else TrainingState.NORMAL
    data = {"from": runner.state, "to": state.value, "reason": stands.data["reason"] if stands else ""}
    await tx.events.add(runner.chat_id, now, UNDONE, data)
    runner = await _write(tx, runner, state, data["reason"] or None, stands.at if stands else None)
    await replan_follow_up(tx, runner, now)
    return runner


async def _write(
    tx: Tx, runner: Runner, state: TrainingState, reason: str | None, since: datetime | None
) -> Runner:
    changes: RunnerChanges = {"state": state.value, "state_rule": reason, "state_since": since}
    if state is not TrainingState.SWAP:
        # The pool alone is for a sore sit bone; the next swap may have another cause.
        changes["pool_only"] = False
    return await tx.runners.update(runner.chat_id, **changes)
