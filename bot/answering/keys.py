"""Pieces of text as numbers: letter groups within words, words and word pairs, each by its CRC-32."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

SHORTEST_PIECE: Final = 2
LONGEST_PIECE: Final = 5

Keys = npt.NDArray[np.uint32]
Ids = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float32]


def letter_keys(word: str) -> list[int]:
    """Return the keys of the groups of 2 to 5 letters of a word with a blank at either end."""
    padded = f" {word} "
    return [
        crc32(padded[start : start + size].encode())
        for size in range(SHORTEST_PIECE, LONGEST_PIECE + 1)
        for start in range(len(padded) - size + 1)
    ]


def word_keys(words: Sequence[str]) -> list[int]:
    """Return the keys of the words, then of the pairs of neighbours."""
    return [*(crc32(word.encode()) for word in words), *pair_keys(words)]


def pair_keys(words: Sequence[str]) -> list[int]:
    """Return the keys of the pairs of neighbours."""
    return [crc32(f"{one} {two}".encode()) for one, two in pairwise(words)]


def line_key(words: Sequence[str]) -> int:
    """Return the key of a whole phrasing."""
    return crc32(" ".join(words).encode())


def places(known: Keys, keys: Sequence[int] | Keys) -> Ids:
    """Return where the keys stand in `known`, which is sorted; those that it does not have are left out."""
    if not len(known):
        return np.zeros(0, dtype=np.int32)
    asked = np.array(keys, dtype=np.uint32)
    at = known.searchsorted(asked)
    # One that would stand after the last is none of them.
    there: npt.NDArray[np.bool_] = known.take(at, mode="clip") == asked
    return at[there].astype(np.int32)


def count_ids(ids: Ids) -> tuple[Ids, Weights]:
    """Return the ids once each, sorted, and how often each came, faster than numpy's `unique` does."""
    if not len(ids):
        return ids, np.zeros(0, dtype=np.float32)
    ordered = ids.copy()
    ordered.sort()
    last = np.empty(len(ids), dtype=np.bool_)
    last[-1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=last[:-1])
    (ends,) = last.nonzero()
    counts = np.empty(len(ends), dtype=np.float32)
    counts[0] = ends[0] + 1
    np.subtract(ends[1:], ends[:-1], out=counts[1:], casting="unsafe")
    return ordered[ends], counts
