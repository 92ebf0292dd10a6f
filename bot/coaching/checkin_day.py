"""Which local day an answer to the check-in speaks of."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_ENDS = time(4)
"""Triage protocol, edge case 13: who answers before 04:00 has not been to bed yet."""


def checkin_day(answered_at: datetime, zone: ZoneInfo) -> date:
    """The runner's local date, or the one before it until 04:00 by the local clock.

    Raises ValueError for a naive `answered_at`.
    """
    if answered_at.utcoffset() is None:
        raise ValueError(f"answered_at must be aware, got {answered_at!r}")
    local = answered_at.astimezone(zone)
    return local.date() - timedelta(days=1) if local.time() < DAY_ENDS else local.date()
