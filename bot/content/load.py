"""knowledge/ on disk -> Knowledge."""

from pathlib import Path

from bot.content.check import check, findings_of
from bot.content.draft import Draft, read_draft
from bot.content.finding import KnowledgeError
from bot.content.knowledge import Knowledge, default_folder
from bot.content.source import expand
from bot.content.topic_model import read_model

__all__ = ["check", "default_folder", "load"]


def load(folder: Path) -> Knowledge:
    """Read and check a knowledge folder. Raises KnowledgeError with every finding."""
    draft = read_draft(folder)
    findings = findings_of(draft)
    if findings:
        raise KnowledgeError(findings)
    return _build(draft)


def _build(draft: Draft) -> Knowledge:
    """Every part is there: what could not be read would have been a finding."""
    sections = draft.sections
    return Knowledge.model_validate(
        {
            "entries": {entry.id: entry for entry in draft.entries.values()},
            "sections": sections.sections if sections else (),
            "topics": sections.topics if sections else (),
            "sources": expand(draft.sources or {}),
            "model": read_model(draft.reader.folder),
            **{part: getattr(draft, part) for part in Knowledge.model_fields.keys() - _MADE},
        }
    )


_MADE = {"entries", "sections", "topics", "sources", "model"}
