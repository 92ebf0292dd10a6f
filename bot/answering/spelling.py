"""Typo repair against known words, shy of ordinary English."""

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Below five letters nearly every word is one edit from another ("run", "ran", "fun").
SHORTEST = 5
# From eight letters on two edits still point to one word ("hamsrtnig").
LONG = 8
CACHE_WORDS = 20_000
# A word this long is a link or noise; comparing it costs more than it tells.
LONGEST = 30


class Speller:
    """Repairs a word that is neither known nor ordinary to the one nearest known word.

    `known` are the words to repair to, most wanted first; `common` are words that are right as they stand.
    """

    def __init__(self, known: Iterable[str], common: Iterable[str] = ()) -> None:
        wanted = list(dict.fromkeys(known))
        self._right = frozenset(wanted) | frozenset(common)
        targets = [word for word in wanted if len(word) >= SHORTEST - 1 and word.isalpha()]
        self._by_first: dict[str, list[str]] = {}
        for word in targets:
            self._by_first.setdefault(word[0], []).append(word)
        self.fix = lru_cache(maxsize=CACHE_WORDS)(self._fix)

    def knows(self, word: str) -> bool:
        """Tell whether the word is right as it stands."""
        return word in self._right

    def _fix(self, word: str) -> str:
        if word in self._right or not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return word
        if self._is_inflected(word):
            return word
        edits = 2 if len(word) >= LONG else 1
        # A slip seldom hits the first letter, but fast fingers swap the first two ("ahmstring").
        pool = self._by_first.get(word[0], []) + self._by_first.get(word[1], [])
        near = process.extract(word, pool, scorer=OSA.distance, processor=None, score_cutoff=edits, limit=2)
        if not near or (len(near) == 2 and near[1][1] == near[0][1] and near[0][1] == 2):
            return word
        return str(near[0][0])

    def _is_inflected(self, word: str) -> bool:
        """Tell whether the word is a plain form of a right word: "wedges", "jogged", "slower"."""
        for ending in ("s", "es", "ed", "d", "ing", "er", "r", "ly", "y"):
            stem = word.removesuffix(ending)
            if stem != word and len(stem) > 3:
                if stem in self._right or (ending == "ing" and stem + "e" in self._right):
                    return True
                if stem[-1] == stem[-2] and stem[:-1] in self._right:
                    return True
        return False
