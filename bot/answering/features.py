"""Words -> weighted pieces: letter groups within words, words and word pairs (TF-IDF)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log, sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.answering.keys import Ids, Keys, Weights, count_ids, letter_keys, pair_keys, places, word_keys

# Share of the likeness that letter pieces decide; the rest is decided by words and word pairs.
# Measured top-1 on the written sentences: .40 .505, .50 .502, .65 .498, .80 .502, 1.0 .488; the area
# between inside and outside is best at .80 (.871) and worst at .40 (.853).
LETTER_SHARE: Final = 0.65
# How much of a piece that no subject has counts in the length, and so against every subject.
# Measured as the area between inside and outside: 0 .862, .25 .868, .5 .871, 1 .875 (top-1 alike).
UNSEEN_SHARE: Final = 0.5
# A piece that more subjects than this share have tells them apart no more and is dropped. Measured top-3:
# 1.0 .748, .7 .770 with a fifth of the products, .5 .768, .35 .755.
WIDEST_SPREAD: Final = 0.7
CACHE_WORDS: Final = 5_000

Rows = npt.NDArray[np.intp]
Lines = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Vector:
    """A sparse vector of length 1: `ids` of pieces, each once, and their `weights`."""

    ids: Ids
    weights: Weights


@dataclass(frozen=True, slots=True)
class Table:
    """Sparse vectors of length 1: piece, line and weight of each value, all as long."""

    ids: Ids
    lines: Ids
    weights: Weights

    def __add__(self, other: "Table") -> "Table":
        """Return the vectors of the same lines with the pieces of both."""
        return Table(
            np.concatenate((self.ids, other.ids)),
            np.concatenate((self.lines, other.lines)),
            np.concatenate((self.weights, other.weights)),
        )


class Pieces:
    """One kind of piece: which there are and how rare each is, counted by subject, not by phrasing.

    Counting by subject makes "hamstring" and "how" cheap alike: on the written sentences it brings two points
    of top-1 and moves the area between inside and outside from .868 to .896.
    """

    def __init__(self, subjects: Sequence[Keys], first_id: int) -> None:
        """`subjects`: the keys of each."""
        own = [np.unique(keys) for keys in subjects]
        self._keys, counts = np.unique(np.concatenate(own), return_counts=True)
        self._first_id, total = first_id, len(subjects)
        rarity = np.log((1 + total) / (1 + counts)) + 1
        # How rare each piece is, 0 for one that is dropped.
        self.rarity: Weights = np.where(counts > WIDEST_SPREAD * total, 0, rarity).astype(np.float32)
        # A piece never seen is as rare as can be.
        self._unseen = log(1 + total) + 1

    @property
    def next_id(self) -> int:
        return self._first_id + len(self._keys)

    def ids(self, keys: Sequence[int] | Keys) -> Ids:
        """Return the ids of the keys that are known."""
        return places(self._keys, keys) + self._first_id

    def scale(self, weights: Weights, unseen: int, share: float) -> None:
        """Bring weights of pieces to a length of root `share`; `unseen` more pieces were not known."""
        length = sqrt(float(weights.dot(weights)) + unseen * self._unseen**2 * UNSEEN_SHARE)
        if length:
            weights *= share**0.5 / length

    def table(self, ids: Ids, sizes: Sequence[int], share: float) -> Table:
        """Weigh the pieces of many lines, all of them known: `sizes` says how many are whose."""
        lines = np.repeat(np.arange(len(sizes)), sizes)
        unique, counts = np.unique(lines * self.next_id + ids, return_counts=True)
        rows, pieces = np.divmod(unique, self.next_id)
        weights = counts * self.rarity[pieces - self._first_id]
        lengths = np.sqrt(np.bincount(rows, weights**2))
        kept = weights > 0
        weights = weights[kept] * share**0.5 / lengths[rows[kept]]
        return Table(pieces[kept].astype(np.int32), rows[kept].astype(np.int32), weights.astype(np.float32))


class Space:
    """Turns words into vectors of pieces. Pure once built."""

    def __init__(self, letters: Pieces, words: Pieces) -> None:
        self._letters, self._words = letters, words
        self._rarity = np.concatenate((letters.rarity, words.rarity))
        self._first_word, self.size = letters.next_id, words.next_id
        self._ids_of_word = lru_cache(maxsize=CACHE_WORDS)(self._find_ids)

    def vector(self, words: Sequence[str]) -> Vector:
        """Return the vector of a text; one with no words has no pieces."""
        if not words:
            return Vector(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32))
        found, unseen, strange = zip(*map(self._ids_of_word, words), strict=True)
        keys = pair_keys(words)
        pairs = self._words.ids(keys)
        ids, counts = count_ids(np.concatenate((*found, pairs)))
        weights = counts * self._rarity.take(ids)
        cut = ids.searchsorted(self._first_word)
        self._letters.scale(weights[:cut], sum(unseen), LETTER_SHARE)
        self._words.scale(weights[cut:], sum(strange) + len(keys) - len(pairs), 1 - LETTER_SHARE)
        return Vector(ids, weights)

    def _find_ids(self, word: str) -> tuple[Ids, int, int]:
        """A word's letter pieces and itself as ids, how many pieces are unseen, and 1 when the word is."""
        keys = letter_keys(word)
        letters, own = self._letters.ids(keys), self._words.ids(word_keys((word,)))
        return np.concatenate((letters, own)), len(keys) - len(letters), 1 - len(own)


def learn(subjects: Sequence[Lines]) -> tuple[Space, list[Table]]:
    """Return the space of the phrasings of all subjects, and their vectors in it, subject by subject."""
    letters_of, letters = _learn_letters(subjects)
    pairs_of = [[word_keys(line) for line in lines] for lines in subjects]
    pairs = Pieces([_keys(chain.from_iterable(keys)) for keys in pairs_of], letters.next_id)
    tables = []
    for lines, keys in zip(subjects, pairs_of, strict=True):
        own = [letters_of[word] for line in lines for word in line]
        sizes = [sum(len(letters_of[word]) for word in line) for line in lines]
        by_letters = letters.table(_joined(own), sizes, LETTER_SHARE)
        known = pairs.ids([*chain.from_iterable(keys)])
        by_pairs = pairs.table(known, [*map(len, keys)], 1 - LETTER_SHARE)
        tables.append(by_letters + by_pairs)
    return Space(letters, pairs), tables


def _learn_letters(subjects: Sequence[Lines]) -> tuple[dict[str, Ids], Pieces]:
    """Return the letter pieces of each word, and all of them together."""
    words_of = [frozenset(chain.from_iterable(lines)) for lines in subjects]
    keys = {word: _keys(letter_keys(word)) for word in frozenset().union(*words_of)}
    letters = Pieces([np.concatenate([_keys(()), *(keys[word] for word in words)]) for words in words_of], 0)
    ends = np.cumsum([len(found) for found in keys.values()])
    ids = np.split(letters.ids(np.concatenate([_keys(()), *keys.values()])), ends[:-1])
    return dict(zip(keys, ids, strict=True)), letters


def _keys(keys: Iterable[int]) -> Keys:
    return np.fromiter(keys, dtype=np.uint32)


def _joined(parts: Sequence[Ids]) -> Ids:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
