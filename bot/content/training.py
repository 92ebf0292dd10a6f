"""The sentences that the topics are learnt from, and what they come to as one sum."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from bot.content.draft import Draft, read_draft

FOLDER: Final = "training"
INSIDE: Final = "inside"
OUTSIDE: Final = "outside"
# No id may begin with it, so a subject outside can never be taken for a topic.
OUTSIDE_MARK: Final = "~"
# Subjects outside that begin so tell what a red flag sounds like; the rest of the name is its level.
RED_FLAG: Final = "red-flag-"


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """What somebody may type. `label` is a topic, or `~` and the id of a subject outside."""

    label: str
    text: str


def read_sentences(folder: Path) -> tuple[Sentence, ...]:
    """All sentences of a knowledge folder to fit on, sorted, each once a label.

    knowledge/training/{inside,outside}/<label>.txt hold one a line; titles and phrasings of entries and the
    phrasings of neighbours are sentences too. Files that are missing or cannot be read count as empty: the
    check of the folder names them.
    """
    lines = (*_written(folder / FOLDER), *_phrased(read_draft(folder)))
    return tuple(sorted(set(lines)))


def digest(sentences: Iterable[Sentence]) -> str:
    """SHA-256 in hex over labels and texts, in the order given."""
    total = sha256()
    for sentence in sentences:
        total.update(f"{sentence.label}\t{sentence.text}\n".encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def _written(folder: Path) -> Iterator[Sentence]:
    for room, mark in ((INSIDE, ""), (OUTSIDE, OUTSIDE_MARK)):
        for path in sorted((folder / room).glob("*.txt")):
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                if line.strip():
                    yield Sentence(mark + path.stem, line.strip())


def _phrased(draft: Draft) -> Iterator[Sentence]:
    for entry in draft.entries.values():
        for text in (entry.title, *entry.phrasings):
            yield Sentence(entry.topic, text)
    for name, neighbour in (draft.neighbours or {}).items():
        for text in neighbour.phrasings:
            yield Sentence(OUTSIDE_MARK + name, text)
