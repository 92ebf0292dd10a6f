"""A typed city or zone, confirmed by the local time there."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.chat import words
from bot.chat.screen import Button, Screen, in_rows
from bot.chat.turn import Turn
from bot.coaching.places import PlaceMatch, find_zones


def read_zone(turn: Turn, text: str) -> tuple[PlaceMatch, ...]:
    """The places a text may mean, best first; empty when it names none."""
    return find_zones(text, turn.knowledge.places)


def place_screen(turn: Turn, text: str, data: Callable[[str], str], other: Button) -> Screen:
    """Each place with its local time as a button; `data` makes the callback data for a zone."""
    matches = read_zone(turn, text)
    if not matches:
        return Screen(turn.messages.text("places.not_found"), ((other,),))
    buttons = [Button(_label(turn, match), data(match.zone)) for match in matches]
    key = "places.confirm" if len(matches) == 1 else "places.choose"
    now = words.clock_time(turn.now.astimezone(ZoneInfo(matches[0].zone)).time())
    text = turn.messages.text(key, place=matches[0].name, zone=matches[0].zone, now=now)
    return Screen(text, (*in_rows(buttons, 1), (other,)))


def _label(turn: Turn, match: PlaceMatch) -> str:
    now = words.clock_time(turn.now.astimezone(ZoneInfo(match.zone)).time())
    return turn.messages.label("places.option", place=match.name, now=now)
