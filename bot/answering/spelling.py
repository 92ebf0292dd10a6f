"""Typo repair against known words, shy of ordinary English."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Below five letters nearly every word is one edit from another ("run", "ran", "fun"), so four letters are
# only put in order ("pian") or given the one that is missing ("oftn").
SHORTEST = 4
# From eight letters on two edits still point to one word ("hamsrtnig").
LONG = 8
CACHE_WORDS = 2_000
# A word this long is a link or noise; comparing it costs more than it tells.
LONGEST = 30


class Speller:
    """Repairs a word that is neither known nor ordinary to the one nearest known word.

    `known` are the words to repair to, most wanted first; `common` are words that are right as they stand;
    `said` are words as people typed them: known too, but one that came once may be a slip itself.
    """

    def __init__(self, known: Iterable[str], common: Iterable[str] = (), said: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[str]] = {}
        self.right = set(common)
        typed = Counter(said)
        self._learn(known)
        self._learn(word for word, count in typed.items() if count > 1 or word in self.right)
        self._learn([word for word in typed if self._fix(word) == word])
        self.fix = lru_cache(maxsize=CACHE_WORDS)(self._fix)

    def _learn(self, words: Iterable[str]) -> None:
        for word in dict.fromkeys(words):
            self.right.add(word)
            if len(word) >= SHORTEST and word.isalpha():
                self._by_first.setdefault(word[0], []).append(word)

    def knows(self, word: str) -> bool:
        """Tell whether the word is right as it stands."""
        return word in self.right

    def _fix(self, word: str) -> str:
        if word in self.right or not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return word
        if self._is_inflected(word):
            return word
        edits = 2 if len(word) >= LONG else 1
        # A slip seldom hits the first letter, but fast fingers swap the first two ("ahmstring").
        pool = self._by_first.get(word[0], []) + self._by_first.get(word[1], [])
        near = process.extract(word, pool, scorer=OSA.distance, processor=None, score_cutoff=edits, limit=2)
        if not near or (len(near) == 2 and near[1][1] == near[0][1] and near[0][1] == 2):
            return word
        found = str(near[0][0])
        if len(word) == SHORTEST and not (len(found) > SHORTEST or sorted(found) == sorted(word)):
            return word
        return found

    def _is_inflected(self, word: str) -> bool:
        """Tell whether the word is a plain form of a right word: "wedges", "jogged", "slower"."""
        for ending in ("s", "es", "ed", "d", "ing", "er", "r", "ly", "y"):
            stem = word.removesuffix(ending)
            # "snaped" is a slip of "snapped", not a form of "snap".
            if stem != word and len(stem) > 3 and stem + stem[-1] + ending not in self.right:
                if stem in self.right or (ending == "ing" and stem + "e" in self.right):
                    return True
                if stem[-1] == stem[-2] and stem[:-1] in self.right:
                    return True
        return False
