"""A soreness score as people type it (protocol 8.4)."""

import math
import re
from typing import Final

WORDS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    "eleven",
)
AROUND: Final = frozenset(
    {"about", "approximately", "around", "roughly", "maybe", "perhaps", "probably", "like", "closer", "to"}
    | {"guess", "i", "id", "i'd", "say", "think", "im", "is", "it", "its", "it's", "my", "score", "a"}
    | {"at", "just", "only", "more", "mostly", "now", "so", "solid", "fair", "still", "today", "would", "or"}
    | {"pain", "sore", "soreness"}
)
"""Words that may stand before or behind a score and change nothing about it."""
WIDEST_RANGE: Final = 3
"""From "6-7" the higher one is taken; "0-10" is no answer."""

_NUMBER: Final = r"[-+]?\d+(?:[.,]\d+)?"
_SCORE: Final = re.compile(rf"({_NUMBER})(?: ?(?:-|to|or) ?({_NUMBER}))?(?: ?/ ?10)?")
_SPELT: Final = (
    (re.compile(r"[\u2010-\u2015\u2212]"), "-"),
    (re.compile(r"\bminus "), "-"),
    (re.compile(r" and a half\b"), ".5"),
    (re.compile(r" out of "), "/"),
    (re.compile(r"(?<=\d)ish\b|~"), ""),
)


def read_score(text: str) -> int | None:
    """0 to 10 from "6", "6/10", "six", "about 7", "6-7" (the higher), "7.5" (decimals round up).

    None for anything else: what is no number, and what is none of the scale.
    """
    values = _values(text)
    if not values or not all(0 <= value <= 10 for value in values):
        return None
    return math.ceil(max(values)) if max(values) - min(values) <= WIDEST_RANGE else None


def is_off_scale(text: str) -> bool:
    """Whether it is a number, but none that can be a score: "11", "-1", "0-10"."""
    return bool(_values(text)) and read_score(text) is None


def _values(text: str) -> list[float]:
    """The one or two numbers that a text is, none when it is anything else."""
    words = _in_figures(text).split()
    while words and words[0] in AROUND:
        words = words[1:]
    while words and words[-1] in AROUND:
        words = words[:-1]
    found = _SCORE.fullmatch(" ".join(words))
    return [float(value.replace(",", ".")) for value in found.groups() if value] if found else []


def _in_figures(text: str) -> str:
    said = re.sub(r"[a-z]+", _figure, text.casefold().replace("\u2019", "'"))
    for pattern, figure in _SPELT:
        said = pattern.sub(figure, said)
    return said.strip(" .!?")


def _figure(word: re.Match[str]) -> str:
    return str(WORDS.index(word[0])) if word[0] in WORDS else word[0]
