from datetime import UTC, datetime

import pytest

from bot.coaching.outcome import Outcome
from bot.coaching.space import Counts
from bot.content.knowledge import Knowledge
from bot.review.report import report
from bot.review.views import Report

MADE = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
COUNTS = Counts(10_000, {Outcome.K: 9_999, Outcome.P: 1}, {"R32": 9_999, "R8": 1})


@pytest.fixture(scope="session")
def made(knowledge: Knowledge) -> Report:
    """The shipped knowledge with counts of our own: counting for real takes seconds."""
    return report(knowledge, COUNTS, MADE, "9.8.7")
