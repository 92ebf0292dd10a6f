"""The first days after a sudden start: rest, nothing in place of it (triage protocol, section 4, X; E57)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bot.coaching.answers import Days, Onset

REST: Final = timedelta(hours=72)
"""The upper end of "48-72 hours"; when it began is known to the day only, so it is counted from the check."""
_FRESH: Final = frozenset({Days.TO_1, Days.TO_3})


def is_to_rest(answers: Mapping[str, Any], checked_at: datetime, now: datetime) -> bool:
    """Whether a check told of a sudden start so lately that even a gentle session waits."""
    sudden = answers.get("onset") == Onset.SUDDEN and answers.get("days") in _FRESH
    return sudden and now - checked_at < REST
