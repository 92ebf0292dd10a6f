"""How the knowledge base is divided for browsing."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from bot.content.source import Text

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])$")]


class Section(BaseModel):
    """One drawer of /topics."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    title: Text


class Sections(BaseModel):
    """knowledge/sections.yaml: the sections in the order shown, and the topics an entry may have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sections: tuple[Section, ...]
    topics: tuple[Slug, ...]
