"""How near a question is to each entry and to each neighbouring subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.answering.features import Rows, Table, Vector, learn

# Share of the nearest phrasing in an entry's score; the rest is the middle of all its phrasings. Measured on
# phrasings, each left out in turn, right entry within its topic: 0 .734, .3 .735, .5 .722, 1 .704; surprise
# is least at .3.
NEAREST_SHARE: Final = 0.3

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Subject:
    """An entry, or (`outside`) a neighbouring subject, with its phrasings as normal words."""

    id: str
    topic: str
    outside: bool
    phrasings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a question the subjects are, in the order they were given, 0..1.

    nearest: each to its nearest phrasing. lines: to each phrasing, subject by subject.
    """

    nearest: Floats
    lines: Floats


class Ranker:
    """Compares questions with subjects. Needs at least one subject with one phrasing; pure once built."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._owner = np.repeat(np.arange(len(subjects)), [len(subject.phrasings) for subject in subjects])
        self._first = np.searchsorted(self._owner, np.arange(len(subjects)))
        self.space, tables = learn([subject.phrasings for subject in subjects])
        self._length = np.array([_length_of_sum(table) for table in tables], dtype=np.float32)
        self._postings = _Postings(tables, self._first, (self.space.size, len(self._owner)))

    def owner_of(self, line: int) -> int:
        """The place of the subject that has the phrasing at this place."""
        return int(self._owner[line])

    def read(self, words: Sequence[str]) -> Likeness:
        """Compare a question with every subject."""
        lines = self._postings.likeness(self.space.vector(words))
        return Likeness(np.minimum(np.maximum.reduceat(lines, self._first), 1.0), lines)

    def whole(self, likeness: Likeness) -> Floats:
        """How like the question each subject is by its phrasings, the nearest and all together, 0..1."""
        nearest = np.maximum.reduceat(likeness.lines, self._first)
        middle = np.bincount(self._owner, likeness.lines) / self._length
        whole = NEAREST_SHARE * nearest + (1 - NEAREST_SHARE) * middle
        return np.clip(whole, 0.0, 1.0).astype(np.float32)


class _Postings:
    """The vectors of all phrasings, by piece."""

    def __init__(self, tables: Sequence[Table], first: Rows, shape: tuple[int, int]) -> None:
        """`first`: the place of the first phrasing of each table."""
        size, self._count = shape
        ids = np.concatenate([table.ids for table in tables])
        order = np.argsort(ids, kind="stable")
        lines = [table.lines + np.int32(at) for table, at in zip(tables, first, strict=True)]
        self._lines = np.concatenate(lines)[order]
        self._weights = np.concatenate([table.weights for table in tables])[order]
        self._size = np.bincount(ids, minlength=size)
        self._end = self._size.cumsum()

    def likeness(self, asked: Vector) -> Floats:
        """Return the cosine of the question with every phrasing."""
        sizes = self._size.take(asked.ids)
        at = (self._end.take(asked.ids) - sizes.cumsum()).repeat(sizes)
        at += np.arange(len(at))
        products = self._weights.take(at)
        products *= asked.weights.repeat(sizes)
        return np.bincount(self._lines.take(at), products, self._count).astype(np.float32)


def _length_of_sum(table: Table) -> float:
    """Return the length of the sum of the vectors; 1 for the sum of none."""
    _, at = np.unique(table.ids, return_inverse=True)
    return float(np.sqrt((np.bincount(at, table.weights) ** 2).sum())) or 1.0
