"""The country of the emergency number in /settings: shown, chosen by button, or by a typed name or city."""

from typing import Final

from bot.chat.places import read_zone
from bot.chat.runners import told_zone
from bot.chat.screen import Button, Row, Screen, in_rows
from bot.chat.turn import Turn
from bot.coaching.emergency import country_code, country_of, find_countries
from bot.storage.records import Runner

BY_ZONE: Final = "zone"
"""The choice that forgets the country: the time zone decides again."""


def line(turn: Turn, runner: Runner) -> str:
    """What the coach would say in an emergency."""
    country = country_of(turn.knowledge.emergency, told_zone(runner), runner.country)
    if country is None:
        return turn.messages.text("settings.country_unknown")
    return turn.messages.text("settings.country_known", number=country.number, country=country.name)


def rows(turn: Turn) -> tuple[Row, ...]:
    """The countries that are offered without typing, and the way back to the time zone's."""
    by_zone = Button(turn.messages.label("settings.country_by_zone"), f"s:country:{BY_ZONE}")
    return (*_choices(turn, turn.knowledge.emergency.buttons, 2), (by_zone,))


def typed_screen(turn: Turn, text: str, back: Row) -> Screen | None:
    """The countries a text may mean, each with its number; None when it names no place at all."""
    numbers = turn.knowledge.emergency
    places = () if (found := find_countries(text, numbers)) else read_zone(turn, text)
    if not found and not places:
        return None
    codes = found or tuple(
        dict.fromkeys(code for place in places if (code := country_code(numbers, place.zone)))
    )
    key = "settings.choose_country" if codes else "settings.country_not_known"
    return Screen(turn.messages.text(key), (*_choices(turn, codes, 1), back))


def _choices(turn: Turn, codes: tuple[str, ...], width: int) -> tuple[Row, ...]:
    return in_rows((_button(turn, code) for code in codes), width)


def _button(turn: Turn, code: str) -> Button:
    country = turn.knowledge.emergency.countries[code]
    name = country.name[0].upper() + country.name[1:]
    label = turn.messages.label("settings.country_option", country=name, number=country.number)
    return Button(label, f"s:country:{code}")
