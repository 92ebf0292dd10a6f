"""Facts and sources: every fact is told somewhere, every key stands for a work."""

from collections.abc import Iterator
from itertools import chain

from bot.content.draft import ENTRIES, FACTS, SOURCES, Draft
from bot.content.exercise import FOLDER as EXERCISES
from bot.content.finding import Finding
from bot.content.routine import FOLDER as ROUTINES
from bot.content.source import keys_of
from bot.content.triage import RULES
from bot.content.yaml_file import Location


def check(draft: Draft) -> Iterator[Finding]:
    """Unknown and repeated keys, facts without wording, facts told by no entry."""
    if draft.sources is None:
        return
    yield from _ranges(draft)
    known = set(chain.from_iterable(keys_of(name) for name in draft.sources))
    yield from _used(draft, known)
    if draft.facts is not None:
        yield from _facts(draft, known)


def _ranges(draft: Draft) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for name in draft.sources or {}:
        at = draft.reader.line(SOURCES, (name,))
        keys = list(keys_of(name))
        if not keys:
            yield Finding(
                SOURCES, at, f"`{name}` names no range", "write it like S1-S101, smaller number first"
            )
        doubled = [key for key in keys if key in seen]
        if doubled:
            what = f"`{name}` names {doubled[0]}, which `{seen[doubled[0]]}` has already"
            yield Finding(SOURCES, at, what, "let each key stand once")
        seen |= dict.fromkeys(keys, name)


def _used(draft: Draft, known: set[str]) -> Iterator[Finding]:
    for file, at, keys in _uses(draft):
        for index, key in enumerate(keys):
            line = draft.reader.line(file, (*at, "sources", index))
            if key not in known:
                mend = (
                    f"correct the number, or add `{key}: {{title: ..., year: ..., link: ...}}` to {SOURCES}"
                )
                yield Finding(file, line, f"there is no source `{key}`", mend)
            elif key in keys[:index]:
                yield Finding(file, line, f"`sources` names `{key}` twice", "keep one of them")


def _uses(draft: Draft) -> Iterator[tuple[str, Location, tuple[str, ...]]]:
    """Every `sources` list: its file, the place it stands in, its keys."""
    for stem, entry in draft.entries.items():
        yield f"{ENTRIES}/{stem}.md", (), entry.sources
    for name, exercise in (draft.exercises or {}).items():
        yield f"{EXERCISES}/{name}.yaml", (), exercise.sources
    for level, routine in (draft.routines or {}).items():
        yield f"{ROUTINES}/{level}.yaml", (), routine.sources
    if draft.triage:
        for rule, text in draft.triage.rules.items():
            yield RULES, ("rules", rule), text.sources
        for rule, weighed in draft.triage.series.items():
            yield RULES, ("series", rule), weighed.sources


def _facts(draft: Draft, known: set[str]) -> Iterator[Finding]:
    facts = draft.facts or {}
    for key in sorted(known - facts.keys()):
        if key.startswith("S"):
            yield Finding(FACTS, 1, f"the fact {key} has no wording", f"add a line `{key}: ...`")
    for key in facts:
        if key not in known:
            at = draft.reader.line(FACTS, (key,))
            yield Finding(FACTS, at, f"the fact {key} has no source", f"let a key of {SOURCES} take it in")
    # An entry that cannot be read may be the one that tells the fact.
    if len(draft.entries) == len(draft.entry_stems):
        yield from _untold(draft, known)


def _untold(draft: Draft, known: set[str]) -> Iterator[Finding]:
    told = {key for entry in draft.entries.values() for key in entry.sources}
    for key, wording in (draft.facts or {}).items():
        if key in known and key not in told:
            what = f"no entry tells the fact {key}: {wording}"
            mend = f"tell it in an entry and add {key} to the entry's `sources`"
            yield Finding(FACTS, draft.reader.line(FACTS, (key,)), what, mend)
