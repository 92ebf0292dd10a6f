"""How far apart strength days should lie."""

from collections.abc import Collection
from datetime import timedelta

from bot.coaching.calendar import Weekday

MINIMUM = timedelta(hours=48)
"""Between two strength sessions. The article asks for rest days (S45) and names no number: 48 h is ours."""


def too_close(days: Collection[Weekday], minimum: timedelta = MINIMUM) -> tuple[tuple[Weekday, Weekday], ...]:
    """Pairs of neighbouring days, Sunday next to Monday too, that leave less than `minimum` between them."""
    ordered = sorted(set(days), key=lambda day: day.number)
    following = ordered[1:] + ordered[:1]
    return tuple(
        (day, after) for day, after in zip(ordered, following, strict=True) if _between(day, after) < minimum
    )


def _between(day: Weekday, after: Weekday) -> timedelta:
    """From one day to the next such day at the same time; a whole week from a day to itself."""
    return timedelta(days=(after.number - day.number) % 7 or 7)
