"""Quiet hours: nothing that can wait is sent late at night."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.coaching.follow_up import waking

ON_TIME: Final = timedelta(minutes=15)
"""So soon after its time a message still comes at the time that the runner chose."""


def comes_too_late_at_night(due: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is between 21:00 and 07:00 in the zone, and the time of a message has passed.

    A time within the night that the runner chose is kept; a message that is late is not sent then.
    """
    return now - due > ON_TIME and waking(now, zone) != now
