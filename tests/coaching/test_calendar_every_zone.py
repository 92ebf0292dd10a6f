"""Every IANA zone over three years, every weekday rule, against an oracle that knows only offsets.

The ordinary run takes a sample; `make test-all` takes everything.
"""

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.coaching.calendar import Slot, Weekday, WeeklyRule, slots

ZONES = sorted(available_timezones())
START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2029, 1, 1, tzinfo=UTC)
MARGIN = timedelta(days=6)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
EVERY_DAY = frozenset(Weekday)
RULES = [frozenset(days) for count in range(1, 8) for days in combinations(Weekday, count)]
"""All 127 of them."""
RESTLESS = ["America/Nuuk", "Africa/Casablanca", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo"]
USUAL = [time(0), time(0, 30), time(2, 30), time(7), time(12), time(20), time(23, 59, 59)]


class Offsets:
    """The stretches of one offset that a zone goes through; they say what its clocks show, without `fold`."""

    def __init__(self, name: str) -> None:
        zone = ZoneInfo(name)
        self.starts = [START - MARGIN]
        self.offsets = [_offset(zone, START - MARGIN)]
        hours = int((END - START + 2 * MARGIN) / HOUR)
        for n in range(1, hours + 1):
            at = START - MARGIN + n * HOUR
            if _offset(zone, at) != self.offsets[-1]:
                self.starts.append(_switch(zone, at - HOUR, at))
                self.offsets.append(_offset(zone, at))
        self.ends = [*self.starts[1:], END + MARGIN]

    def fires(self, day: date, clock: time) -> datetime | None:
        """When clocks first show that time of that day or, in a gap, first a later one; None: no such day."""
        wanted = datetime.combine(day, clock, UTC)
        stretches = list(zip(self.starts, self.ends, self.offsets, strict=True))
        if not any(
            start + off < wanted - _since(clock) + DAY and end + off > wanted - _since(clock)
            for start, end, off in stretches
        ):
            return None
        shown = [wanted - off for start, end, off in stretches if start <= wanted - off < end]
        return min(shown) if shown else min(start for start, _, off in stretches if start + off > wanted)

    def about(self) -> set[time]:
        """Times at the edges of each switch, on both clocks, and a little inside and outside."""
        edges = {
            at + off
            for number, at in enumerate(self.starts[1:], 1)
            for off in (self.offsets[number - 1], self.offsets[number])
        }
        shifts = (-HOUR / 2, -SECOND, timedelta(0), SECOND, HOUR / 2)
        return {(edge + shift).time() for edge in edges for shift in shifts}


def _since(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).replace(tzinfo=UTC) - at


def _switch(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the offset changes, somewhere in that hour."""
    seconds = range(int((after - before) / SECOND) + 1)
    old = _offset(zone, before)
    first = bisect_right(seconds, 0, key=lambda n: int(_offset(zone, before + n * SECOND) != old))
    return before + first * SECOND


def expected(zone: Offsets, clock: time) -> list[Slot]:
    """Every day's, of the three years."""
    days = (date(2025, 12, 30) + n * DAY for n in range(3 * 366 + 5))
    fired = ((day, zone.fires(day, clock)) for day in days)
    return [Slot(day, instant) for day, instant in fired if instant and START <= instant < END]


def found(name: str, clock: time, days: frozenset[Weekday]) -> list[Slot]:
    rule = WeeklyRule(days, clock, ZoneInfo(name))
    return list(takewhile(lambda slot: slot.instant < END, slots(rule, START)))


def check(name: str, clocks: Sequence[time], rules: Iterable[frozenset[Weekday]]) -> int:
    """Every day at these times, and the rules at the last of them; returns how many slots were right."""
    zone, count = Offsets(name), 0
    for clock in clocks:
        right = expected(zone, clock)
        assert found(name, clock, EVERY_DAY) == right, (name, clock)
        count += len(right)
    return count + _check_rules(name, clocks[-1], right, rules)


def _check_rules(name: str, clock: time, right: Sequence[Slot], rules: Iterable[frozenset[Weekday]]) -> int:
    count = 0
    for days in rules:
        numbers = {day.number for day in days}
        wanted = [slot for slot in right if slot.local_date.weekday() in numbers]
        assert found(name, clock, days) == wanted, (name, clock, sorted(days))
        count += len(wanted)
    return count


def test_there_are_as_many_zones_and_rules_as_are_promised() -> None:
    assert len(ZONES) > 580
    assert len(RULES) == len(set(RULES)) == 127


def test_the_oracle_knows_the_switches_of_berlin_and_of_lord_howe() -> None:
    berlin, lord_howe = Offsets("Europe/Berlin"), Offsets("Australia/Lord_Howe")
    assert berlin.starts[1] == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert berlin.fires(date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert berlin.fires(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert {abs(a - b) for a, b in zip(lord_howe.offsets, lord_howe.offsets[1:], strict=False)} == {HOUR / 2}


@pytest.mark.parametrize("seed", range(3))
def test_a_sample_of_zones_agrees_with_the_oracle(seed: int) -> None:
    dice = random.Random(seed)
    restless = [
        "America/Nuuk",
        "Africa/Casablanca",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Africa/Cairo",
    ]
    for name in [dice.choice(restless), *dice.sample(ZONES, 6)]:
        about = sorted(Offsets(name).about())
        clocks = [*dice.sample(about, min(2, len(about))), dice.choice(USUAL)]
        assert check(name, clocks, dice.sample(RULES, 4)) > 1500


@pytest.mark.every
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", range(8))
def test_every_zone_agrees_with_the_oracle_at_every_time_that_matters_by_every_rule(part: int) -> None:
    for name in ZONES[part::8]:
        zone = Offsets(name)
        clocks = [*USUAL, *sorted(zone.about())]
        assert check(name, clocks, RULES) > 70_000
