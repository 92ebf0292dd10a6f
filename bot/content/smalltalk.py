"""Small talk: what is said, and what the coach says back."""

from pydantic import BaseModel, ConfigDict, Field


class SmallTalk(BaseModel):
    """One kind of small talk of knowledge/smalltalk.yaml; kinds that stand earlier in the file win.

    `patterns` are phrases in plain words that make up a whole message; `replies` are Markdown, one is enough.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    patterns: tuple[str, ...] = ()
    replies: tuple[str, ...] = Field(min_length=1)
