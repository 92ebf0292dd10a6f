"""Changes of a runner that move what is planned, each in one transaction with its reason."""

from datetime import date, datetime
from typing import Unpack
from zoneinfo import ZoneInfo

from bot.coaching.checkin_day import checkin_day
from bot.coaching.state import TrainingState
from bot.reminders.plan import replan
from bot.storage.records import Runner, RunnerChanges
from bot.storage.tx import Tx

DEFAULT_ZONE = "UTC"


def zone_of(runner: Runner | None) -> ZoneInfo:
    return ZoneInfo(runner.zone if runner and runner.zone else DEFAULT_ZONE)


def local_day(runner: Runner | None, now: datetime) -> date:
    """The runner's calendar date."""
    return now.astimezone(zone_of(runner)).date()


def day_of_checkin(runner: Runner | None, now: datetime) -> date:
    """The day a soreness answer counts for: before 04:00 it is still the evening before."""
    return checkin_day(now, zone_of(runner))


async def reschedule(tx: Tx, chat_id: int, now: datetime, **changes: Unpack[RunnerChanges]) -> Runner:
    """Change days, times, zone, pause or switches, and plan anew by them."""
    runner = await tx.runners.update(chat_id, **changes)
    await replan(tx, runner, now)
    return runner


async def set_state(tx: Tx, runner: Runner, state: TrainingState, reason: str, now: datetime) -> Runner:
    """Move the training state and keep the trail of why. The same state with the same reason is no event."""
    if runner.state == state and runner.state_rule == reason:
        return runner
    await tx.events.add(
        runner.chat_id, now, "state", {"from": runner.state, "to": state.value, "reason": str(reason)}
    )
    return await tx.runners.update(runner.chat_id, state=state.value, state_rule=str(reason), state_since=now)
