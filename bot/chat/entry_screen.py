"""An entry as a message: the short answer, "More", or its sources."""

from collections.abc import Iterable
from typing import Literal

from bot.chat.screen import Button, Row, Screen, in_rows
from bot.content.entry import Entry
from bot.content.knowledge import Knowledge
from bot.content.markup import escape, to_html

View = Literal["s", "m", "r"]
"""Short, more, references: one letter, for it stands in callback data."""

RELATED_SHOWN = 3


def entry_data(entry_id: str, view: View = "s") -> str:
    return f"e:{entry_id}:{view}"


def entry_screen(knowledge: Knowledge, entry: Entry, view: View = "s", *, vote: str | None = None) -> Screen:
    """The entry in one view; `vote` is the thumb already given ("up" or "down")."""
    parts = [f"<b>{to_html(entry.lead)}</b>", to_html(entry.body)]
    if view == "m":
        parts.append(to_html(entry.more))
    if view == "r":
        parts.append(sources_html(knowledge, entry.sources))
    rows = (
        _views(knowledge, entry, view),
        _thumbs(knowledge, entry, view, vote),
        *_related(knowledge, entry),
    )
    return Screen("\n\n".join(part for part in parts if part), rows)


def _views(knowledge: Knowledge, entry: Entry, view: View) -> Row:
    label = knowledge.messages.label
    more = (
        Button(label("answers.less"), entry_data(entry.id, "s"))
        if view == "m"
        else Button(label("answers.more"), entry_data(entry.id, "m"))
    )
    sources = (
        Button(label("answers.hide_sources"), entry_data(entry.id, "s"))
        if view == "r"
        else Button(label("answers.sources"), entry_data(entry.id, "r"))
    )
    return (more, sources)


def _thumbs(knowledge: Knowledge, entry: Entry, view: View, vote: str | None) -> Row:
    label = knowledge.messages.label
    up = label("answers.up_chosen" if vote == "up" else "answers.up")
    down = label("answers.down_chosen" if vote == "down" else "answers.down")
    return (Button(up, f"v:{entry.id}:up:{view}"), Button(down, f"v:{entry.id}:down:{view}"))


def _related(knowledge: Knowledge, entry: Entry) -> tuple[Row, ...]:
    related = [knowledge.entries[key] for key in entry.related if key in knowledge.entries]
    return in_rows((Button(other.title, entry_data(other.id)) for other in related[:RELATED_SHOWN]), 1)


def sources_html(knowledge: Knowledge, keys: Iterable[str]) -> str:
    """Each work once, however many of its facts are used."""
    lines: dict[str, None] = {}
    for key in keys:
        source = knowledge.sources[key]
        year = str(source.year) if source.year else knowledge.messages.label("answers.undated")
        title = escape(source.title)
        if source.link and source.link.startswith("https://"):
            title = f'<a href="{escape(source.link)}">{title}</a>'
        lines[f"• {title} ({year})"] = None
    heading = knowledge.messages.text("answers.sources_heading")
    return "\n".join([heading, *lines])
