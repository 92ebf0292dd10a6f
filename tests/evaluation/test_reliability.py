import pytest

from bot.evaluation import reliability
from bot.evaluation.reliability import Bin
from tests.evaluation.parts import decision, inside, outside, results

FOUND = results(
    (inside("a", "frequency"), decision("answer", "how-often", score=0.92)),
    (inside("b", "frequency"), decision("answer", "protein", score=0.98)),
    (inside("c", "frequency"), decision("decline", "how-often", score=1.0)),
    (inside("d", "frequency"), decision("suggest", "how-often", "protein", score=0.15)),
    (outside("e"), decision("answer", "how-often", score=0.15)),
    (inside("f", "frequency"), decision("safety", "how-often", score=0.5, level="ask")),
)


def test_bins_hold_scores_and_what_was_right_of_them() -> None:
    low, high = reliability.curve(FOUND)
    assert low == Bin(0.1, 0.2, 2, 0.15, 1, 1, 0)
    assert (high.low, high.high, high.count, high.right, high.answered, high.answered_right) == (
        (0.9, 1.0, 3, 2, 2, 1)
    )
    assert high.mean == pytest.approx(2.9 / 3)


def test_the_distance_of_scores_from_shares_is_weighed_by_cases() -> None:
    bins = reliability.curve(FOUND)
    assert reliability.error(bins) == pytest.approx((abs(0.3 - 1) + abs(2.9 - 2)) / 5)
    assert reliability.error(()) == 0
