"""Does a score of .8 mean eight in ten? Scores in bins against the share that was right."""

from dataclasses import dataclass
from typing import Final

from bot.evaluation import verdicts
from bot.evaluation.run import Results

BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions, inside and outside, whose best score lies from `low` to below `high` (the last takes 1).

    A question counts as right when the best topic is; of an outside question no topic is.
    `answered` of them were answered, `answered_right` of these rightly.
    """

    low: float
    high: float
    count: int
    mean: float
    right: int
    answered: int
    answered_right: int


def curve(results: Results) -> tuple[Bin, ...]:
    """Return the bins that hold anything, lowest first. Small talk and alarms have no say."""
    scored = [
        *(
            (one.score, verdicts.first(one), one.decision.kind == "answer", verdicts.answered_rightly(one))
            for one in results.inside
            if one.decision.kind in _RANKED
        ),
        *(
            (one.score, False, one.decision.kind == "answer", False)
            for one in results.outside
            if one.decision.kind in _RANKED
        ),
    ]
    return tuple(
        found for at in range(BINS) if (found := _bin(at, [one for one in scored if _at(one[0]) == at]))
    )


def error(bins: tuple[Bin, ...]) -> float:
    """Return how far scores and shares lie apart on average, 0..1 (expected calibration error)."""
    total = sum(one.count for one in bins)
    return sum(abs(one.mean * one.count - one.right) for one in bins) / total if total else 0.0


_RANKED: Final = frozenset({"answer", "suggest", "decline"})


def _at(score: float) -> int:
    return min(BINS - 1, max(0, int(score * BINS)))


def _bin(at: int, scored: list[tuple[float, bool, bool, bool]]) -> Bin | None:
    if not scored:
        return None
    scores, right, answered, answered_right = zip(*scored, strict=True)
    return Bin(
        at / BINS,
        (at + 1) / BINS,
        len(scored),
        sum(scores) / len(scored),
        sum(right),
        sum(answered),
        sum(answered_right),
    )
