"""Small talk: messages that are nothing but a greeting, thanks or the like, or that hold no words at all."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from bot.answering.normalise import Normal, Normaliser
from bot.answering.phrases import PhraseIndex
from bot.content.smalltalk import SmallTalk
from bot.content.vocabulary import Vocabulary

# Kinds that no pattern can describe; knowledge/smalltalk.yaml has a reply for each.
BLANK: Final = "blank"
EMOJI: Final = "emoji"
OTHER_LANGUAGE: Final = "other-language"
WITHOUT_PATTERNS: Final = (BLANK, EMOJI, OTHER_LANGUAGE)

# From this share of letters outside the Latin alphabet on, a message is not English.
FOREIGN_LETTERS: Final = 0.5
# Two telling words and nearly half of all words: names and loan words stay below.
FOREIGN_WORDS: Final = 2
FOREIGN_SHARE: Final = 0.4


class SmallTalker:
    """Tells small talk from questions: a kind only counts when patterns and fillers make up the message."""

    def __init__(self, kinds: Mapping[str, SmallTalk], vocabulary: Vocabulary, normalise: Normaliser) -> None:
        self._order = list(kinds)
        patterns = [(normalise(text).words, kind) for kind, talk in kinds.items() for text in talk.patterns]
        self._patterns = PhraseIndex(patterns)
        self._fillers = vocabulary.fillers
        self._common = vocabulary.common
        self._languages = vocabulary.languages
        self._foreign = frozenset().union(*vocabulary.languages.values()) - vocabulary.common

    def kind(self, text: str, normal: Normal) -> str | None:
        """Return the kind of small talk that the message is, or None when it may be a question."""
        if not normal.words:
            return EMOJI if any(unicodedata.category(sign) in {"So", "Sk"} for sign in text) else BLANK
        return self._whole(normal.words) or (OTHER_LANGUAGE if self._is_foreign(text, normal) else None)

    def _whole(self, words: Sequence[str]) -> str | None:
        """Return the first kind of the file among the patterns, if every word is pattern or filler.

        A pattern within a longer one does not count: "thanks for your help" asks for none.
        """
        found = list(self._patterns.find(words))
        if not found:
            return None
        covered = {at for one in found for at in range(one.start, one.end)}
        if any(at not in covered and word not in self._fillers for at, word in enumerate(words)):
            return None
        return min((one.label for one in self._patterns.longest(words)), key=self._order.index)

    def _is_foreign(self, text: str, normal: Normal) -> bool:
        if not text.isascii() and _foreign_letters(text) >= FOREIGN_LETTERS:
            return True
        if self._foreign.isdisjoint(normal.typed):
            return False
        words = [word for word in normal.typed if word.isalpha()]
        return any(self._tells(words, telling) for telling in self._languages.values())

    def _tells(self, words: Sequence[str], telling: frozenset[str]) -> bool:
        hits = [word for word in words if word in telling]
        foreign = [word for word in hits if word not in self._common]
        enough = len(hits) >= FOREIGN_WORDS or len(words) == 1
        return bool(foreign) and enough and len(hits) / len(words) >= FOREIGN_SHARE


def _foreign_letters(text: str) -> float:
    """Return the share of the letters that are not of the Latin alphabet, 0..1."""
    letters = [sign for sign in text if sign.isalpha()]
    latin = sum(sign < "\u0250" or "LATIN" in unicodedata.name(sign, "") for sign in letters)
    return 1 - latin / len(letters) if letters else 0.0
