"""Several questions in one message: where one ends and the next begins."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.answering.decide import TOPICS_SHOWN, Candidate, Decision

# A story has sentences too, but only questions begin with one of these.
_ASKING: Final = (
    "how what whats when where which why who should can could do does is are will would any may must shall "
    "am did has have tell explain show"
)
_OPENERS: Final = frozenset(_ASKING.split())
_JOINERS: Final = r"(?:and|also|plus|then|but|oh|so|ok|secondly|next)"
# "how often and for how long" is one question: what follows "and" must begin like a question of its own.
_BREAK: Final = re.compile(
    rf"(?<=[?.!;\n])\s*|,?\s+{_JOINERS}\s+(?=(?:{_JOINERS}\s+)?(?:{'|'.join(_ASKING.split())})\b)",
    re.IGNORECASE,
)
_LEADING: Final = re.compile(rf"^(?:{_JOINERS}\b|[\s,\d.)(-])+", re.IGNORECASE)
# Shorter ones hardly ask anything by themselves ("is that ok?").
FEWEST_WORDS: Final = 3
MOST_PARTS: Final = 3
# A part is shorter than a message, so it has to be clearer than one to be answered.
CLEAR: Final = 0.75


def questions_of(text: str) -> list[str]:
    """Return the questions of a message in order; fewer than two when it does not ask several."""
    found: list[str] = []
    for piece in _BREAK.split(text):
        question = _LEADING.sub("", piece).strip()
        words = question.split()
        if len(words) >= FEWEST_WORDS and (words[0].lower() in _OPENERS or question.endswith("?")):
            found.append(question)
    return found


def together(whole: Decision, parts: Sequence[Decision]) -> Decision:
    """Return the whole as several answers when two or more parts are clear and differ, else as it was."""
    clear: dict[str, Decision] = {}
    for part in parts:
        if part.kind == "answer" and part.entry and part.candidates[0].score >= CLEAR:
            clear.setdefault(part.entry, part)
    answers = tuple(clear.values())[:MOST_PARTS]
    if len(answers) < 2:
        return whole
    candidates = _first((*(part.candidates[0] for part in answers), *whole.candidates))
    reason = "parts: " + "; ".join(f"{part.entry} {part.reason}" for part in answers)
    return replace(answers[0], candidates=candidates, reason=reason, parts=answers)


def _first(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Each topic once, with its best score, best first."""
    best: dict[str, Candidate] = {}
    for one in sorted(candidates, key=lambda candidate: -candidate.score):
        best.setdefault(one.topic, one)
    return tuple(best.values())[:TOPICS_SHOWN]
