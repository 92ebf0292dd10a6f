"""A typed place, zone, abbreviation or offset -> time zones, spelling mistakes included.

Tried in this order: an IANA name, an offset from UTC, a word that means a zone, a place as it is spelled, a
place beside its country or other words, and last a place misspelled. Where a word means several zones, all of
them are returned: the runner knows which.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from bot.coaching.spelling import Spellings, Spot, normal, spellings
from bot.content.places import Places

_OFFSET: Final = re.compile(
    r"(?:^|\b(?:utc|gmt))\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?$", re.IGNORECASE | re.ASCII
)
_FIXED: Final = re.compile(r"Etc/GMT([+-])([1-9]\d?)")
_MINUS: Final = str.maketrans("\u2212\u2013\u2014", "---")
_LONGEST: Final = 100
_INSIDE: Final = 0.9
"""Score of a place that is spelled out between other words."""
_COUNTRY_ONLY: Final = 0.5
"""Score of a country's zones when the city beside its name is unknown."""

Found = tuple[float, tuple[Spot, ...]]


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place that may be meant. `score` is 1 for what was spelled out, less the more it was guessed."""

    name: str
    zone: str
    score: float


def find_zones(text: str, places: Places, *, limit: int = 3) -> tuple[PlaceMatch, ...]:
    """At most `limit` matches of different zones, best first; none for a text that names no place."""
    text = text.strip().translate(_MINUS)[:_LONGEST]
    known = spellings(places)
    score, spots = _zone_name(text) or _offset(text, places) or _in_words(_words(text, known), known)
    distinct = list({spot.zone: spot for spot in reversed(spots)}.values())[::-1][:limit]
    repeated = Counter(spot.name for spot in distinct)
    return tuple(
        PlaceMatch(_label(spot) if repeated[spot.name] > 1 else spot.name, spot.zone, round(score, 3))
        for spot in distinct
    )


def _label(spot: Spot) -> str:
    return f"{spot.name}, {spot.country}" if spot.country else f"{spot.name} ({spot.zone})"


@cache
def _zone_names() -> dict[str, str]:
    """Names with a region (`Europe/Berlin`): those without one are also words, abbreviations or countries."""
    return {zone.casefold(): zone for zone in available_timezones() if "/" in zone}


def _zone_name(text: str) -> Found | None:
    typed = re.sub(r"\s*/\s*", "/", text).replace(" ", "_").casefold()
    zone = _zone_names().get(typed)
    if zone is None:
        return None
    fixed = _FIXED.fullmatch(zone)
    # POSIX counts westwards: Etc/GMT-2 is two hours east of Greenwich.
    name = f"UTC{'+' if fixed[1] == '-' else '-'}{fixed[2]}" if fixed else zone.rpartition("/")[2]
    return 1.0, (Spot(name.replace("_", " "), zone, None),)


def _offset(text: str, places: Places) -> Found | None:
    """`UTC+2`, `GMT -3`, `+5:30`: a zone with that offset all year. Nothing for one that nobody keeps."""
    match = _OFFSET.search(text)
    if match is None:
        return None
    sign, hours, minutes = match[1], int(match[2]), int(match[3] or 0)
    if minutes:
        keepers = places.offsets.get(f"{sign}{hours:02}:{minutes:02}", {})
        return 1.0, tuple(Spot(name, zone, None) for name, zone in keepers.items())
    zone = f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours else "Etc/UTC"
    known = zone in _zone_names().values()
    return 1.0, (Spot(f"UTC{sign}{hours}" if hours else "UTC", zone, None),) if known else ()


def _words(text: str, known: Spellings) -> list[str]:
    """The words that may name a place; `Europe/Berln` names what stands after its region."""
    regions = {zone.partition("/")[0] for zone in _zone_names()}
    region, slash, rest = text.partition("/")
    words = normal(
        rest.rpartition("/")[2] if slash and region.strip().casefold() in regions else text
    ).split()
    if known.means(" ".join(words)):
        return words
    return [word for word in words if word not in known.fillers]


def _in_words(words: list[str], known: Spellings) -> Found:
    typed = " ".join(words)
    if spots := known.means(typed):
        return 1.0, spots
    return _beside_country(words, known) or _spelled_inside(words, known) or known.nearest(typed)


def _beside_country(words: list[str], known: Spellings) -> Found | None:
    """`london uk`, `Germany, Berln`: what is beside a country's name, looked for in that country first."""
    for cut in range(1, len(words)):
        for country, rest in ((words[cut:], words[:cut]), (words[:cut], words[cut:])):
            if " ".join(country) in known.countries:
                return _in_country(" ".join(rest), " ".join(country), known)
    return None


def _in_country(typed: str, country: str, known: Spellings) -> Found:
    """A city not in the country beside it is offered with the country; an unknown one leaves the country."""
    name = known.countries[country]
    exact = known.spots.get(typed, ())
    if here := tuple(spot for spot in exact if spot.country in (name, None)):
        return 1.0, here
    if exact:
        return _INSIDE, exact + known.spots[country]
    likeness, near = known.nearest(typed)
    here = tuple(spot for spot in near if spot.country == name)
    return (likeness, here) if here else (_COUNTRY_ONLY, known.spots[country])


def _spelled_inside(words: list[str], known: Spellings) -> Found | None:
    """Places one after the other and nothing else but words of two letters, such as `austin tx`."""
    spots: list[Spot] = []
    start = 0
    while start < len(words):
        ends = range(len(words), start, -1)
        end = next((end for end in ends if " ".join(words[start:end]) in known.spots), None)
        if end is not None:
            spots += known.spots[" ".join(words[start:end])]
        elif len(words[start]) > 2:
            return None
        start = end or start + 1
    return (_INSIDE, tuple(spots)) if spots else None
