"""A soreness answer: which band it falls in, and which reply it gets."""

from enum import StrEnum

from bot.coaching.state import PAUSED, TrainingState


class Band(StrEnum):
    """0-2, 3-5, 6-7, 8-10 (E43; 6 and 8 are where D1 and D0 begin)."""

    LOW = "low"
    SOME = "some"
    HIGH = "high"
    SEVERE = "severe"


_TOPS = ((2, Band.LOW), (5, Band.SOME), (7, Band.HIGH), (10, Band.SEVERE))


def band(soreness: int) -> Band:
    """Raises ValueError outside 0..10."""
    if not 0 <= soreness <= 10:
        raise ValueError(f"soreness is 0 to 10, not {soreness}")
    return next(name for top, name in _TOPS if soreness <= top)


def reply_key(soreness: int, state: TrainingState, *, advised: bool = False) -> str:
    """`<band>_<state>`; while training is paused, stop and urgent read the same: `<band>_paused`.

    `state` is the state after the check-in, so a high band never meets normal or ease.
    `advised`: advice or a question follows; neither "train as planned" nor "stays paused" may stand above it.
    """
    if advised and (
        band(soreness) is Band.LOW or (band(soreness) is Band.SOME and state != TrainingState.SWAP)
    ):
        return "advised"
    return f"{band(soreness)}_{'paused' if state in PAUSED else state}"
