"""Percentiles, ratios and what counts as reached."""

import pytest

from benchmarks.figures import at_least, below, median_ratio, percentile


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [
        ([7.0], 0.99, 7.0),
        ([4.0, 1.0, 3.0, 2.0], 0.5, 2.0),
        ([float(number) for number in range(1, 101)], 0.99, 99.0),
        ([float(number) for number in range(1, 101)], 1.0, 100.0),
        ([2.0, 1.0], 0.0, 1.0),
    ],
)
def test_a_percentile_is_one_of_the_values(values: list[float], share: float, found: float) -> None:
    assert percentile(values, share) == found


def test_there_is_no_percentile_of_nothing() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_ratio_is_taken_round_by_round_so_that_a_slow_round_spoils_neither_side() -> None:
    assert median_ratio([80.0, 8.0, 90.0], [100.0, 10.0, 100.0]) == 0.8


def test_rounds_that_do_not_pair_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        median_ratio([1.0, 2.0], [1.0])


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (at_least("questions", 0.7, 0.7), "| questions | 0.70 | >= 0.7 | reached |"),
        (at_least("questions", 0.69, 0.7), "| questions | 0.69 | >= 0.7 | MISSED |"),
        (below("claim", 4.99, 5, "ms"), "| claim | 4.99 ms | < 5 ms | reached |"),
        (below("claim", 5.0, 5, "ms"), "| claim | 5.00 ms | < 5 ms | MISSED |"),
    ],
)
def test_a_line_says_whether_its_aim_is_reached(row: object, line: str) -> None:
    assert str(row) == line
