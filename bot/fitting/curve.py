"""The learning curve: what more sentences are worth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from bot.content.training import OUTSIDE_MARK
from bot.fitting.lesson import Lesson, read_lesson
from bot.fitting.linear import fit, learn_pieces

FOLDS: Final = 5
SHARES: Final = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Point:
    """sentences: how many were learnt from. first, three: share of held-out sentences inside whose topic came
    first or among three. area: between inside and outside, 0.5..1.
    """

    sentences: int
    first: float
    three: float
    area: float


def curve(folder: Path) -> Iterator[Point]:
    """Fit on growing shares of four fifths of the sentences, and judge each on the last fifth.

    Raises KnowledgeError and ValueError as `read_lesson` does.
    """
    lesson = read_lesson(folder, FOLDS)
    labels = np.array(lesson.labels)
    learnt, held = next(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(labels, labels))
    order = np.random.default_rng(0).permutation(learnt)
    for share in SHARES:
        yield _point(lesson, order[: round(len(order) * share)], held)


def _point(lesson: Lesson, learnt: Places, held: Places) -> Point:
    labels = lesson.labels
    asked, named = [lesson.asked[at] for at in learnt], [labels[at] for at in learnt]
    known = learn_pieces(asked, named)
    linear = fit(known.matrix(asked), named)
    logits = np.asarray(known.matrix([lesson.asked[at] for at in held]) @ linear.weights) + linear.bias
    topics = [at for at, name in enumerate(linear.labels) if not name.startswith(OUTSIDE_MARK)]
    inside = np.array([not labels[at].startswith(OUTSIDE_MARK) for at in held])
    order = np.argsort(-logits[:, topics], axis=1)[inside]
    right = [labels[at] for at in held[inside]]
    names = [linear.labels[at] for at in topics]
    return Point(
        len(learnt),
        _share_right(order[:, :1], names, right),
        _share_right(order[:, :3], names, right),
        float(roc_auc_score(inside, _chances(logits)[:, topics].sum(axis=1))),
    )


def _share_right(best: Places, names: Sequence[str], right: Sequence[str]) -> float:
    found = [name in {names[at] for at in line} for line, name in zip(best, right, strict=True)]
    return sum(found) / len(found)


def _chances(logits: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
