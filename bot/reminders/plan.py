"""Which occurrence comes next: one planned row for each schedule of a runner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo

from bot.coaching.calendar import Slot, Weekday, WeeklyRule, resolve, slots
from bot.coaching.state import PAUSED, TrainingState
from bot.reminders import follow_up
from bot.reminders.pace import offset
from bot.storage.occurrences import Key, Planned
from bot.storage.records import Runner
from bot.storage.tx import Tx


class Kind(StrEnum):
    """What a due message is: the twice-a-week session, one put off by its runner, the daily question, the
    coming back after a soreness check, and whether to go on with one that was left half-way.
    """

    STRENGTH = "strength"
    LATER = "later"
    CHECKIN = "checkin"
    FOLLOW_UP = follow_up.KIND
    HALF_WAY = "half_way"


SAFETY = frozenset({Kind.FOLLOW_UP, Kind.HALF_WAY})
"""They may say that somebody has to be seen: sent first, and rather twice than not at all."""
SLOTS_TO_TRY = 14
"""A day that has its message already is passed over; two weeks always hold a free one."""


async def plan(tx: Tx, runner: Runner, now: datetime, *, spread: timedelta = timedelta(0)) -> None:
    """Put the next occurrence of each schedule that is on into the table; rows that stand are left alone.

    `spread`: over how long those of many runners that are due at once are sent.
    """
    await plan_all(tx, [runner], now, spread=spread)


async def plan_all(
    tx: Tx, runners: Sequence[Runner], now: datetime, *, spread: timedelta = timedelta(0)
) -> None:
    """The same for many."""
    standing = await tx.occurrences.unsent([runner.chat_id for runner in runners])
    schedules = [
        _Schedule(runner.chat_id, kind, rule, _start(runner, rule.zone, now), offset(runner.chat_id, spread))
        for runner in runners
        for kind, rule in _rules(runner)
    ]
    # Those of a crowd that is due together are much alike, and working a slot out is most of the planning.
    next_slot = cache(_next_slot)
    first = {
        schedule.planned(slot): schedule
        for schedule in schedules
        if (slot := next_slot(schedule.rule, schedule.start)) is not None
    }
    missing = [planned for planned in first if planned.key not in standing]
    stands = await tx.occurrences.plan_all(missing)
    for planned in missing:
        if planned.key not in stands:
            await _plan_later(tx, first[planned])
    for runner in runners:
        await follow_up.plan_follow_up(tx, runner, now)


async def replan(tx: Tx, runner: Runner, now: datetime) -> None:
    """Days, time, zone or pause changed: what the old rule planned goes, the next by the new one comes.

    What is due already, waiting for another try or on its way, is not the new rule's to take back.
    """
    await tx.occurrences.cancel_planned(runner.chat_id, [Kind.STRENGTH, Kind.CHECKIN], due_after=now)
    await plan(tx, runner, now)


async def next_sessions(tx: Tx, runner: Runner, now: datetime, count: int) -> tuple[Slot, ...]:
    """The strength reminders that will come; empty while they are off or paused or no zone is known."""
    if TrainingState(runner.state) in PAUSED:
        return ()
    for kind, rule in _rules(runner):
        if kind is Kind.STRENGTH:
            start = _start(runner, rule.zone, now)
            coming = islice(slots(rule, start), SLOTS_TO_TRY)
            free = [slot for slot in coming if not await _had_its_message(tx, runner, kind, slot.local_date)]
            return tuple(free[:count])
    return ()


async def _had_its_message(tx: Tx, runner: Runner, kind: Kind, day: date) -> bool:
    """Sent, missed or held: the day gets no second one."""
    standing = await tx.occurrences.of_kind(runner.chat_id, kind, day)
    return standing is not None and standing.state not in {"planned", "leased"}


def _rules(runner: Runner) -> list[tuple[Kind, WeeklyRule]]:
    if runner.zone is None or not runner.active:
        return []
    zone = ZoneInfo(runner.zone)
    rules = []
    silent = runner.silent_since is not None
    if runner.strength_on and runner.strength_days and not silent:
        days = frozenset(Weekday(day) for day in runner.strength_days)
        rules.append((Kind.STRENGTH, WeeklyRule(days, runner.strength_at, zone)))
    if runner.checkin_on and (not silent or runner.here_at is not None):
        rules.append((Kind.CHECKIN, WeeklyRule(frozenset(Weekday), runner.checkin_at, zone)))
    return rules


@dataclass(frozen=True, slots=True)
class _Schedule:
    """When a runner's messages of one kind are due, from `start` on; each is ready `delay` later."""

    chat_id: int
    kind: Kind
    rule: WeeklyRule
    start: datetime
    delay: timedelta

    def planned(self, slot: Slot) -> Planned:
        ready = slot.instant + self.delay if self.delay else None
        return Planned(Key(self.chat_id, self.kind.value, slot.local_date), slot.instant, ready)

    def later(self) -> Iterator[Planned]:
        """All but the first."""
        return map(self.planned, islice(slots(self.rule, self.start), 1, SLOTS_TO_TRY))


def _next_slot(rule: WeeklyRule, start: datetime) -> Slot | None:
    return next(slots(rule, start), None)


async def _plan_later(tx: Tx, schedule: _Schedule) -> None:
    """The first day had its message already: the next one that has not."""
    for planned in schedule.later():
        if await tx.occurrences.plan_all([planned]):
            return


def _start(runner: Runner, zone: ZoneInfo, now: datetime) -> datetime:
    """The instant after which a message may be due: never the present one, never within a pause."""
    start = now + timedelta(seconds=1)
    if runner.paused_until is None:
        return start
    return max(start, resolve(runner.paused_until, time(0), zone))
