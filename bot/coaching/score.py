"""A soreness score as people type it."""

import math
import re
from typing import Final

NUMBERS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SCORE: Final = re.compile(
    r"(?:(?:it'?s|about|maybe|around|a) )*(\d{1,2}(?:[.,]\d+)?)\s*(?:/|out of)?\s*(10)?"
)


def read_score(text: str) -> int | None:
    """0 to 10 from "6", "6/10", "six", "7.5" (decimals round up, protocol 8.4); None for anything else."""
    said = text.casefold().strip(" .!")
    for word in said.split():
        if word in NUMBERS and len(said.split()) <= 3:
            return NUMBERS.index(word)
    found = _SCORE.fullmatch(said)
    if found is None:
        return None
    score = float(found[1].replace(",", "."))
    return math.ceil(score) if score <= 10 else None
