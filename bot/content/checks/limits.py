"""What a chat can show: words a runner reads on a phone, and what Telegram takes."""

import re
from collections.abc import Iterator
from typing import Final

from bot.content.draft import ENTRIES, NEIGHBOURS, SAFETY, SECTIONS, SMALLTALK, Draft
from bot.content.entry import Entry
from bot.content.finding import Finding
from bot.content.markup import to_html
from bot.content.source import Source, expand
from bot.content.telegram_html import HtmlError, parse, utf16_length
from bot.content.triage import OUTCOMES, QUESTIONS
from bot.content.yaml_file import Location

BODY_WORDS: Final = 90
REPLY_WORDS: Final = 35
"""One line on a phone: a question that is declined should not cost a long read."""
MESSAGE_UNITS: Final = 4096
"""Bot API, sendMessage: text of 1-4096 characters after entities parsing; counted here in UTF-16 units."""
BUTTON_CHARACTERS: Final = 64
CALLBACK_BYTES: Final = 64
"""Bot API, InlineKeyboardButton: callback_data of 1-64 bytes."""
CALLBACK_AROUND: Final = 8
"""Bytes around an id in callback data, as in `v:<id>:down`."""

_HEADING: Final = re.compile(r"^#{1,6} ", re.MULTILINE)
_TABLE: Final = re.compile(r"^ *\|.*\| *$", re.MULTILINE)


def check(draft: Draft) -> Iterator[Finding]:
    """Lengths, headings, and texts that Telegram would refuse."""
    sources = expand(draft.sources or {})
    for stem, entry in draft.entries.items():
        yield from _entry(draft, f"{ENTRIES}/{stem}.md", entry, sources)
    yield from _buttons(draft)
    yield from _texts(draft)
    yield from _replies(draft)


def _entry(draft: Draft, file: str, entry: Entry, sources: dict[str, Source]) -> Iterator[Finding]:
    line = draft.reader.line
    words = len(entry.body.split())
    if words > BODY_WORDS:
        mend = f"keep it to {BODY_WORDS}, and move the rest under `## More`"
        yield Finding(file, line(file, ("body",)), f"the answer has {words} words", mend)
    for part in ("body", "more"):
        yield from _markdown(draft, file, (part,), getattr(entry, part))
    shown = "\n\n".join([entry.lead, entry.body, entry.more, *_source_lines(entry, sources)])
    yield from _message(file, line(file, ("more",)), to_html(shown), "the answer with More and sources")
    yield from _label(file, line(file, ("title",)), entry.title)


def _markdown(draft: Draft, file: str, part: Location, text: str) -> Iterator[Finding]:
    for pattern, name, mend in (
        (_HEADING, "a heading", "make it a bold line: **...**"),
        (_TABLE, "a table", "make it lines that begin with `- `"),
    ):
        found = pattern.search(text)
        if found:
            at = draft.reader.line(file, part) + text.count("\n", 0, found.start())
            yield Finding(file, at, f"there is {name}, which a chat cannot show", mend)


def _source_lines(entry: Entry, sources: dict[str, Source]) -> Iterator[str]:
    titles = {sources[key].title for key in entry.sources if key in sources}
    return (f"{title} (year)" for title in titles)


def _message(file: str, line: int, html: str, what: str) -> Iterator[Finding]:
    try:
        length = utf16_length(parse(html).text)
    except HtmlError as error:
        yield Finding(file, line, f"Telegram would refuse {what}: {error.what}", "write it as plain Markdown")
        return
    if length > MESSAGE_UNITS:
        yield Finding(file, line, f"{what} has {length} characters", f"shorten it to {MESSAGE_UNITS}")
    if length == 0:
        yield Finding(file, line, f"{what} shows nothing", "write a text")


def _label(file: str, line: int, label: str) -> Iterator[Finding]:
    if len(label) > BUTTON_CHARACTERS:
        what = f"the button `{label}` has {len(label)} characters"
        yield Finding(file, line, what, f"shorten it to {BUTTON_CHARACTERS}")


def _buttons(draft: Draft) -> Iterator[Finding]:
    line = draft.reader.line
    for index, section in enumerate(draft.sections.sections if draft.sections else ()):
        yield from _label(SECTIONS, line(SECTIONS, ("sections", index, "title")), section.title)
    for key, exercise in (draft.exercises or {}).items():
        file = f"exercises/{key}.yaml"
        yield from _label(file, line(file, ("name",)), exercise.name)


def _texts(draft: Draft) -> Iterator[Finding]:
    for file, at, markdown, what in _all_texts(draft):
        yield from _message(file, draft.reader.line(file, at), to_html(markdown, breaks=True), what)


def _all_texts(draft: Draft) -> Iterator[tuple[str, Location, str, str]]:
    for message in draft.messages:
        value = message.value if isinstance(message.value, str) else "\n".join(message.value)
        yield message.file, tuple(message.key.split(".")[1:]), value, f"the message `{message.key}`"
    yield from _triage_texts(draft)
    if draft.safety:
        for key, safety in draft.safety.messages.items():
            yield SAFETY, ("messages", key, "text"), safety.text, f"the message `{key}`"
    for kind, talk in (draft.smalltalk or {}).items():
        for index, reply in enumerate(talk.replies):
            yield SMALLTALK, (kind, "replies", index), reply, f"the reply to `{kind}`"


def _replies(draft: Draft) -> Iterator[Finding]:
    """What is said of a subject next door: one short line, and never nothing."""
    for subject, neighbour in (draft.neighbours or {}).items():
        name = f"`{subject}.reply`"
        line = draft.reader.line(NEIGHBOURS, (subject, "reply"))
        text = neighbour.reply.strip()
        if not text:
            mend = "add a line `reply: ...` that says where to go instead"
            yield Finding(NEIGHBOURS, line, f"{name} is missing", mend)
            continue
        words = len(text.split())
        if words > REPLY_WORDS:
            yield Finding(NEIGHBOURS, line, f"{name} has {words} words", f"keep it to {REPLY_WORDS}")
        if "\n" in text:
            yield Finding(NEIGHBOURS, line, f"{name} has more than one line", "write it as one line")
        yield from _markdown(draft, NEIGHBOURS, (subject, "reply"), text)
        yield from _message(NEIGHBOURS, line, to_html(text), name)


def _triage_texts(draft: Draft) -> Iterator[tuple[str, Location, str, str]]:
    if draft.triage is None:
        return
    for index, question in enumerate(draft.triage.questions):
        options = "\n".join(f"- {option.text or option.label}" for option in question.options)
        at: Location = ("questions", index, "text")
        yield QUESTIONS, at, f"{question.text}\n\n{options}", f"the question `{question.id}`"
    for key, outcome in draft.triage.outcomes.items():
        blocks = "\n\n".join(block.text for block in outcome.blocks)
        whole = f"{outcome.heading}\n\n{blocks}\n\n{draft.triage.closing}"
        yield OUTCOMES, ("outcomes", key, "heading"), whole, f"the outcome `{key}` with all its blocks"
