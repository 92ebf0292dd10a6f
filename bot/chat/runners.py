"""Changes of a runner that move what is planned, each in one transaction with its reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Unpack
from zoneinfo import ZoneInfo

from bot.coaching.answers import Location
from bot.coaching.checkin_day import checkin_day
from bot.coaching.ladder import Ladder, Step
from bot.coaching.outcome import Outcome
from bot.coaching.state import Reason, TrainingState, after_triage
from bot.reminders.follow_up import EVENTS_READ, STATE, UNDONE, replan_follow_up
from bot.reminders.plan import replan
from bot.storage.records import Event, Json, Runner, RunnerChanges, Triage
from bot.storage.tx import Tx

DEFAULT_ZONE = "UTC"
TAKEN = "taken"
"""In the event of a change taken back: the ids of the changes that it took back."""
TRIAGES_READ = 20


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
    return await _write(tx, runner, stands, now)


async def last_cleared(tx: Tx, runner: Runner) -> date | None:
    """The day on which a professional last gave the go-ahead."""
    changes = await tx.events.recent(runner.chat_id, EVENTS_READ, kind=STATE)
    at = next((event.at for event in changes if event.data["reason"] == Reason.CLEARED), None)
    return day_of_checkin(runner, at) if at else None


async def undo_state(tx: Tx, runner: Runner, undone: Callable[[Event], bool], now: datetime) -> Runner:
    """Go back to the last state that none of the `undone` changes set, with its reason and its first day.

    What a check found meanwhile holds: it only set nothing because of what is taken back.
    """
    changes = await _changes(tx, runner)
    taken = [event.id for event in changes if undone(event)]
    left = [event for event in changes if event.id not in taken]
    stands = _Standing.of(left[-1]) if left else _Standing(TrainingState.NORMAL)
    data = {"from": runner.state, **stands.as_json(), TAKEN: taken}
    await tx.events.add(runner.chat_id, now, UNDONE, data)
    runner = await _write(tx, runner, stands, now)
    triages = await tx.triages.recent(runner.chat_id, TRIAGES_READ)
    for triage in reversed(triages):
        if stands.since is None or triage.completed_at > stands.since:
            runner = await _found(tx, runner, triage, now)
    return await tx.runners.update(runner.chat_id, pool_only=_is_for_the_pool(runner, triages))


@dataclass(frozen=True, slots=True)
class _Standing:
    """A state as it stands, with its reason, its first moment and its ladder."""

    state: TrainingState
    reason: str | None = None
    since: datetime | None = None
    ladder: Ladder | None = None

    def as_json(self) -> Json:
        ladder = self.ladder
        return {
            "to": self.state.value,
            "reason": self.reason or "",
            "ladder": [ladder.step.value, ladder.failed, ladder.since.isoformat()] if ladder else None,
        }

    @classmethod
    def of(cls, event: Event) -> "_Standing":
        """What a change set."""
        data = event.data
        ladder = None
        if data.get("ladder"):
            step, failed, first = data["ladder"]
            ladder = Ladder(Step(step), failed, date.fromisoformat(first))
        return cls(TrainingState(data["to"]), data["reason"] or None, event.at, ladder)


async def _changes(tx: Tx, runner: Runner) -> list[Event]:
    """Oldest first, without those that were taken back: a correction must not bring back an earlier slip."""
    changes = await tx.events.recent(runner.chat_id, EVENTS_READ, kind=STATE)
    corrections = await tx.events.recent(runner.chat_id, EVENTS_READ, kind=UNDONE)
    taken = {id for correction in corrections for id in correction.data.get(TAKEN, ())}
    return [event for event in reversed(changes) if event.id not in taken]


async def _found(tx: Tx, runner: Runner, triage: Triage, now: datetime) -> Runner:
    """The outcome of a check, as it would have been taken without what stood in its way."""
    found = after_triage(TrainingState(runner.state), Outcome(triage.outcome), physio=runner.physio)
    state = found.state
    return runner if state == runner.state else await set_state(tx, runner, state, triage.rule, now)


def _is_for_the_pool(runner: Runner, triages: Sequence[Triage]) -> bool:
    """Whether the check that led to a swap found a sore sit bone (E76)."""
    led = next((triage for triage in triages if triage.rule == runner.state_rule), None)
    sitting = led is not None and led.answers.get("location") == Location.SITBONE
    return sitting and runner.state == TrainingState.SWAP


async def _write(tx: Tx, runner: Runner, stands: _Standing, now: datetime) -> Runner:
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
    runner = await tx.runners.update(runner.chat_id, **changes)
    await replan_follow_up(tx, runner, now)
    return runner
