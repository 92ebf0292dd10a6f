"""The soreness check has all its questions, in the order the protocol asks them."""

from collections.abc import Iterator
from typing import Final

from bot.content.draft import Draft
from bot.content.finding import Finding
from bot.content.triage import QUESTIONS

ASKED: Final = ("q1", "q2", "q3", "q4", "q4b", "q5", "q6", "q7", "q8", "q9", "q10", "q11")
"""Red flags first: the order is part of the protocol's safety (section 2)."""


def check(draft: Draft) -> Iterator[Finding]:
    """Questions that are missing, unknown, or out of order."""
    if draft.triage is None:
        return
    found = [question.id for question in draft.triage.questions]
    for name in ASKED:
        if name not in found:
            yield Finding(
                QUESTIONS, 1, f"the question `{name}` is missing", f"write `- id: {name}` with its texts"
            )
    for index, name in enumerate(found):
        if name not in ASKED:
            at = draft.reader.line(QUESTIONS, ("questions", index))
            yield Finding(QUESTIONS, at, f"no question `{name}` is known", f"use the ids {', '.join(ASKED)}")
    known = [name for name in found if name in ASKED]
    if known != sorted(known, key=ASKED.index):
        order = ", ".join(ASKED)
        yield Finding(QUESTIONS, 1, "the questions are out of order", f"put them in the order {order}")
