"""Subjects next door: what runners also ask and the coach does not cover."""

from pydantic import BaseModel, ConfigDict, Field


class Neighbour(BaseModel):
    """One subject of knowledge/neighbours.yaml, a mapping of id -> {title, reply, phrasings}.

    A question nearer to one of its phrasings than to any entry is declined with `reply`: one line of Markdown
    that names the subject, says that the coach does not cover it, and where to go. Every subject of a folder
    has one: the check refuses a folder where it is left out. One built in code may go without.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    reply: str = Field(default="", min_length=1)
    phrasings: tuple[str, ...] = Field(min_length=5)
