"""Time zone and chosen country -> the emergency number, and the texts with it filled in.

Source: the triage protocol, section 4 (outcome E) and 8.17. Nothing here raises: these are the texts that
matter most, so an unknown zone or a country that the file no longer has only makes the line more general.
"""

from difflib import get_close_matches
from typing import Final

from bot.content.emergency import EmergencyCountry, EmergencyNumbers, Line
from bot.content.zone_countries import zone_countries

_CLOSE: Final = 0.8
_BEGUN: Final = 3
"""Letters that are enough to begin a country's name with."""


def country_code(numbers: EmergencyNumbers, zone: str | None, chosen: str | None = None) -> str | None:
    """The code of the chosen country, else of the zone's; None when there is no number for it."""
    if chosen in numbers.countries:
        return chosen
    if not zone:
        return None
    region = f"{zone.partition('/')[0]}/"
    older = numbers.older_zones
    code = zone_countries().get(zone) or older.get(zone) or older.get(region)
    return code if code in numbers.countries else None


def country_of(
    numbers: EmergencyNumbers, zone: str | None, chosen: str | None = None
) -> EmergencyCountry | None:
    """Like `country_code`, with the number."""
    code = country_code(numbers, zone, chosen)
    return numbers.countries[code] if code else None


def number_line(line: Line, numbers: EmergencyNumbers, zone: str | None, chosen: str | None = None) -> str:
    """The number as Markdown: the country's, 112 for a zone without one, or the list for no zone."""
    country = country_of(numbers, zone, chosen)
    if country is not None:
        return line.here.replace("{number}", country.number).replace("{country}", country.name)
    return line.unknown if zone else line.list


def with_number(
    text: str, numbers: EmergencyNumbers, zone: str | None = None, chosen: str | None = None
) -> str:
    """A Markdown text with `{emergency}` and `{emergency_brief}` filled in."""
    for placeholder, line in (
        ("{emergency}", numbers.lines["call"]),
        ("{emergency_brief}", numbers.lines["brief"]),
    ):
        if placeholder in text:
            text = text.replace(placeholder, number_line(line, numbers, zone, chosen))
    return text


def find_countries(text: str, numbers: EmergencyNumbers, *, limit: int = 4) -> tuple[str, ...]:
    """The countries that a typed name, code or beginning of a name may mean; small slips are forgiven."""
    typed = " ".join(text.casefold().strip(" .!").split())
    names = _names(numbers)
    if typed in names:
        return (names[typed],)
    begun = [name for name in names if len(typed) >= _BEGUN and name.startswith(typed)]
    close = get_close_matches(typed, names, n=limit, cutoff=_CLOSE)
    return tuple(dict.fromkeys(names[name] for name in begun or close))[:limit]


def _names(numbers: EmergencyNumbers) -> dict[str, str]:
    """Every name a country may be typed by -> its code."""
    return {
        name.casefold(): code
        for code, country in numbers.countries.items()
        for name in (country.name, *country.also)
    }
