"""Changes of a runner that move what is planned, each in one transaction with its reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Unpack
from zoneinfo import ZoneInfo

from bot.coaching.checkin_day import checkin_day
from bot.coaching.ladder import Ladder, Step
from bot.coaching.state import Reason, TrainingState
from bot.reminders.plan import replan
from bot.storage.records import Event, Json, Runner, RunnerChanges
from bot.storage.tx import Tx

DEFAULT_ZONE = "UTC"
STATE = "state"
"""The kind of event that a change of the training state leaves."""
UNDONE = "undone"
"""The same for one that was taken back."""
EVENTS_READ = 50


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


def ladder_of(runner: Runner | None) -> Ladder | None:
    """The way back that the runner is on."""
    if runner is None or runner.ladder_step is None or runner.ladder_since is None:
        return None
    return Ladder(Step(runner.ladder_step), runner.ladder_failed or 0, runner.ladder_since)


async def set_state(
    tx: Tx, runner: Runner, state: TrainingState, reason: str, now: datetime, *, ladder: Ladder | None = None
) -> Runner:
    """Set the training state and keep the trail of why. The same state again starts its days anew.

    The ladder ends with every change that does not hand one on, and only light training has one.
    """
    stands = _Standing(state, str(reason), now, ladder if state is TrainingState.EASE else None)
    await tx.events.add(runner.chat_id, now, STATE, {"from": runner.state, **stands.as_json()})
    return await _write(tx, runner, stands)


async def last_cleared(tx: Tx, runner: Runner) -> date | None:
    """The day on which a professional last gave the go-ahead."""
    changes = await tx.events.recent(runner.chat_id, EVENTS_READ, kind=STATE)
    at = next((event.at for event in changes if event.data["reason"] == Reason.CLEARED), None)
    return day_of_checkin(runner, at) if at else None


async def undo_state(tx: Tx, runner: Runner, undone: Callable[[Event], bool], now: datetime) -> Runner:
    """Go back to the last state that none of the `undone` changes set, with its reason and its first day."""
    stands = await _before(tx, runner, undone)
    await tx.events.add(runner.chat_id, now, UNDONE, {"from": runner.state, **stands.as_json()})
    return await _write(tx, runner, stands)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A state as it stands, with its reason, its first moment and its ladder."""

    state: TrainingState
    reason: str | None = None
    since: datetime | None = None
    ladder: Ladder | None = None

    def as_json(self) -> Json:
        ladder, since = self.ladder, self.since
        return {
            "to": self.state.value,
            "reason": self.reason or "",
            "since": since.isoformat() if since else None,
            "ladder": [ladder.step.value, ladder.failed, ladder.since.isoformat()] if ladder else None,
        }

    @classmethod
    def of(cls, event: Event) -> "_Standing":
        """What a change set, or what taking one back restored."""
        data = event.data
        since = datetime.fromisoformat(data["since"]) if data.get("since") else None
        if event.kind == STATE:
            since = event.at
        ladder = None
        if data.get("ladder"):
            step, failed, first = data["ladder"]
            ladder = Ladder(Step(step), failed, date.fromisoformat(first))
        return cls(TrainingState(data["to"]), data["reason"] or None, since, ladder)


async def _before(tx: Tx, runner: Runner, undone: Callable[[Event], bool]) -> _Standing:
    """What an earlier correction restored counts as much as a change; else it would bring back its slip."""
    changes = [
        event
        for kind in (STATE, UNDONE)
        for event in await tx.events.recent(runner.chat_id, EVENTS_READ, kind=kind)
        if not undone(event)
    ]
    newest = max(changes, key=lambda event: (event.at, event.id), default=None)
    return _Standing.of(newest) if newest else _Standing(TrainingState.NORMAL)


async def _write(tx: Tx, runner: Runner, stands: _Standing) -> Runner:
    ladder = stands.ladder
    changes: RunnerChanges = {
        "state": stands.state.value,
        "state_rule": stands.reason,
        "state_since": stands.since,
        "ladder_step": ladder.step.value if ladder else None,
        "ladder_failed": ladder.failed if ladder else None,
        "ladder_since": ladder.since if ladder else None,
    }
    if stands.state is not TrainingState.SWAP:
        # The pool alone is for a sore sit bone; the next swap may have another cause.
        changes["pool_only"] = False
    return await tx.runners.update(runner.chat_id, **changes)
