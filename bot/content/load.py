"""knowledge/ on disk -> Knowledge."""

from pathlib import Path

from bot.content.check import check, findings_of
from bot.content.draft import Draft, read_draft
from bot.content.finding import KnowledgeError
from bot.content.knowledge import Knowledge, default_folder
from bot.content.source import expand
from bot.content.topic_model import TopicModel, read_model

__all__ = ["check", "default_folder", "load"]


def load(folder: Path, *, with_model: bool = True) -> Knowledge:
    """Read and check a knowledge folder. Raises KnowledgeError with every finding.

    A build loads without the model: a broken one must not keep it from being made anew.
    """
    draft = read_draft(folder)
    findings = findings_of(draft)
    if findings:
        raise KnowledgeError(findings)
    return _build(draft, read_model(folder) if with_model else None)


def _build(draft: Draft, model: TopicModel | None) -> Knowledge:
    """Every part is there: what could not be read would have been a finding."""
    sections = draft.sections
    return Knowledge.model_validate(
        {
            "entries": {entry.id: entry for entry in draft.entries.values()},
            "sections": sections.sections if sections else (),
            "topics": sections.topics if sections else (),
            "sources": expand(draft.sources or {}),
            "model": model,
            **{part: getattr(draft, part) for part in Knowledge.model_fields.keys() - _MADE},
        }
    )


_MADE = {"entries", "sections", "topics", "sources", "model"}
