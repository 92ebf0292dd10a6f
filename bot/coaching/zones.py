"""The time zones a runner may live in."""

from functools import cache
from zoneinfo import available_timezones


@cache
def known_zones() -> frozenset[str]:
    """All IANA zones but the two that mean another zone on each machine; listing them walks the disk once."""
    return frozenset(available_timezones() - {"localtime", "Factory"})
