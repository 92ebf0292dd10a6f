from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.coaching.checkin_day import checkin_day


@pytest.mark.parametrize(
    ("answered", "zone", "day"),
    [
        ("2026-10-20T20:00:00+00:00", "UTC", "2026-10-20"),
        ("2026-10-21T03:59:59+00:00", "UTC", "2026-10-20"),
        ("2026-10-21T04:00:00+00:00", "UTC", "2026-10-21"),
        ("2026-10-21T00:00:00+00:00", "UTC", "2026-10-20"),
        ("2026-10-20T20:00:00+00:00", "Asia/Tokyo", "2026-10-21"),
        ("2026-10-20T18:30:00+00:00", "Asia/Tokyo", "2026-10-20"),
        ("2026-10-21T05:00:00+00:00", "America/Los_Angeles", "2026-10-20"),
        ("2026-10-21T02:30:00+02:00", "Europe/Berlin", "2026-10-20"),
        ("2027-01-01T01:00:00+00:00", "UTC", "2026-12-31"),
        # The night the clocks go forward, 01:59 and 03:00 are a minute apart and both before 04:00.
        ("2026-03-29T01:30:00+00:00", "Europe/Berlin", "2026-03-28"),
        ("2026-03-29T02:00:00+00:00", "Europe/Berlin", "2026-03-29"),
    ],
)
def test_the_day_of_a_checkin_ends_at_four_in_the_morning_local_time(
    answered: str, zone: str, day: str
) -> None:
    assert checkin_day(datetime.fromisoformat(answered), ZoneInfo(zone)) == date.fromisoformat(day)


def test_a_naive_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        checkin_day(datetime.fromisoformat("2026-10-20T20:00:00"), ZoneInfo("UTC"))
