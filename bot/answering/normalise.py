"""What was typed -> the words it means: one spelling, one term a thing, no decoration."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.answering.phrases import MARKS, PAUSE, SENTENCE_END, PhraseIndex
from bot.answering.spelling import Speller
from bot.content.vocabulary import Vocabulary

# Telegram's own limit for a message; a pasted file beyond it says nothing more about the question.
LONGEST_TEXT = 4096

# Typographic and straight apostrophes alike, before compatibility folding turns some into accents.
_APOSTROPHE = re.compile("(?<=\\w)['`\u00b4\u2018\u2019\u02bc\u2032](?=\\w)")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(r"([^\W\d_])\1")
# Six times as fast, and all that can be drawn out in ASCII.
_REPEATED_ASCII = re.compile(r"([a-z])\1\1")
_SENTENCE_END = re.compile("(?<!\\d)\\.|\\.(?!\\d)|[!?;:\\n\\r\u3002]")
_PAUSE = re.compile('[,()\\[\\]"\u2012-\u2015\u201c\u201d]|\\s-+\\s|\\s/\\s')
_TOKEN = re.compile(r"\d+\.\d+|[^\W_]+|[.,]")


@dataclass(frozen=True, slots=True)
class Normal:
    """A text made plain. `tokens` keep sentence ends "." and pauses ","; `words` are the tokens without.

    `typed`: the tokens as they were typed, before any was repaired or replaced.
    """

    tokens: tuple[str, ...]
    words: tuple[str, ...]
    typed: tuple[str, ...]

    @property
    def key(self) -> str:
        """The words as one line, for exact comparison."""
        return " ".join(self.words)


def clean(text: str) -> str:
    """Fold case, accents, apostrophes, drawn-out letters and punctuation; emoji and control marks go."""
    text = text[:LONGEST_TEXT]
    if _is_plain(text):
        return _undrawn(text)
    text = _APOSTROPHE.sub("", text)
    if _is_plain(text):
        return _undrawn(text)
    if not text.isascii():
        text = "".join(_plain(character) for character in unicodedata.normalize("NFKD", text))
    text = _undrawn(text)
    return _SENTENCE_END.sub(f" {SENTENCE_END} ", _PAUSE.sub(f" {PAUSE} ", text))


def _is_plain(text: str) -> bool:
    """Most phrases are nothing but plain words, and thousands of them are read at every start."""
    return len(text) <= LONGEST_TEXT and text.isascii() and text.replace(" ", "").isalpha()


def _undrawn(text: str) -> str:
    text = text.casefold()
    if text.isascii() and not _REPEATED_ASCII.search(text):
        return text
    return _REPEATED.sub(r"\1\1", text)


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Mn", "Cf"}:
        return ""
    return " " if category[0] in "CS" and character not in "\n\r" else character


def tokens_of(text: str) -> list[str]:
    """Split a text into words and marks, marks never doubled and never at the ends."""
    if _is_plain(text):
        return _undrawn(text).split()
    text = clean(text)
    if _is_plain(text):
        return text.split()
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        if token not in MARKS or (tokens and tokens[-1] not in MARKS):
            tokens.append(token)
        elif tokens and token == SENTENCE_END:
            tokens[-1] = token
    if tokens and tokens[-1] in MARKS:
        tokens.pop()
    return tokens


def without_marks(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words among the tokens."""
    return tokens if MARKS.isdisjoint(tokens) else tuple([token for token in tokens if token not in MARKS])


def words_of(texts: Iterable[str]) -> Iterator[str]:
    """Yield the words of many texts, in order."""
    return (word for text in texts for word in tokens_of(text))


class Normaliser:
    """Turns text into `Normal`: slang to standard terms, slips of the finger to known words.

    `known` are words that are surely right, `said` words as people typed them (see Speller).
    """

    def __init__(self, vocabulary: Vocabulary, known: Iterable[str] = (), said: Iterable[str] = ()) -> None:
        slang = [
            (tuple(tokens_of(way)), " ".join(tokens_of(term)))
            for term, ways in vocabulary.synonyms.items()
            for way in ways
        ]
        self._slang = PhraseIndex(slang)
        terms = [word for term in vocabulary.synonyms for word in tokens_of(term)]
        ways = [word for words, _ in slang for word in words]
        self._speller = Speller([*known, *terms, *ways], vocabulary.common, said)

    def __call__(self, text: str) -> Normal:
        """Return the normal form; never raises, whatever the text."""
        typed = tokens_of(text)
        tokens = self._meant(typed)
        return Normal(tokens, without_marks(tokens), tuple(typed))

    def tokens(self, text: str) -> tuple[str, ...]:
        """Return the tokens of the normal form alone."""
        return self._meant(tokens_of(text))

    def _meant(self, typed: Sequence[str]) -> tuple[str, ...]:
        right = self._speller.right
        if not right.issuperset(typed):
            typed = [token if token in right else self._right(token) for token in typed]
        return tuple(self._slang.replaced(typed))

    def knows(self, word: str) -> bool:
        """Tell whether a word is right as it stands."""
        return self._speller.knows(word)

    def _right(self, token: str) -> str:
        return token if token in MARKS else self._speller.fix(_undouble(token, self._speller))


def _undouble(token: str, speller: Speller) -> str:
    """ "soo" -> "so": drawn-out letters were cut to two; one may be the right number."""
    single = _DOUBLED.sub(r"\1", token)
    return single if single != token and speller.knows(single) else token
