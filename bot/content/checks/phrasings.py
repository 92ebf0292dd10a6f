"""Phrasings: enough of them, and none that two entries claim."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from bot.content.draft import ENTRIES, NEIGHBOURS, Draft
from bot.content.finding import Finding

LEAST: Final = 8
NEAR: Final = 92
"""token_sort_ratio from which two phrasings read as one, unless their differing words tell them apart."""
ALIKE: Final = 75
"""ratio from which two differing words are spellings of one word (hamstring/hamstrings, not run/lift)."""

_WORD: Final = re.compile(r"[^\W_]+")
_FILLERS: Final = frozenset(
    [
        *(
            "a",
            "am",
            "an",
            "and",
            "are",
            "be",
            "can",
            "could",
            "do",
            "does",
            "for",
            "i",
            "if",
            "in",
            "is",
            "it",
        ),
        *("me", "my", "of", "on", "or", "should", "the", "to", "you", "your"),
    ]
)


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A phrasing, where it stands, and its words alone."""

    file: str
    line: int
    text: str
    plain: str


def check(draft: Draft) -> Iterator[Finding]:
    """Too few, repeated inside an entry, or shared by two entries or with a subject next door."""
    phrasings: list[Phrasing] = []
    for stem, entry in draft.entries.items():
        file = f"{ENTRIES}/{stem}.md"
        own = [
            Phrasing(file, draft.reader.line(file, ("phrasings", index)), text, plain(text))
            for index, text in enumerate(entry.phrasings)
        ]
        if len(own) < LEAST:
            at = draft.reader.line(file, ("phrasings",))
            yield Finding(file, at, f"there are {len(own)} phrasings", f"write at least {LEAST}")
        yield from _repeated(own)
        phrasings += own
    yield from shared([*phrasings, *_next_door(draft)])


def _next_door(draft: Draft) -> Iterator[Phrasing]:
    """Phrasings that are to be declined: an entry must not claim them too."""
    for subject, neighbour in (draft.neighbours or {}).items():
        for index, text in enumerate(neighbour.phrasings):
            line = draft.reader.line(NEIGHBOURS, (subject, "phrasings", index))
            yield Phrasing(NEIGHBOURS, line, text, plain(text))


def plain(text: str) -> str:
    """Words in small letters, without signs and accents."""
    letters = text.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    if not letters.isascii():
        letters = "".join(c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(letters.lower()))


def _repeated(phrasings: Sequence[Phrasing]) -> Iterator[Finding]:
    first: dict[str, Phrasing] = {}
    for phrasing in phrasings:
        earlier = first.setdefault(phrasing.plain, phrasing)
        if earlier is not phrasing:
            what = f'the phrasing "{phrasing.text}" stands on line {earlier.line} too'
            yield Finding(phrasing.file, phrasing.line, what, "keep one of them")


def shared(phrasings: Sequence[Phrasing]) -> Iterator[Finding]:
    """Found at the later of the two files, once."""
    # Sorted once here, plain ratio equals token_sort_ratio, which would sort again for each of the pairs.
    for there, here in _near([" ".join(sorted(phrasing.plain.split())) for phrasing in phrasings]):
        later, earlier = phrasings[here], phrasings[there]
        if later.file != earlier.file and same(later.plain, earlier.plain):
            how = "is" if later.plain == earlier.plain else "is nearly"
            where = f'"{earlier.text}" of {earlier.file}:{earlier.line}'
            what = f'the phrasing "{later.text}" {how} {where}'
            yield Finding(
                later.file, later.line, what, "keep it where its answer stands, reword or delete the other"
            )


def _near(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of two texts that are near each other, the earlier first.

    Texts of one length are compared with those as long or a little longer: beyond that none can be near.
    """
    places = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    lengths = [len(texts[at]) for at in places]
    for length in sorted(set(lengths)):
        first, longest = bisect_left(lengths, length), length * (200 - NEAR) / NEAR
        rows = places[first : bisect_right(lengths, length)]
        columns = places[first : bisect_right(lengths, longest)]
        scores = process.cdist(
            [texts[at] for at in rows],
            [texts[at] for at in columns],
            scorer=fuzz.ratio,
            score_cutoff=NEAR,
            dtype=np.uint8,
        )
        for row, column in zip(*scores.nonzero(), strict=True):
            if row < column:
                one, other = rows[row], columns[column]
                yield min(one, other), max(one, other)


def same(one: str, other: str) -> bool:
    """Whether the words that differ leave the meaning alone: fillers, or spellings of one word."""
    left, right = one.split(), other.split()
    only_left = sorted(w for w in left if w not in right and w not in _FILLERS)
    only_right = sorted(w for w in right if w not in left and w not in _FILLERS)
    if len(only_left) != len(only_right):
        return False
    return all(
        fuzz.ratio(a, b) >= ALIKE and not (a + b).isdecimal()
        for a, b in zip(only_left, only_right, strict=True)
    )
