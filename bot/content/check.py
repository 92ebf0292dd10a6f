"""The check a curator runs, and that every start runs: all findings of a knowledge folder."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from bot.content.checks import commands, entries, limits, phrasings, placeholders, sources, triage
from bot.content.draft import Draft, read_draft
from bot.content.finding import Finding

_CHECKS: Final[tuple[Callable[[Draft], Iterable[Finding]], ...]] = (
    entries.check,
    phrasings.check,
    sources.check,
    limits.check,
    placeholders.check,
    triage.check,
    commands.check,
)


def check(folder: Path) -> list[Finding]:
    """All findings by file and line; empty when the folder can be used. Never raises for what is in it."""
    return findings_of(read_draft(folder))


def findings_of(draft: Draft) -> list[Finding]:
    """What reading found, and what only shows between files."""
    return sorted({*draft.reader.findings, *(finding for run in _CHECKS for finding in run(draft))})
