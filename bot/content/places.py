"""Where runners are: cities, countries and abbreviations, and the time zone of each."""

from functools import cache
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from bot.content.finding import KnowledgeError
from bot.content.reading import Reader

FILE: Final = "places.yaml"


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _known(zone: str) -> str:
    if zone not in _zones():
        raise ValueError(f"there is no time zone `{zone}`; write an IANA name such as Europe/Riga")
    return zone


def _split(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


Zone = Annotated[str, AfterValidator(_known)]
Name = Annotated[str, Field(min_length=1)]
Words = Annotated[tuple[str, ...], BeforeValidator(_split)]
Offset = Annotated[str, Field(pattern=r"^[+-]\d\d:\d\d$")]


class Place(BaseModel):
    """One place; `aliases` are its other spellings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    zone: Zone
    country: Name | None = None
    aliases: tuple[Name, ...] = ()


class Places(BaseModel):
    """knowledge/places.yaml.

    places: earlier ones are offered first.
    countries: country as written with the places -> its other names.
    meanings: word that is a zone, not a place ("IST") -> what it may mean, each with its zone.
    offsets: "+05:30" -> who keeps that offset.
    fillers: words around a place that say nothing.
    ordinary: words that are never a place misspelled.
    not_offered: zones that are not found by the last word of their name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    places: tuple[Place, ...] = Field(min_length=1)
    countries: dict[Name, tuple[Name, ...]] = {}
    meanings: dict[Name, dict[Name, Zone]] = {}
    offsets: dict[Offset, dict[Name, Zone]] = {}
    fillers: Words = ()
    ordinary: Words = ()
    not_offered: frozenset[str] = frozenset()

    def __hash__(self) -> int:
        # Cheap and true to equality: an index made of all this is kept by it.
        return hash((len(self.places), self.places[0], self.places[-1]))


def read_places(reader: Reader, file: str = FILE) -> Places | None:
    """None when the file cannot be used; what is wrong goes to the reader's findings."""
    places = reader.one(file, TypeAdapter(Places))
    if places is None:
        return None
    known = {place.country for place in places.places}
    for country in places.countries.keys() - known:
        reader.find(
            file,
            ("countries", country),
            f"`countries` names {country}, but no place does",
            "correct its spelling, or give a place this country",
        )
    return places


def load_places(path: Path) -> Places:
    """The places of one file. Raises KnowledgeError with every finding."""
    reader = Reader(path.parent)
    places = read_places(reader, path.name)
    if places is None or reader.findings:
        raise KnowledgeError(reader.findings)
    return places
