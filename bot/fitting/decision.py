"""Fits what decides between inside and outside, on predictions for sentences that the model had not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize, minimize_scalar
from sklearn.linear_model import LogisticRegression

from bot.answering.evidence import Signals

Floats = npt.NDArray[np.float64]
# Nearly none: there are thousands of sentences and a handful of weights.
STRENGTH: Final = 100.0
# How much a sentence of a subject counts that the model knew nothing of.
STRANGE_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One sentence as the matcher would see it, had it not been learnt.

    shares, nearest: by topic, in one order for all. right: the place of its topic there, None for outside.
    closest_right: whether the phrasing nearest to it belongs to its topic.
    strange: whether the model knew nothing of its subject. slips: whether slips of the finger were put in.
    """

    signals: Signals
    shares: Sequence[float]
    nearest: Sequence[float]
    right: int | None
    closest_right: bool
    strange: bool
    slips: bool


def fit_signals(seen: Sequence[Seen]) -> dict[str, float]:
    """Return the weights that bot/answering/evidence.py works with, rounded so that the file is stable."""
    weights = {**_inside(seen), **_shares(seen), **_trust(seen)}
    return {name: round(size, 4) for name, size in weights.items()}


def _inside(seen: Sequence[Seen]) -> Mapping[str, float]:
    evidence = [one.signals.evidence() for one in seen]
    names = [name for name in evidence[0] if name != "offset"]
    rows = np.array([[one[name] for name in names] for one in evidence])
    inside = np.array([one.right is not None for one in seen])
    shares = np.array([STRANGE_SHARE if one.strange else 1.0 for one in seen])
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(rows, inside, sample_weight=shares)
    weights = dict(zip(names, map(float, model.coef_[0]), strict=True))
    return {**weights, "offset": float(model.intercept_[0])}


def _shares(seen: Sequence[Seen]) -> Mapping[str, float]:
    """Sharpness and pull that make the right topics likeliest."""
    inside = [one for one in seen if one.right is not None]
    shares = np.log(np.maximum([one.shares for one in inside], 1e-6))
    nearest = np.array([one.nearest for one in inside])
    right = np.array([one.right for one in inside])

    def surprise(weights: Floats) -> float:
        logits = weights[0] * shares + weights[1] * nearest
        logits -= logits.max(axis=1, keepdims=True)
        chosen = logits[np.arange(len(right)), right]
        return float(np.mean(np.log(np.exp(logits).sum(axis=1)) - chosen))

    sharpness, pull = minimize(surprise, [1.0, 0.0], method="Nelder-Mead").x
    return {"sharpness": float(sharpness), "pull": float(pull)}


def _trust(seen: Sequence[Seen]) -> Mapping[str, float]:
    likeness = np.array([[one.signals.nearest] for one in seen])
    right = np.array([one.closest_right for one in seen])
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(likeness, right)
    return {"trust": float(model.coef_[0][0]), "trust_offset": float(model.intercept_[0])}


def fit_entries(logits: Sequence[Sequence[float]], right: Sequence[int]) -> dict[str, float]:
    """Return how sharply the log odds of the entries of one topic tell them apart: 1 for no evidence."""

    def surprise(sharpness: float) -> float:
        total = 0.0
        for line, place in zip(logits, right, strict=True):
            sizes = sharpness * (np.array(line) - max(line))
            total += float(np.log(np.exp(sizes).sum()) - sizes[place])
        return total / len(right)

    if not right:
        return {"entry_sharpness": 1.0}
    best = minimize_scalar(surprise, bounds=(0.2, 5.0), method="bounded").x
    return {"entry_sharpness": round(float(best), 4)}
