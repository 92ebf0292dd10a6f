"""Spellings of places: made alike, kept with what they name, and found again with slips in them."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zoneinfo import available_timezones

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.content.places import Place, Places

# Letters with a stroke and the like, which Unicode does not take apart.
_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "_": " "}
)
_DROPPED: Final = re.compile(r"[.'`´‘’ʻʼ]")  # noqa: RUF001 (the apostrophes that people type)
_APART: Final = re.compile(r"\W+")
# Up to this many letters -> slips allowed: as many as keep ordinary words from turning into cities.
_SLIPS: Final = ((4, 0), (8, 1), (12, 2))
_MOST_SLIPS: Final = 3
_FIRST_LETTER_COUNTS: Final = 8


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in its zone."""

    name: str
    zone: str
    country: str | None


@dataclass(frozen=True, slots=True)
class Spellings:
    """Normalised spellings of places, and of countries (`countries`: -> as its places write it)."""

    spots: dict[str, tuple[Spot, ...]]
    countries: dict[str, str]
    meanings: dict[str, tuple[Spot, ...]]
    fillers: frozenset[str]
    ordinary: frozenset[str]

    def means(self, text: str) -> tuple[Spot, ...]:
        """What a text names without any slip: a word for a zone before a place of the same spelling."""
        return self.meanings.get(text) or self.spots.get(text, ())

    def nearest(self, text: str) -> tuple[float, tuple[Spot, ...]]:
        """What is spelled most like a text, and how like it is (0 to 1); nothing after too many slips."""
        if not text or text in self.ordinary:
            return 0.0, ()
        near = process.extract(
            text, self.spots.keys(), scorer=OSA.distance, score_cutoff=_MOST_SLIPS, limit=None
        )
        forgiven = [(slips, spelling) for spelling, slips, _ in near if _forgivable(text, spelling, slips)]
        if not forgiven:
            return 0.0, ()
        fewest = min(slips for slips, _ in forgiven)
        best = [spelling for slips, spelling in forgiven if slips == fewest]
        likeness = 1 - fewest / max(len(text), *map(len, best))
        return likeness, tuple(spot for spelling in best for spot in self.spots[spelling])


def normal(text: str) -> str:
    """Small letters without accents, one blank between words: "Saint-Étienne" is "st etienne"."""
    plain = _DROPPED.sub("", text).casefold().translate(_LETTERS)
    letters = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    words = _APART.sub(" ", letters).split()
    return " ".join("st" if word in ("saint", "sankt") else word for word in words)


@lru_cache(maxsize=2)
def spellings(places: Places) -> Spellings:
    """Everything that can be typed, ready to be looked up."""
    countries = _countries(places)
    return Spellings(
        spots=_spots(places, countries),
        countries=countries,
        meanings={
            normal(word): tuple(Spot(name, zone, None) for name, zone in zones.items())
            for word, zones in places.meanings.items()
        },
        fillers=frozenset(normal(word) for word in places.fillers),
        ordinary=frozenset(normal(word) for word in places.ordinary),
    )


def _countries(places: Places) -> dict[str, str]:
    named = {normal(place.country): place.country for place in places.places if place.country}
    return named | {normal(alias): country for country, names in places.countries.items() for alias in names}


def _spots(places: Places, countries: dict[str, str]) -> dict[str, tuple[Spot, ...]]:
    """Places as the file orders them, then a country's, then what only the zone database names."""
    found: defaultdict[str, list[Spot]] = defaultdict(list)
    members: defaultdict[str, list[Spot]] = defaultdict(list)
    for place in places.places:
        spot = Spot(place.name, place.zone, place.country)
        members[place.country or ""].append(spot)
        for spelling in _of(place):
            _add(found[spelling], [spot])
    for spelling, country in countries.items():
        _add(found[spelling], members[country])
    for zone in _own_cities(places.not_offered):
        name = zone.rpartition("/")[2].replace("_", " ")
        _add(found[normal(name)], [Spot(name, zone, None)])
    return {spelling: tuple(spots) for spelling, spots in found.items()}


def _of(place: Place) -> set[str]:
    return {normal(name) for name in (place.name, *place.aliases)}


def _add(spots: list[Spot], more: Iterable[Spot]) -> None:
    """One spot a zone: a second place with the same clock would only be one more button."""
    for spot in more:
        if all(spot.zone != other.zone for other in spots):
            spots.append(spot)


def _own_cities(not_offered: frozenset[str]) -> list[str]:
    """Zones named after a city: `Region/City`, not `US/Eastern`, `Etc/GMT-2` or `Japan`."""
    regions = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe"}
    regions |= {"Indian", "Pacific"}
    return sorted(z for z in available_timezones() - not_offered if z.partition("/")[0] in regions)


def _forgivable(text: str, spelling: str, slips: int) -> bool:
    """Short names are near to too many words; and hardly anybody mistakes the first letter."""
    longer = max(len(text), len(spelling))
    allowed = next((most for letters, most in _SLIPS if longer <= letters), _MOST_SLIPS)
    return slips <= allowed and (longer > _FIRST_LETTER_COUNTS or text[0] == spelling[0])
