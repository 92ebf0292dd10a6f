"""One question and its answer: knowledge/entries/<id>.md."""

import re
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, StringConstraints

from bot.content.section import Slug
from bot.content.source import SourceKey, Text
from bot.content.yaml_file import Document, FileError, Location, parse_yaml

Markdown = Annotated[str, StringConstraints(min_length=1)]

_FENCE: Final = "---"
_MORE: Final = re.compile(r"^## More[ ]*$", re.MULTILINE)
_LEAD: Final = re.compile(r"\*\*((?:(?!\*\*).)+)\*\*", re.DOTALL)


class Entry(BaseModel):
    """`lead` answers in one line, `body` explains, `more` waits behind a button; all three are Markdown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    topic: Slug
    title: Text
    section: Slug
    phrasings: tuple[Text, ...]
    related: tuple[Slug, ...]
    sources: tuple[SourceKey, ...]
    lead: Markdown
    body: Markdown
    more: Markdown


def parse_entry(text: str) -> Entry:
    """Read an entry file's text. Raises FileError or pydantic's ValidationError."""
    return Entry.model_validate(split_entry(text).data)


def split_entry(text: str) -> Document:
    """Take an entry file apart; missing parts are left out, for the model to name. Raises FileError."""
    lines = text.split("\n")
    end = _end_of_front_matter(lines)
    front = parse_yaml("\n".join(lines[1:end]), first_line=2)
    if not isinstance(front.data, dict):
        raise FileError(
            2, "has no `key: value` lines between its --- lines", "write `id: ...`, `topic: ...` there"
        )
    parts, places = _split_body("\n".join(lines[end + 1 :]), end + 2)
    return Document({**front.data, **parts}, {**front.lines, **places})


def _end_of_front_matter(lines: list[str]) -> int:
    if lines[0].rstrip() != _FENCE:
        raise FileError(1, "does not start with ---", "begin the file with a line ---, then `id: ...`")
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            return number
    raise FileError(1, "has no second --- line", "put a line --- between `sources: ...` and the answer")


def _split_body(markdown: str, first_line: int) -> tuple[dict[str, Any], dict[Location, int]]:
    answer, more, more_at = _cut(markdown, _MORE.search(markdown))
    start = len(answer) - len(answer.lstrip())
    paragraph_end = answer.find("\n\n", start)
    paragraph_end = len(answer) if paragraph_end < 0 else paragraph_end
    lead = _LEAD.fullmatch(answer[start:paragraph_end].strip())
    body_from = paragraph_end if lead else start
    offsets = {"lead": start, "body": _skip_blank(answer, body_from), "more": more_at}
    parts = {
        "lead": lead[1].strip() if lead else "",
        "body": answer[body_from:].strip(),
        "more": more.strip(),
    }
    places: dict[Location, int] = {
        (part,): first_line + markdown.count("\n", 0, at) for part, at in offsets.items()
    }
    return {part: value for part, value in parts.items() if value}, places


def _cut(markdown: str, heading: re.Match[str] | None) -> tuple[str, str, int]:
    """The text before the heading, the text after it, and where that stands (or should)."""
    if heading is None:
        return markdown, "", max(len(markdown.rstrip()) - 1, 0)
    more = markdown[heading.end() :]
    start = _skip_blank(markdown, heading.end()) if more.strip() else heading.start()
    return markdown[: heading.start()], more, start


def _skip_blank(text: str, start: int) -> int:
    return start + len(text[start:]) - len(text[start:].lstrip())
