import io
import random
import struct
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.coaching.calendar import Slot, Weekday, WeeklyRule, resolve, slots

EVERY_DAY = frozenset(Weekday)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def at(text: str) -> time:
    return time.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def first(rule: WeeklyRule, start: datetime, count: int) -> list[Slot]:
    return list(islice(slots(rule, start), count))


SWITCHES = [
    ("2026-03-29", "02:30", "Europe/Berlin", "2026-03-29T01:00", "a gap ends at 03:00"),
    ("2026-03-29", "02:00", "Europe/Berlin", "2026-03-29T01:00", "the first missing minute"),
    ("2026-03-29", "02:59:59.999999", "Europe/Berlin", "2026-03-29T01:00", "the last missing instant"),
    ("2026-03-29", "03:00", "Europe/Berlin", "2026-03-29T01:00", "the first minute after the gap"),
    ("2026-03-29", "01:59", "Europe/Berlin", "2026-03-29T00:59", "the last minute before the gap"),
    ("2026-10-25", "02:30", "Europe/Berlin", "2026-10-25T00:30", "twice: the first"),
    ("2026-10-25", "02:00", "Europe/Berlin", "2026-10-25T00:00", "twice: the first, at its beginning"),
    ("2026-10-25", "03:00", "Europe/Berlin", "2026-10-25T02:00", "once, after the overlap"),
    ("2026-03-08", "02:30", "America/New_York", "2026-03-08T07:00", "New York's gap"),
    ("2026-11-01", "01:30", "America/New_York", "2026-11-01T05:30", "New York's overlap"),
    ("2026-09-06", "00:15", "America/Santiago", "2026-09-06T04:00", "a gap at midnight ends at 01:00"),
    ("2026-03-28", "23:30", "America/Nuuk", "2026-03-29T01:00", "a gap that ends at midnight: the next day"),
    ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:30", "a gap of half an hour"),
    ("2026-04-05", "01:45", "Australia/Lord_Howe", "2026-04-04T14:45", "an overlap of half an hour"),
    ("2026-10-20", "07:00", "Asia/Kathmandu", "2026-10-20T01:15", "an offset of 5:45"),
    ("2026-10-20", "07:00", "Pacific/Kiritimati", "2026-10-19T17:00", "the eastern edge of the day"),
    ("2026-10-20", "07:00", "Etc/GMT+12", "2026-10-20T19:00", "the western edge of the day"),
]


@pytest.mark.parametrize(
    ("day", "clock", "zone", "instant", "why"), SWITCHES, ids=[row[-1] for row in SWITCHES]
)
def test_a_local_time_is_its_first_instant_or_the_end_of_the_gap(
    day: str, clock: str, zone: str, instant: str, why: str
) -> None:
    found = resolve(date.fromisoformat(day), at(clock), ZoneInfo(zone))
    assert (found, found.tzinfo) == (utc(instant), UTC)


def test_a_time_of_the_second_fold_is_still_the_first_instant() -> None:
    twice = time(2, 30, fold=1)
    assert resolve(date(2026, 10, 25), twice, ZoneInfo("Europe/Berlin")) == utc("2026-10-25T00:30")


def test_a_weekly_rule_keeps_its_local_time_over_both_switches_of_a_year() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    rule = WeeklyRule(frozenset({Weekday.TUE, Weekday.FRI}), time(7), berlin)
    year = first(rule, utc("2026-01-01T00:00"), 104)
    assert {slot.instant.astimezone(berlin).time() for slot in year} == {time(7)}
    assert {slot.instant.hour for slot in year} == {5, 6}
    assert {slot.local_date.weekday() for slot in year} == {1, 4}


def test_the_next_slots_are_those_that_the_operator_would_write_down() -> None:
    rule = WeeklyRule(frozenset({Weekday.FRI, Weekday.TUE}), time(7), ZoneInfo("Europe/Berlin"))
    assert first(rule, utc("2026-10-20T00:00"), 3) == [
        Slot(date(2026, 10, 20), utc("2026-10-20T05:00")),
        Slot(date(2026, 10, 23), utc("2026-10-23T05:00")),
        Slot(date(2026, 10, 27), utc("2026-10-27T06:00")),
    ]


def test_a_slot_exactly_at_the_start_counts_and_one_just_before_does_not() -> None:
    rule = WeeklyRule(EVERY_DAY, time(7), ZoneInfo("Europe/Berlin"))
    assert first(rule, utc("2026-10-20T05:00"), 1)[0].instant == utc("2026-10-20T05:00")
    assert first(rule, utc("2026-10-20T05:00") + timedelta(microseconds=1), 1)[0].instant == utc(
        "2026-10-21T05:00"
    )


def test_a_slot_past_midnight_by_a_gap_is_found_from_the_day_it_fires_on() -> None:
    """Nuuk, Saturday 23:30 does not exist: it fires at Sunday 00:00 and still stands for Saturday."""
    rule = WeeklyRule(frozenset({Weekday.SAT}), time(23, 30), ZoneInfo("America/Nuuk"))
    assert first(rule, utc("2026-03-29T01:00"), 1) == [Slot(date(2026, 3, 28), utc("2026-03-29T01:00"))]


def test_a_local_sunday_that_is_monday_in_utc_is_found_from_that_monday() -> None:
    rule = WeeklyRule(frozenset({Weekday.SUN}), time(20), ZoneInfo("America/Los_Angeles"))
    assert first(rule, utc("2026-10-19T00:00"), 1) == [Slot(date(2026, 10, 18), utc("2026-10-19T03:00"))]


def test_a_gap_of_a_whole_day_from_noon_to_noon_fires_once_at_its_end() -> None:
    """No zone has had one yet; both dates exist in part, and both would fire as the clocks jump."""
    jump = utc("2026-06-10T00:00")
    zone = zone_with_one_switch(jump, before=-43_200, after=43_200)
    found = first(WeeklyRule(EVERY_DAY, time(12), zone), jump - DAY, 3)
    assert [slot.instant for slot in found] == [jump - DAY, jump, jump + DAY]


def zone_with_one_switch(switch: datetime, before: int, after: int) -> ZoneInfo:
    """A zone made up for a test: its offset in seconds before and after one switch (RFC 8536, version 1)."""
    header = struct.pack(">4sc15x6l", b"TZif", b"\0", 0, 0, 0, 1, 2, 4)
    offsets = struct.pack(">l?Bl?B", before, False, 0, after, False, 0)
    data = struct.pack(">lB", int(switch.timestamp()), 1) + offsets + b"XXX\0"
    return ZoneInfo.from_file(io.BytesIO(header + data), key="Test/Noon")


@pytest.mark.parametrize("start", ["2026-10-25T00:30:00", "2026-10-25T00:31:00"])
def test_the_second_of_two_equal_times_never_fires(start: str) -> None:
    rule = WeeklyRule(EVERY_DAY, time(2, 30), ZoneInfo("Europe/Berlin"))
    instants = [slot.instant for slot in first(rule, utc(start), 2)]
    assert utc("2026-10-25T01:30") not in instants


@pytest.mark.parametrize(
    ("zone", "missing"),
    [
        ("Pacific/Apia", "2011-12-30"),
        ("Pacific/Kwajalein", "1993-08-21"),
        ("Pacific/Kiritimati", "1994-12-31"),
    ],
)
@pytest.mark.parametrize("clock", ["00:00", "07:00", "23:59"])
def test_a_date_that_a_zone_left_out_has_no_occurrence(zone: str, missing: str, clock: str) -> None:
    gone = date.fromisoformat(missing)
    rule = WeeklyRule(EVERY_DAY, at(clock), ZoneInfo(zone))
    found = first(rule, utc(missing + "T00:00") - 3 * DAY, 6)
    assert gone not in {slot.local_date for slot in found}
    assert {gone - DAY, gone + DAY} <= {slot.local_date for slot in found}
    assert all(earlier.instant < later.instant for earlier, later in pairwise(found))
    assert {slot.instant.astimezone(rule.zone).time() for slot in found} == {at(clock)}


def test_a_rule_without_days_has_no_slots() -> None:
    assert first(WeeklyRule(frozenset(), time(7), ZoneInfo("UTC")), utc("2026-01-01T00:00"), 1) == []


def test_the_calendar_ends_quietly() -> None:
    rule = WeeklyRule(EVERY_DAY, time(7), ZoneInfo("Pacific/Auckland"))
    left = list(slots(rule, utc("9999-12-01T00:00")))
    assert 10 < len(left) < 31


def test_a_naive_start_is_refused() -> None:
    rule = WeeklyRule(EVERY_DAY, time(7), ZoneInfo("UTC"))
    with pytest.raises(ValueError, match="aware"):
        next(slots(rule, datetime.fromisoformat("2026-10-20T00:00")))


@pytest.mark.parametrize("clock", [time(7, tzinfo=timezone(DAY / 24)), time(7, fold=1)])
def test_a_rule_takes_plain_wall_clock_times_only(clock: time) -> None:
    with pytest.raises(ValueError, match="leave out"):
        WeeklyRule(EVERY_DAY, clock, ZoneInfo("UTC"))


def test_weekdays_have_the_numbers_of_the_standard_library() -> None:
    monday = date(2026, 10, 19)
    assert [(monday + n * DAY).strftime("%a").lower() for n in range(7)] == list(Weekday)
    assert [weekday.number for weekday in Weekday] == list(range(7))


# The oracle shares nothing with the code: it walks through UTC minute by minute and reads the local clock.


@lru_cache(maxsize=2)
def clock_of(zone: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """(what the clock shows, instant) for each minute."""
    here = ZoneInfo(zone)
    minutes = int((end - start) / MINUTE)
    return [
        ((start + n * MINUTE).astimezone(here).replace(tzinfo=None), start + n * MINUTE)
        for n in range(minutes)
    ]


@lru_cache(maxsize=2)
def shown_by(zone: str, start: datetime, end: datetime) -> dict[datetime, datetime]:
    """What the clock shows -> when it first does."""
    found: dict[datetime, datetime] = {}
    for wall, instant in clock_of(zone, start, end):
        found.setdefault(wall, instant)
    return found


def oracle(zone: str, clock: time, start: datetime, end: datetime) -> list[Slot]:
    """Each date seen on the clock fires when it first shows that time or, failing that, first a later one."""
    minutes = clock_of(zone, start - 3 * DAY, end + 3 * DAY)
    shown = shown_by(zone, start - 3 * DAY, end + 3 * DAY)
    found = []
    for day in sorted({wall.date() for wall in islice(shown, 0, None, 30)})[1:-1]:
        wanted = datetime.combine(day, clock)
        instant = shown.get(wanted) or next(instant for wall, instant in minutes if wall > wanted)
        if start <= instant < end:
            found.append(Slot(day, instant))
    return found


def switches(zone: str, start: datetime, end: datetime) -> Iterator[datetime]:
    """Days (to the day) on which the zone's offset changes."""
    here = ZoneInfo(zone)
    days = int((end - start) / DAY)
    offsets = [(start + n * DAY).astimezone(here).utcoffset() for n in range(days)]
    yield from (start + n * DAY for n in range(1, days) if offsets[n] != offsets[n - 1])


def near(zone: str, switch: datetime) -> set[time]:
    """Times worth trying: those about the jump, on both clocks, and a few of a usual day."""
    minutes = clock_of(zone, switch - 4 * DAY, switch + 4 * DAY)
    jumps = [(before, after) for (before, _), (after, _) in pairwise(minutes) if after - before != MINUTE]
    about = {
        (edge + shift * MINUTE).time()
        for jump in jumps
        for edge in jump
        for shift in (-61, -30, -1, 0, 1, 29, 61)
    }
    return about | {time(0), time(7), time(23, 59)}


def check_about(zone: str, switch: datetime) -> None:
    start, end = switch - DAY, switch + DAY
    for clock in near(zone, switch):
        rule = WeeklyRule(EVERY_DAY, clock, ZoneInfo(zone))
        found = [slot for slot in first(rule, start, 4) if slot.instant < end]
        assert found == oracle(zone, clock, start, end), (zone, clock, switch)


def distinct_switches(first_year: int, last_year: int) -> list[tuple[str, datetime]]:
    """Every switch of every zone in those years, once only for zones that share it and both offsets."""
    seen: dict[tuple[object, ...], tuple[str, datetime]] = {}
    for zone in sorted(available_timezones()):
        here = ZoneInfo(zone)
        for switch in switches(
            zone, datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
        ):
            offsets = tuple((switch + n * DAY / 2).astimezone(here).utcoffset() for n in range(-4, 3))
            seen.setdefault((switch, offsets), (zone, switch))
    return list(seen.values())


def test_every_switch_of_every_zone_in_two_years_agrees_with_the_clock_on_the_wall() -> None:
    cases = distinct_switches(2026, 2027)
    assert len(cases) > 40
    for zone, switch in cases:
        check_about(zone, switch)


def test_switches_of_the_past_agree_with_the_clock_on_the_wall() -> None:
    """Odder than today's: double summer time, gaps at midnight, a date line that moved."""
    chance = random.Random(20261020)
    zones = chance.sample(sorted(available_timezones()), 40)
    cases = [
        (zone, switch)
        for zone in zones
        for switch in switches(zone, datetime(1973, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))
    ]
    for zone, switch in [*chance.sample(cases, 40), ("Pacific/Apia", utc("2011-12-30T00:00"))]:
        check_about(zone, switch)
