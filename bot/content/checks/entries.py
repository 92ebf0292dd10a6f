"""Entries against their file names, the sections and each other."""

from collections.abc import Iterator
from typing import Final

from bot.content.draft import ENTRIES, SECTIONS, Draft
from bot.content.entry import Entry
from bot.content.finding import Finding

RELATED_LEAST: Final = 2
RELATED_MOST: Final = 4


def check(draft: Draft) -> Iterator[Finding]:
    """Ids, topics, sections and related entries."""
    if not draft.entry_stems:
        yield Finding(ENTRIES, 1, "there is no entry", "write one, as docs/knowledge.md shows")
    for stem, entry in draft.entries.items():
        file = f"{ENTRIES}/{stem}.md"
        yield from _id(draft, file, stem, entry)
        yield from _place(draft, file, entry)
        yield from _related(draft, file, stem, entry)
    yield from _sections(draft)


def _id(draft: Draft, file: str, stem: str, entry: Entry) -> Iterator[Finding]:
    if entry.id == stem:
        return
    taken = f", and {entry.id}.md has it" if entry.id in draft.entry_stems else ""
    what = f"the id `{entry.id}` is not the file's name{taken}"
    yield Finding(file, draft.reader.line(file, ("id",)), what, f"write `id: {stem}`, or rename the file")


def _place(draft: Draft, file: str, entry: Entry) -> Iterator[Finding]:
    if draft.sections is None:
        return
    known = {
        "topic": draft.sections.topics,
        "section": tuple(section.id for section in draft.sections.sections),
    }
    for key, names in known.items():
        name = getattr(entry, key)
        if name not in names:
            mend = f"use one of {', '.join(names)}, or add it to {SECTIONS}"
            yield Finding(file, draft.reader.line(file, (key,)), f"there is no {key} `{name}`", mend)


def _related(draft: Draft, file: str, stem: str, entry: Entry) -> Iterator[Finding]:
    line = draft.reader.line
    if not RELATED_LEAST <= len(entry.related) <= RELATED_MOST:
        what = f"`related` names {len(entry.related)} entries"
        yield Finding(file, line(file, ("related",)), what, f"name {RELATED_LEAST} to {RELATED_MOST}")
    for index, other in enumerate(entry.related):
        at = line(file, ("related", index))
        if other == stem:
            yield Finding(file, at, "`related` names the entry itself", "name another entry")
        elif other in entry.related[:index]:
            yield Finding(file, at, f"`related` names `{other}` twice", "keep one of them")
        elif other not in draft.entry_stems:
            what = f"`related` names `{other}`, which is no entry"
            yield Finding(file, at, what, "name a file of entries/ without its .md")


def _sections(draft: Draft) -> Iterator[Finding]:
    if draft.sections is None:
        return
    lists = {
        "sections": [section.id for section in draft.sections.sections],
        "topics": list(draft.sections.topics),
    }
    for key, names in lists.items():
        for index, name in enumerate(names):
            if name in names[:index]:
                at = draft.reader.line(SECTIONS, (key, index))
                yield Finding(SECTIONS, at, f"`{name}` stands in `{key}` twice", "keep one of them")
