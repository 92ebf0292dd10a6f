"""Small talk: what is said, and what the coach says or does."""

from pydantic import BaseModel, ConfigDict, Field


class SmallTalk(BaseModel):
    """One kind of small talk of knowledge/smalltalk.yaml; kinds that stand earlier in the file win.

    `patterns` are phrases in plain words that make up a whole message; `replies` are Markdown, one is enough.
    `command`: the name of the command that does what they ask for, without its slash.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    patterns: tuple[str, ...] = ()
    command: str | None = None
    replies: tuple[str, ...] = Field(min_length=1)
