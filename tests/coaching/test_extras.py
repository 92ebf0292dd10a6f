"""What is told apart from the check-ins, as the rules read it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.coaching.extras import (
    Felt,
    is_week_to_tell,
    is_worse_twice,
    monday_of,
    pains_of,
    performances_of,
    running_weeks,
)
from bot.coaching.series import Pain, Performance

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
NONE, ACHE, SHARP = Pain
BETTER, USUAL, WORSE = Performance
MONDAY = date(2026, 11, 16)
SUNDAY = date(2026, 11, 22)


def felt(pain: Pain | None, hours_ago: int = 1) -> Felt:
    return Felt(pain, NOW - timedelta(hours=hours_ago) if pain else None)


@pytest.mark.parametrize(
    ("sessions", "pains"),
    [
        ((), ()),
        ((None, None), ()),
        ((ACHE, None, ACHE), (ACHE, ACHE)),
        ((ACHE, ACHE, None, None, None), ()),  # the last three count, told or not
        ((ACHE, NONE, SHARP, ACHE), (NONE, SHARP, ACHE)),
    ],
)
def test_the_pains_are_those_of_the_last_three_logged_sessions(
    sessions: tuple[Pain | None, ...], pains: tuple[Pain, ...]
) -> None:
    assert pains_of([felt(pain) for pain in sessions], looked_at=None) == pains


@pytest.mark.parametrize(
    ("sessions", "told"),
    [
        ((), ()),
        ((None, WORSE), (WORSE,)),
        ((WORSE, None, WORSE), (WORSE, WORSE)),
        ((WORSE, WORSE, None, None), (WORSE,)),  # the last three count, told or not
        ((WORSE, USUAL, WORSE, USUAL), (USUAL, WORSE, USUAL)),
    ],
)
def test_the_performance_is_that_of_the_last_three_sessions(
    sessions: tuple[Performance | None, ...], told: tuple[Performance, ...]
) -> None:
    assert performances_of(sessions) == told


@pytest.mark.parametrize(("looked_hours_ago", "pain"), [(3, SHARP), (1, ACHE), (0, ACHE)])
def test_a_sharp_pain_that_was_looked_at_since_still_hurt_and_calls_no_more(
    looked_hours_ago: int, pain: Pain
) -> None:
    looked_at = NOW - timedelta(hours=looked_hours_ago)
    assert pains_of([felt(SHARP), felt(NONE)], looked_at=looked_at) == (pain, NONE)


@pytest.mark.parametrize(
    ("told", "row"),
    [
        ({}, ()),
        ({0: WORSE}, (WORSE,)),
        ({1: WORSE, 0: WORSE}, (WORSE, WORSE)),
        ({2: WORSE, 1: USUAL}, (WORSE, USUAL)),  # this week is not told yet
        ({2: WORSE, 0: WORSE}, (WORSE,)),  # not two running
        ({3: WORSE, 2: WORSE}, ()),  # long ago
    ],
)
def test_weeks_run_when_none_between_is_missing(
    told: dict[int, Performance], row: tuple[Performance, ...]
) -> None:
    known = {MONDAY - timedelta(weeks=ago): how for ago, how in told.items()}
    assert running_weeks(known, SUNDAY) == row


@pytest.mark.parametrize(
    ("before", "now", "twice"),
    [(WORSE, WORSE, True), (USUAL, WORSE, False), (WORSE, BETTER, False), (None, WORSE, False)],
)
def test_the_signs_are_asked_for_after_two_worse_weeks_running(
    before: Performance | None, now: Performance, twice: bool
) -> None:
    told = {MONDAY: now} | ({MONDAY - timedelta(weeks=1): before} if before else {})
    assert is_worse_twice(told, MONDAY) is twice


def test_weeks_begin_on_monday() -> None:
    assert monday_of(MONDAY) == monday_of(SUNDAY) == MONDAY
    assert monday_of(SUNDAY + timedelta(days=1)) == MONDAY + timedelta(weeks=1)


@pytest.mark.parametrize(("weeks_ago", "counts"), [(0, True), (1, True), (2, False), (-1, False)])
def test_this_weeks_question_and_last_weeks_may_be_answered(weeks_ago: int, counts: bool) -> None:
    assert is_week_to_tell(MONDAY - timedelta(weeks=weeks_ago), SUNDAY) is counts
    assert not is_week_to_tell(SUNDAY, SUNDAY)
