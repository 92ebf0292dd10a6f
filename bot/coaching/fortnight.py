"""A runner's last 14 days: soreness as it was told, sessions as they were marked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Day:
    """`soreness` is 0-10, None where nothing was told; `done` holds kinds of sessions."""

    date: date
    soreness: int | None
    done: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fortnight:
    """Fourteen days, oldest first, today last."""

    days: tuple[Day, ...]

    @property
    def answered(self) -> tuple[tuple[date, int], ...]:
        """Days with their soreness; a day without an answer is not a zero, and not here."""
        return tuple((day.date, day.soreness) for day in self.days if day.soreness is not None)

    @property
    def sessions(self) -> int:
        return sum(len(day.done) for day in self.days)

    @property
    def weeks(self) -> tuple[tuple[Day, ...], ...]:
        """Seven days each; both begin on the same weekday."""
        return self.days[: DAYS // 2], self.days[DAYS // 2 :]


def first_day(today: date) -> date:
    return today - timedelta(days=DAYS - 1)


def fortnight(today: date, scores: Mapping[date, int], sessions: Iterable[tuple[date, str]]) -> Fortnight:
    """`scores`: soreness by local day; `sessions`: local day and kind. What is older or later is left out."""
    done: dict[date, set[str]] = {}
    for day, kind in sessions:
        done.setdefault(day, set()).add(kind)
    dates = [first_day(today) + timedelta(days=number) for number in range(DAYS)]
    return Fortnight(tuple(Day(day, scores.get(day), frozenset(done.get(day, ()))) for day in dates))
