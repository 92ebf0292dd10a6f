"""What a fit learns from: the sentences of a knowledge folder as the matcher reads them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.answering.matcher import Matcher
from bot.content.load import load
from bot.content.training import FOLDER, Sentence, digest, read_sentences
from bot.fitting.linear import Words

# A word of so many sentences is no slip itself.
RIGHT_FROM: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """matcher: reads like the coach will. sentences, asked: as written and as normal words, one order.

    vocabulary: words to repair slips to, most frequent first. digest: of all sentences of the folder.
    """

    matcher: Matcher
    sentences: tuple[Sentence, ...]
    asked: tuple[Words, ...]
    vocabulary: tuple[str, ...]
    digest: str

    @property
    def labels(self) -> list[str]:
        return [one.label for one in self.sentences]


def read_lesson(folder: Path, fewest: int) -> Lesson:
    """Read a folder. Raises KnowledgeError for one that the coach could not use, ValueError when a label has
    less than `fewest` sentences.
    """
    if not any((folder / FOLDER).rglob("*.txt")):
        raise ValueError(f"{folder / FOLDER}: there are no sentences - write some, inside and outside")
    knowledge = load(folder, with_model=False)
    written = read_sentences(folder)
    plain = Matcher(knowledge)
    vocabulary = _vocabulary(plain.words(one.text) for one in written)
    matcher = Matcher(knowledge, vocabulary)
    worded = [(one, words) for one in written if (words := matcher.words(one.text))]
    counted = Counter(one.label for one, _ in worded)
    rare = sorted(label for label, count in counted.items() if count < fewest)
    if rare or len(counted) < 2:
        raise ValueError(
            f"too few sentences: {', '.join(rare) or 'no second label'} - write {fewest} or more"
        )
    sentences, asked = tuple(one for one, _ in worded), tuple(words for _, words in worded)
    return Lesson(matcher, sentences, asked, vocabulary, digest(written))


def _vocabulary(sentences: Iterable[Words]) -> tuple[str, ...]:
    counted = Counter(word for words in sentences for word in words)
    often = sorted((-count, word) for word, count in counted.items() if count >= RIGHT_FROM)
    return tuple(word for _, word in often)
