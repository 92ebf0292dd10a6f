"""Facts and sources: every fact is told somewhere, every key stands for a work."""

from collections.abc import Iterator
from itertools import chain

from bot.content.draft import ENTRIES, FACTS, SOURCES, Draft
from bot.content.finding import Finding
from bot.content.source import keys_of


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
    users = [(f"{ENTRIES}/{stem}.md", entry.sources) for stem, entry in draft.entries.items()]
    users += [
        (f"exercises/{key}.yaml", exercise.sources) for key, exercise in (draft.exercises or {}).items()
    ]
    users += [(f"routines/{key}.yaml", routine.sources) for key, routine in (draft.routines or {}).items()]
    for file, keys in users:
        for index, key in enumerate(keys):
            at = draft.reader.line(file, ("sources", index))
            if key not in known:
                mend = (
                    f"correct the number, or add `{key}: {{title: ..., year: ..., link: ...}}` to {SOURCES}"
                )
                yield Finding(file, at, f"there is no source `{key}`", mend)
            elif key in keys[:index]:
                yield Finding(file, at, f"`sources` names `{key}` twice", "keep one of them")


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
        yield from _untold(draft)


def _untold(draft: Draft) -> Iterator[Finding]:
    told = {key for entry in draft.entries.values() for key in entry.sources}
    for key, wording in (draft.facts or {}).items():
        if key not in told:
            what = f"no entry tells the fact {key}: {wording}"
            mend = f"tell it in an entry and add {key} to the entry's `sources`"
            yield Finding(FACTS, draft.reader.line(FACTS, (key,)), what, mend)
