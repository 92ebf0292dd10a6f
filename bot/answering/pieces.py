"""Words -> weighted pieces as the topic model counts them: letter groups within words, words and pairs."""

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt
from typing import Final

import numpy as np

from bot.answering.keys import Ids, Keys, Weights, count_ids, letter_keys, pair_keys, places, word_keys

CACHE_WORDS: Final = 5_000
# What is typed beyond this seldom belongs to the question, and a pasted page would take milliseconds.
MOST_WORDS: Final = 250


class PieceSpace:
    """Turns words into sparse TF-IDF vectors. `letters` and `words` are sorted keys, `rarity` is for both.

    Letter pieces and word pieces are each brought to length 1, so that neither drowns the other.
    """

    def __init__(self, letters: Keys, words: Keys, rarity: Weights) -> None:
        self._letters, self._words, self._rarity = letters, words, rarity
        self._ids_of_word = lru_cache(maxsize=CACHE_WORDS)(self._find_ids)

    def vector(self, words: Sequence[str]) -> tuple[Ids, Weights]:
        """Return the ids of the known pieces, each once, and their weights."""
        words = words[:MOST_WORDS]
        if not words:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        pairs = self._word_ids(pair_keys(words))
        ids, counts = count_ids(np.concatenate([*map(self._ids_of_word, words), pairs]))
        weights = (1 + np.log(counts)) * self._rarity.take(ids)
        cut = ids.searchsorted(len(self._letters))
        _scale(weights[:cut])
        _scale(weights[cut:])
        return ids, weights

    def place_of_word(self, word: str) -> int | None:
        """Return the place of a word in the list of word pieces, None when it is not known."""
        found = places(self._words, word_keys((word,)))
        return int(found[0]) if len(found) else None

    def rarity_of_word(self, at: int) -> float:
        """How rare the word at this place is."""
        return float(self._rarity[at + len(self._letters)])

    def _find_ids(self, word: str) -> Ids:
        """The ids of a word's letter pieces and its own."""
        return np.concatenate((places(self._letters, letter_keys(word)), self._word_ids(word_keys((word,)))))

    def _word_ids(self, keys: Sequence[int]) -> Ids:
        """The ids of words and pairs come after those of letters."""
        return places(self._words, keys) + len(self._letters)


def _scale(weights: Weights) -> None:
    """Bring weights to length 1."""
    length = sqrt(weights.dot(weights))
    if length:
        weights /= length
