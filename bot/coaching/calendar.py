"""Weekly rules in local time, and the instants they mean.

Policy (that of croner and Debian's cron):
- a local time that happens twice fires at its first instant;
- a local time that does not happen fires at the first valid instant after the gap, even past midnight;
- a local date that the zone left out altogether (Samoa, 30 December 2011) has no occurrence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
# No zone is further than this from UTC, nor has a gap or an overlap been longer than a day.
_MARGIN = 3 * _DAY


class Weekday(StrEnum):
    """In the order and with the numbers of `date.weekday()`."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"

    @property
    def number(self) -> int:
        """0 for Monday to 6 for Sunday."""
        return _NUMBERS[self]


_NUMBERS = {weekday: number for number, weekday in enumerate(Weekday)}


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """These weekdays at this wall-clock time of the zone."""

    days: frozenset[Weekday]
    at: time
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.at.tzinfo is not None:
            raise ValueError("the time of a weekly rule is that of its zone: leave out tzinfo")
        if self.at.fold:
            raise ValueError("a weekly rule takes the first of two equal times: leave out fold")


@dataclass(frozen=True, slots=True)
class Slot:
    """One occurrence of a rule: the local date it stands for and the instant (UTC) at which it fires."""

    local_date: date
    instant: datetime


def resolve(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which clocks in the zone show that time of that day; in a gap, its end.

    Raises OverflowError within a day of the calendar's two ends.
    """
    wall = datetime.combine(day, at.replace(fold=0), zone)
    return _shown(wall, zone) or _end_of_gap(wall, zone)


def slots(rule: WeeklyRule, start: datetime) -> Iterator[Slot]:
    """The rule's occurrences at or after `start` (aware), each later than the last, while years last."""
    if start.utcoffset() is None:
        raise ValueError(f"start must be aware, got {start!r}")
    latest = datetime.min.replace(tzinfo=UTC)
    for day in _dates(rule.days, start.astimezone(UTC).date() - _MARGIN):
        instant = _occurrence(day, rule)
        # A gap of a day or more may end exactly at the next day's own time: one instant, one occurrence.
        if instant is None or instant <= latest:
            continue
        latest = instant
        if instant >= start:
            yield Slot(day, instant)


def _dates(days: frozenset[Weekday], first: date) -> Iterator[date]:
    """Every date on these weekdays from the week of `first` on."""
    offsets = sorted(timedelta(days=weekday.number) for weekday in days)
    monday = first - timedelta(days=first.weekday())
    last = date.max - _WEEK - _MARGIN
    while offsets and monday <= last:
        for offset in offsets:
            yield monday + offset
        monday += _WEEK


def _occurrence(day: date, rule: WeeklyRule) -> datetime | None:
    """None for a date that the zone never had: the first instant not before its midnight is on another."""
    wall = datetime.combine(day, rule.at, rule.zone)
    if shown := _shown(wall, rule.zone):
        return shown
    first = resolve(day, time.min, rule.zone).astimezone(rule.zone)
    return _end_of_gap(wall, rule.zone) if first.date() == day else None


def _shown(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """The first instant at which clocks in the zone show `wall` (of that zone, fold 0); None inside a gap."""
    instant = wall.astimezone(UTC)
    # Datetimes of one zone compare by what the clock shows: in a gap the way back leads elsewhere.
    return instant if instant.astimezone(zone) == wall else None


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which clocks in the zone jumped over `wall`.

    Inside a gap `fold` picks the offset: 1 that after it, which gives an instant before the jump, and 0 that
    before it, which gives one after. Zones change at whole seconds: halving the way between finds which.
    """
    before = wall.replace(fold=1, microsecond=0).astimezone(UTC)
    after = wall.replace(fold=0, microsecond=0).astimezone(UTC) + _SECOND
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if middle.astimezone(zone) > wall:
            after = middle
        else:
            before = middle
    return after
