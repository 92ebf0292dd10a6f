"""Where a statement comes from: knowledge/sources.yaml."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
SourceKey = Annotated[str, StringConstraints(pattern=r"^[SE][1-9][0-9]{0,2}$")]
SourceRange = Annotated[str, StringConstraints(pattern=r"^[SE][1-9][0-9]{0,2}(-[SE][1-9][0-9]{0,2})?$")]
Link = Annotated[str, StringConstraints(pattern=r"^(https://[^\s]+|docs/[^\s]+)$")]

_RANGE: Final = re.compile(r"([SE])(\d+)-([SE])(\d+)")


class SourceText(BaseModel):
    """One value of sources.yaml; `year: null` says that a work is undated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    year: Annotated[int, Field(ge=1900, le=2100)] | None
    link: Link


class Source(BaseModel):
    """`key` is S<number> for the seed article's facts, E<number> for evidence; `year` None: undated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: SourceKey
    title: Text
    year: int | None
    link: str | None

    @property
    def url(self) -> str | None:
        """The link if a runner can open it; links into this repository are for curators."""
        return self.link if self.link and self.link.startswith("https://") else None


def expand(texts: Mapping[str, SourceText]) -> dict[str, Source]:
    """Sources by single key: `S1-S101` stands for each of them."""
    return {
        key: Source(key=key, **text.model_dump()) for name, text in texts.items() for key in keys_of(name)
    }


def keys_of(name: str) -> Iterator[str]:
    """The single keys of `E5` or `S1-S101`; none for a range that runs backwards or across letters."""
    match = _RANGE.fullmatch(name)
    if not match:
        yield name
    elif match[1] == match[3]:
        yield from (f"{match[1]}{number}" for number in range(int(match[2]), int(match[4]) + 1))
