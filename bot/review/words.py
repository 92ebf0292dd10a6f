"""Small texts of the review: marks, conditions and answers in words."""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from typing import Final

from markupsafe import Markup

from bot.content.markup import to_html
from bot.content.triage import Block, Conditions, Question

_ASKED: Final = {
    "flags": "ticked",
    "soreness": "score",
    "q4b": "Q4b",
    "location": "where",
    "onset": "began",
    "days": "days",
    "form": "stride changed",
    "walking": "walking",
    "trend": "against two days ago",
    "risk": "applies",
    "rule": "rule",
}
_CODED: Final = {"flags"}
"""Keys whose options are spoken of by their code as well: B1, C3."""


class Answered:
    """What an option's key stands for, in the words on its button."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self._labels: dict[tuple[str, str], str] = {
            (question.key, option.key): option.label for question in questions for option in question.options
        }

    def asked(self, key: str) -> str:
        """A word or two for a question."""
        return _ASKED.get(key, key)

    def label(self, key: str, value: str) -> str:
        """The button's label; scores, rules and what has no button stay as they are."""
        label = self._labels.get((key, value), value)
        return f"{value} {label}" if key in _CODED else label

    def conditions(self, block: Block) -> tuple[str, ...]:
        """When a paragraph is shown, a line a condition; none when it always is."""
        return (*self._each("only if", "and", block.when), *self._each("not if", "nor if", block.unless))

    def _each(self, first: str, next_: str, conditions: Conditions) -> Iterator[str]:
        for lead, (key, values) in zip(chain([first], repeat(next_)), conditions.items(), strict=False):
            yield f"{lead} {self.asked(key)}: {' or '.join(self.label(key, value) for value in values)}"


def as_read(markdown: str, marks: Iterable[str] = ()) -> Markup:
    """A curated text as a runner reads it, safe for the page; line breaks are kept as line breaks."""
    return _marked(to_html(markdown, breaks=True), marks)


def plain(text: str, marks: Iterable[str]) -> Markup:
    """A text without Markdown, with the words that are our own choice marked."""
    return _marked(html.escape(text, quote=False), marks)


def _marked(safe: str, marks: Iterable[str]) -> Markup:
    """`safe` is HTML whose text is escaped already: a mark is looked for in its escaped form."""
    found = [re.escape(html.escape(mark, quote=False)) for mark in marks]
    if found:
        safe = re.sub("|".join(found), r'<mark>\g<0><i class="own">design</i></mark>', safe)
    return Markup(safe)  # noqa: S704 (escaped above, or by to_html)


def share(part: int, whole: int) -> str:
    """A percentage for people: `0` for none, `< 0.1 %` for hardly any."""
    percent = 100 * part / whole if whole else 0.0
    if 0 < percent < 0.1:
        return "< 0.1 %"
    return f"{percent:.1f} %" if part else "0"


def spaced(names: Iterable[str]) -> str:
    """Names of word lists, as words."""
    return ", ".join(name.replace("_", " ") for name in names)
