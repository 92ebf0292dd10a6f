"""A knowledge folder as far as it could be read."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from bot.content.emergency import FILE as EMERGENCY
from bot.content.emergency import EmergencyNumbers
from bot.content.entry import Entry, split_entry
from bot.content.exercise import Exercise, read_exercises
from bot.content.level import Level
from bot.content.messages import FOLDER as MESSAGES
from bot.content.messages import Message, Messages, collect, read_area
from bot.content.neighbours import Neighbour
from bot.content.places import Places, read_places
from bot.content.reading import Reader
from bot.content.routine import Routine, read_routines
from bot.content.safety import SafetyRules
from bot.content.section import Sections, Slug
from bot.content.smalltalk import SmallTalk
from bot.content.source import SourceKey, SourceRange, SourceText, Text
from bot.content.triage import TriageTexts, read_triage
from bot.content.vocabulary import Vocabulary

ENTRIES: Final = "entries"
SECTIONS: Final = "sections.yaml"
SOURCES: Final = "sources.yaml"
FACTS: Final = "facts.yaml"
SAFETY: Final = "safety.yaml"
SMALLTALK: Final = "smalltalk.yaml"
VOCABULARY: Final = "vocabulary.yaml"
NEIGHBOURS: Final = "neighbours.yaml"

_ENTRY: Final = TypeAdapter(Entry)


@dataclass(frozen=True, slots=True)
class Draft:
    """A part is None when its file could not be used; `reader` has the findings so far and the lines."""

    reader: Reader
    entries: dict[str, Entry]
    """By file stem, which is not yet known to be the id."""
    entry_stems: frozenset[str]
    """Of all entry files, also of those that could not be used."""
    sections: Sections | None
    sources: dict[str, SourceText] | None
    """By key as written: `E5` or `S1-S101`."""
    facts: dict[str, str] | None
    exercises: dict[str, Exercise] | None
    routines: dict[Level, Routine] | None
    triage: TriageTexts | None
    messages: Messages
    safety: SafetyRules | None
    smalltalk: dict[str, SmallTalk] | None
    vocabulary: Vocabulary | None
    neighbours: dict[str, Neighbour] | None
    places: Places | None
    emergency: EmergencyNumbers | None


def read_draft(folder: Path) -> Draft:
    """Read every file; never raises for what stands in one."""
    reader = Reader(folder)
    entries, stems = _read_entries(reader)
    return Draft(
        reader=reader,
        entries=entries,
        entry_stems=stems,
        sections=reader.one(SECTIONS, TypeAdapter(Sections)),
        sources=reader.one(SOURCES, TypeAdapter(dict[SourceRange, SourceText])),
        facts=reader.one(FACTS, TypeAdapter(dict[SourceKey, Text])),
        exercises=read_exercises(reader),
        routines=read_routines(reader),
        triage=read_triage(reader),
        messages=_read_messages(reader),
        safety=reader.one(SAFETY, TypeAdapter(SafetyRules)),
        smalltalk=reader.one(SMALLTALK, TypeAdapter(dict[Slug, SmallTalk])),
        vocabulary=reader.one(VOCABULARY, TypeAdapter(Vocabulary)),
        neighbours=reader.one(NEIGHBOURS, TypeAdapter(dict[Slug, Neighbour])),
        places=read_places(reader),
        emergency=reader.one(EMERGENCY, TypeAdapter(EmergencyNumbers)),
    )


def _read_entries(reader: Reader) -> tuple[dict[str, Entry], frozenset[str]]:
    entries: dict[str, Entry] = {}
    files = list(reader.files(ENTRIES, ".md"))
    for file, path in files:
        document = reader.text(file, path, split_entry)
        entry = reader.validate(file, document, _ENTRY) if document else None
        if entry:
            entries[path.stem] = entry
    return entries, frozenset(path.stem for _, path in files)


def _read_messages(reader: Reader) -> Messages:
    found: list[Message] = []
    for file, path in reader.files(MESSAGES, ".yaml"):
        document = reader.yaml(file, path)
        if document:
            messages, wrong = read_area(path.stem, document)
            found += messages
            reader.findings += wrong
    return collect(found)
