from datetime import UTC, datetime, timedelta

import pytest

from bot.coaching.state import TrainingState
from bot.coaching.trail import Moved, run_began

START = datetime(2030, 1, 7, tzinfo=UTC)
NORMAL, EASE, SWAP, STOP, URGENT = TrainingState


@pytest.mark.parametrize(
    ("path", "states", "began"),
    [
        ((), {SWAP}, None),
        ((SWAP,), {SWAP}, 0),
        ((SWAP, SWAP, SWAP), {SWAP}, 0),
        ((EASE, SWAP, SWAP), {SWAP}, 1),
        ((SWAP, NORMAL, SWAP), {SWAP}, 2),
        ((SWAP, STOP), {SWAP}, None),
        ((NORMAL, EASE, SWAP, STOP), {EASE, SWAP, STOP, URGENT}, 1),
    ],
)
def test_a_run_lasts_as_long_as_nothing_else_came_between(
    path: tuple[TrainingState, ...], states: set[TrainingState], began: int | None
) -> None:
    trail = [Moved(START + timedelta(days=day), to) for day, to in enumerate(path)]
    expected = None if began is None else START + timedelta(days=began)
    assert run_began(reversed(trail), states) == expected
