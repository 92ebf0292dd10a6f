"""A runner who does not answer (triage protocol, 8.1): one gentle line, and after a week one last question.

Only check-ins that were asked count: who has them switched off or paused is not silent.
"""

from collections.abc import Iterable, Set
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.coaching.state import TrainingState

PING_AFTER: Final = 2
SILENT_AFTER: Final = 7


class Silence(StrEnum):
    NONE = "none"
    PING = "ping"  # a kind line above today's question, once
    AWAY = "away"  # reminders stop; "still here?" in place of the question


def skipped(asked: Iterable[date], answered: Set[date], since: date) -> int:
    """How many check-ins in a row were asked and not answered, back from the newest, none before `since`.

    An answer ends the row also on a day on which nothing was asked.
    """
    days = sorted({day for day in asked if day >= since} | set(answered), reverse=True)
    row = 0
    for day in days:
        if day in answered:
            break
        row += 1
    return row


def silence(
    state: TrainingState,
    *,
    asked: Set[date],
    answered: Set[date],
    changed_since: date | None,
    heard_at: datetime | None,
    now: datetime,
) -> Silence:
    """Before the next check-in is sent. `asked`: the days of those that were sent, today's not among them.

    `changed_since`: the day on which training was last as usual; None when it is. `heard_at`: the last
    message or tap; None when that is longer ago than anything is kept.
    """
    heard = heard_at is not None and now - heard_at < timedelta(days=SILENT_AFTER)
    if not heard and skipped(asked, answered, date.min) >= SILENT_AFTER:
        return Silence.AWAY
    if state is TrainingState.NORMAL or changed_since is None:
        return Silence.NONE
    return Silence.PING if skipped(asked, answered, changed_since) == PING_AFTER else Silence.NONE


def is_back(silent_since: datetime, here_at: datetime | None, answered_at: datetime | None) -> bool:
    """Strength reminders return after "I'm here" and one check-in, in whatever order."""
    return all(at is not None and at >= silent_since for at in (here_at, answered_at))
