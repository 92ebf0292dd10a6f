"""Subjects next door: what runners also ask and the coach does not cover."""

from pydantic import BaseModel, ConfigDict, Field


class Neighbour(BaseModel):
    """One subject of knowledge/neighbours.yaml, a mapping of id -> {title, phrasings}.

    A question nearer to one of its phrasings than to any entry is declined.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    phrasings: tuple[str, ...] = Field(min_length=5)
