"""What runners tell apart from the check-ins, as the series rules read it (triage protocol, section 6).

How a session felt (D8) and went (D7), how the week went (D7), signs from the whole body (D9). Nothing told
is no answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.coaching.series import Pain, Performance

WEEK: Final = timedelta(days=7)
SESSIONS_READ: Final = 3
"""D7 and D8 read the last three logged sessions; one of which nothing was told counts among them."""
SUNDAY: Final = 6


@dataclass(frozen=True, slots=True)
class Felt:
    """A logged session: the pain during it and when that was told; both None when nothing was."""

    pain: Pain | None
    at: datetime | None


def pains_of(sessions: Iterable[Felt], *, looked_at: datetime | None) -> tuple[Pain, ...]:
    """The pains of the last three sessions (oldest first).

    `looked_at`: when the soreness check was last gone through or asked for. A sharp pain told before then
    still hurt, but does not call for the check each day anew.
    """
    return tuple(_heard(one, looked_at) for one in tuple(sessions)[-SESSIONS_READ:] if one.pain is not None)


def performances_of(sessions: Iterable[Performance | None]) -> tuple[Performance, ...]:
    """What was told of the last three hamstring sessions (oldest first); None: nothing was (D7)."""
    return tuple(one for one in tuple(sessions)[-SESSIONS_READ:] if one is not None)


def _heard(felt: Felt, looked_at: datetime | None) -> Pain:
    pain = felt.pain or Pain.NONE
    seen = looked_at is not None and felt.at is not None and felt.at <= looked_at
    return Pain.ACHE if pain is Pain.SHARP and seen else pain


def monday_of(day: date) -> date:
    """The first day of its ISO week, by which the week is known."""
    return day - timedelta(days=day.weekday())


def running_weeks(told: Mapping[date, Performance], today: date) -> tuple[Performance, ...]:
    """The unbroken row of told weeks (by Monday) that ends this week or last, oldest first."""
    this = monday_of(today)
    end = next((monday for monday in (this, this - WEEK) if monday in told), None)
    row: list[Performance] = []
    while end is not None and end in told:
        row.insert(0, told[end])
        end -= WEEK
    return tuple(row)


def is_worse_twice(told: Mapping[date, Performance], monday: date) -> bool:
    """That week and the one before: then the signs from the whole body are asked for."""
    return told.get(monday) is told.get(monday - WEEK) is Performance.WORSE


def is_week_to_tell(monday: date, today: date) -> bool:
    """This week's question and last week's may be answered; older ones are forgotten by then."""
    return monday in {monday_of(today), monday_of(today) - WEEK}
