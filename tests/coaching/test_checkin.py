import pytest

from bot.coaching.checkin import Band, band, reply_key
from bot.coaching.state import TrainingState


def test_every_score_has_its_band() -> None:
    assert [band(score) for score in range(11)] == [Band.LOW] * 3 + [Band.SOME] * 3 + [Band.HIGH] * 2 + [
        Band.SEVERE
    ] * 3


@pytest.mark.parametrize("score", [-1, 11])
def test_a_score_outside_the_scale_is_refused(score: int) -> None:
    with pytest.raises(ValueError, match="0 to 10"):
        band(score)


@pytest.mark.parametrize(
    ("score", "state", "key"),
    [
        (0, TrainingState.NORMAL, "low_normal"),
        (2, TrainingState.EASE, "low_ease"),
        (3, TrainingState.SWAP, "some_swap"),
        (6, TrainingState.SWAP, "high_swap"),
        (9, TrainingState.SWAP, "severe_swap"),
        (1, TrainingState.STOP, "low_paused"),
        (9, TrainingState.URGENT, "severe_paused"),
    ],
)
def test_the_reply_depends_on_the_band_and_the_state(score: int, state: TrainingState, key: str) -> None:
    assert reply_key(score, state) == key


@pytest.mark.parametrize(
    ("score", "state", "key"),
    [
        (2, TrainingState.NORMAL, "advised"),
        (2, TrainingState.SWAP, "advised"),
        (4, TrainingState.EASE, "advised"),
        (4, TrainingState.STOP, "advised"),
        (4, TrainingState.SWAP, "some_swap"),
        (6, TrainingState.SWAP, "high_swap"),
    ],
)
def test_train_as_planned_never_stands_above_advice(score: int, state: TrainingState, key: str) -> None:
    assert reply_key(score, state, advised=True) == key
