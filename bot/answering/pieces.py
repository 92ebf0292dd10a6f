"""Words -> weighted pieces as the topic model counts them: letter groups within words, words and pairs."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from zlib import crc32

import numpy as np

from bot.answering.keys import Ids, Keys, Weights, count_ids, letter_keys, places, word_keys

CACHE_WORDS: Final = 5_000
# What is typed beyond this seldom belongs to the question, and a pasted page would take milliseconds.
MOST_WORDS: Final = 250


class PieceSpace:
    """Turns words into sparse TF-IDF vectors. `letters` and `words` are sorted keys, `rarity` is for both.

    Letter pieces and word pieces are each brought to length 1, so that neither drowns the other.
    """

    def __init__(self, letters: Keys, words: Keys, rarity: Weights) -> None:
        self._letters, self._words, self._rarity = letters, words, rarity
        self._letter_ids = lru_cache(maxsize=CACHE_WORDS)(self._find_letters)

    def vector(self, words: Sequence[str]) -> tuple[Ids, Weights]:
        """Return the ids of the known pieces, each once, and their weights."""
        words = words[:MOST_WORDS]
        if not words:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        letters = self._weigh(np.concatenate([self._letter_ids(word) for word in words]))
        pairs = self._weigh(places(self._words, word_keys(words)) + np.int32(len(self._letters)))
        return np.concatenate((letters[0], pairs[0])), np.concatenate((letters[1], pairs[1]))

    def word_ids(self, words: Sequence[str]) -> Ids:
        """Return the places of the known words in the list of word pieces."""
        return places(self._words, [crc32(word.encode()) for word in words])

    def rarity_of_word(self, at: Ids) -> Weights:
        """How rare the words at these places are."""
        return self._rarity[at + len(self._letters)]

    def _weigh(self, ids: Ids) -> tuple[Ids, Weights]:
        unique, counts = count_ids(ids)
        weights = (1 + np.log(counts)) * self._rarity[unique]
        length = float(np.sqrt(weights @ weights))
        return unique, weights / np.float32(length) if length else weights

    def _find_letters(self, word: str) -> Ids:
        return places(self._letters, letter_keys(word))
