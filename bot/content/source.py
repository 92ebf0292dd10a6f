"""Where a statement comes from."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
SourceKey = Annotated[str, StringConstraints(pattern=r"^[SE][1-9][0-9]{0,2}$")]


class Source(BaseModel):
    """`key` is S<number> for the seed article's facts, E<number> for evidence; `year` None: undated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: SourceKey
    title: Text
    year: Annotated[int, Field(ge=1900, le=2100)] | None
    link: str | None

    @property
    def url(self) -> str | None:
        """The link if a runner can open it; links into this repository are for curators."""
        return self.link if self.link and self.link.startswith("https://") else None
