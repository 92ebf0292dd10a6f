import pytest

from bot.evaluation.cost import Cost, cost, percentile
from tests.evaluation.parts import decision, inside, results


def test_times_are_summed_up_beside_load_and_memory() -> None:
    found = results(*((inside(f"q{at}", "frequency"), decision("decline")) for at in range(5)))
    assert cost(found, 0.2, None) == Cost(3.0, 5.0, 0.2, None)


@pytest.mark.parametrize(("percent", "value"), [(1, 1), (50, 50), (99, 99), (100, 100)])
def test_a_percentile_is_a_value_that_was_measured(percent: int, value: int) -> None:
    assert percentile(reversed(range(1, 101)), percent) == value
