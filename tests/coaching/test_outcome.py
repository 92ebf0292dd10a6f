import itertools

import pytest

from bot.coaching.outcome import Outcome

MILDEST_FIRST = ["K", "A", "X", "P", "U", "E"]


def test_outcomes_sort_by_seriousness_and_not_by_letter() -> None:
    assert sorted(Outcome) == MILDEST_FIRST
    assert max(Outcome("A"), Outcome("K")) is Outcome.A


@pytest.mark.parametrize(("milder", "worse"), list(itertools.pairwise(MILDEST_FIRST)))
def test_each_outcome_is_milder_than_the_next(milder: str, worse: str) -> None:
    low, high = Outcome(milder), Outcome(worse)
    assert low < high and low <= high and high > low and high >= low
    assert not (low > high or low >= high or high < low or high <= low)
    assert low <= Outcome(milder) and low >= Outcome(milder)
