from datetime import UTC, datetime, timedelta

import pytest

from bot.coaching.first_days import is_to_rest

NOW = datetime(2030, 1, 8, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("onset", "days", "hours", "rests"),
    [
        ("sudden", "0-1", 0, True),
        ("sudden", "2-3", 71, True),
        ("sudden", "0-1", 72, False),
        ("sudden", "4-6", 1, False),
        ("after", "0-1", 1, False),
        (None, None, 1, False),
    ],
)
def test_the_first_days_after_a_sudden_start_are_for_rest(
    onset: str | None, days: str | None, hours: int, rests: bool
) -> None:
    answers = {"onset": onset, "days": days} if onset else {}
    assert is_to_rest(answers, NOW - timedelta(hours=hours), NOW) is rests
