"""Words -> weighted pieces: letter groups within words, words and word pairs (TF-IDF)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from math import log

import numpy as np
import numpy.typing as npt

SHORTEST_PIECE = 2
LONGEST_PIECE = 5
# Share of the likeness that letter pieces decide; the rest is decided by words and word pairs.
# Measured top-1 on the written sentences: .40 .505, .50 .502, .65 .498, .80 .502, 1.0 .488; the area
# between inside and outside is best at .80 (.871) and worst at .40 (.853).
LETTER_SHARE = 0.65
# How much of a piece that no subject has counts in the length, and so against every subject.
# Measured as the area between inside and outside: 0 .862, .25 .868, .5 .871, 1 .875 (top-1 alike).
UNSEEN_SHARE = 0.5
# A piece that more subjects than this share have tells them apart no more and is dropped. Measured top-3:
# 1.0 .748, .7 .770 with a fifth of the products, .5 .768, .35 .755.
WIDEST_SPREAD = 0.7
CACHE_WORDS = 20_000

Ids = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Vector:
    """A sparse vector of length 1: `ids` of pieces, each once, and their `weights`."""

    ids: Ids
    weights: Weights


def letter_pieces(word: str) -> list[str]:
    """Return the groups of 2 to 5 letters of a word with a blank at either end."""
    padded = f" {word} "
    return [
        padded[start : start + size]
        for size in range(SHORTEST_PIECE, LONGEST_PIECE + 1)
        for start in range(len(padded) - size + 1)
    ]


def word_pieces(words: Sequence[str]) -> list[str]:
    """Return the words and the pairs of neighbours."""
    return [*words, *(f"{one} {two}" for one, two in pairwise(words))]


class Pieces:
    """One kind of piece: which there are and how rare each is, counted by subject, not by phrasing.

    Counting by subject makes "hamstring" and "how" cheap alike: on the written sentences it brings two points
    of top-1 and moves the area between inside and outside from .868 to .896.
    """

    def __init__(self, subjects: Iterable[Iterable[str]], first_id: int) -> None:
        counted: Counter[str] = Counter()
        total = 0
        for pieces in subjects:
            total += 1
            counted.update(dict.fromkeys(pieces).keys())
        self.first_id = first_id
        self.ids: Mapping[str, int] = {piece: first_id + at for at, piece in enumerate(counted)}
        counts = np.fromiter(counted.values(), dtype=np.float32, count=len(counted))
        rarity = np.log((1 + total) / (1 + counts)) + 1
        self.rarity: Weights = np.where(counts > WIDEST_SPREAD * total, 0, rarity).astype(np.float32)
        # A piece never seen is as rare as can be.
        self.unseen = log(1 + total) + 1

    def vector(self, ids: Ids, unseen: int, share: float) -> tuple[Ids, Weights]:
        """Weigh pieces (`ids` may repeat, `unseen` more were not known) to a length of root `share`."""
        unique, counts = count_ids(ids)
        weights = counts * self.rarity[unique - self.first_id]
        unique, weights = unique[weights > 0], weights[weights > 0]
        length = float(np.sqrt(weights @ weights + unseen * self.unseen**2 * UNSEEN_SHARE))
        return unique, weights * np.float32(share**0.5 / length) if length else weights

    def table(self, ids: Ids, lines: Rows, share: float) -> tuple[Ids, Rows, Weights]:
        """Like `vector` for many lines at once: all pieces known, `lines` says whose each piece is."""
        size = self.first_id + len(self.rarity)
        unique, counts = np.unique(lines * size + ids, return_counts=True)
        rows, pieces = np.divmod(unique, size)
        weights = counts * self.rarity[pieces - self.first_id]
        lengths = np.sqrt(np.bincount(rows, weights**2))
        kept = weights > 0
        weights = weights[kept] * share**0.5 / lengths[rows[kept]]
        return pieces[kept].astype(np.int32), rows[kept], weights.astype(np.float32)


def count_ids(ids: Ids) -> tuple[Ids, Weights]:
    """Return the ids once each, sorted, and how often each came, faster than numpy's `unique` does."""
    if not len(ids):
        return ids, _NO_WEIGHTS
    ordered = np.sort(ids)
    first = np.empty(len(ids), dtype=np.bool_)
    first[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    counts = np.empty(len(starts), dtype=np.float32)
    counts[:-1] = starts[1:] - starts[:-1]
    counts[-1] = len(ids) - starts[-1]
    return ordered[starts], counts


class Space:
    """The pieces of subjects, each a list of phrasings; turns words into vectors. Pure once built."""

    def __init__(self, subjects: Sequence[Sequence[Sequence[str]]]) -> None:
        words_of = [dict.fromkeys(word for line in lines for word in line) for lines in subjects]
        cut = {word: letter_pieces(word) for word in dict.fromkeys(chain.from_iterable(words_of))}
        self._letters = Pieces(([piece for word in words for piece in cut[word]] for words in words_of), 0)
        words = ([piece for line in lines for piece in word_pieces(line)] for lines in subjects)
        self._words = Pieces(words, len(self._letters.ids))
        self.size = len(self._letters.ids) + len(self._words.ids)
        known = self._letters.ids
        self._own = {word: [known[piece] for piece in pieces] for word, pieces in cut.items()}
        self._letter_ids = lru_cache(maxsize=CACHE_WORDS)(self._find_letters)

    def vector(self, words: Sequence[str]) -> Vector:
        """Return the vector of a text; one with no words has no pieces."""
        found = [self._letter_ids(word) for word in words]
        letters = np.concatenate([ids for ids, _ in found]) if found else _NONE
        letter_part = self._letters.vector(letters, sum(unseen for _, unseen in found), LETTER_SHARE)
        pieces = word_pieces(words)
        known = [self._words.ids[piece] for piece in pieces if piece in self._words.ids]
        unseen = len(pieces) - len(known)
        word_part = self._words.vector(np.array(known, dtype=np.int32), unseen, 1 - LETTER_SHARE)
        return Vector(
            np.concatenate((letter_part[0], word_part[0])), np.concatenate((letter_part[1], word_part[1]))
        )

    def table(self, lines: Sequence[Sequence[str]]) -> tuple[Ids, Rows, Weights]:
        """Return the vectors of the lines the space was built from: piece, line and weight, each as long."""
        letters = [[at for word in line for at in self._own[word]] for line in lines]
        words = [[self._words.ids[piece] for piece in word_pieces(line)] for line in lines]
        parts = [
            kind.table(_flat(found), np.repeat(np.arange(len(lines)), [*map(len, found)]), share)
            for kind, found, share in (
                (self._letters, letters, LETTER_SHARE),
                (self._words, words, 1 - LETTER_SHARE),
            )
        ]
        ids, rows, weights = (np.concatenate(both) for both in zip(*parts, strict=True))
        return ids, rows, weights

    def _find_letters(self, word: str) -> tuple[Ids, int]:
        pieces = letter_pieces(word)
        known = [self._letters.ids[piece] for piece in pieces if piece in self._letters.ids]
        return np.array(known, dtype=np.int32), len(pieces) - len(known)


def _flat(lists: Sequence[Sequence[int]]) -> Ids:
    return np.fromiter(chain.from_iterable(lists), dtype=np.int32, count=sum(map(len, lists)))


_NONE: Ids = np.array([], dtype=np.int32)
_NO_WEIGHTS: Weights = np.array([], dtype=np.float32)
