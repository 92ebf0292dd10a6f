"""What runners write and tap, as Telegram hands it over."""

import random
import time
from datetime import date
from typing import Any

from bot.content.knowledge import default_folder
from bot.content.load import load

Json = dict[str, Any]
ASKED_AT = 4711
"""The number of the message whose button is tapped."""


def questions(count: int, dice: random.Random) -> list[str]:
    """Phrasings of the knowledge with one wrong letter each, so that no question is an exact repeat."""
    entries = load(default_folder()).entries.values()
    phrasings = [phrasing for entry in entries for phrasing in entry.phrasings]
    return [_mistyped(dice.choice(phrasings), dice) for _ in range(count)]


def writes(chat: int, text: str) -> Json:
    """Without its number, which the server gives."""
    return {"message": {**_message(chat, chat), "text": text}}


def taps_score(chat: int, day: date, score: int) -> Json:
    """The answer to the check-in's question."""
    return {
        "callback_query": {
            "id": str(chat),
            "from": _person(chat),
            "chat_instance": "1",
            "message": {**_message(ASKED_AT, chat), "text": "How sore?"},
            "data": f"c:{day:%Y%m%d}:{score}",
        }
    }


def _person(chat: int) -> Json:
    return {"id": chat, "is_bot": False, "first_name": "Runner"}


def _message(number: int, chat: int) -> Json:
    return {
        "message_id": number,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "private", "first_name": "Runner"},
        "from": _person(chat),
    }


def _mistyped(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text))
    return text[:at] + dice.choice("abcdefghijklmnopqrstuvwxyz ") + text[at + 1 :]
