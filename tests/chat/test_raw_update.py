"""An update is kept as Telegram sent it."""

import json
from typing import Any

from telegram import Bot, Update

from bot.chat.raw_update import raw_of, with_raw

CAME: dict[str, Any] = {
    "update_id": 3,
    "message": {
        "message_id": 5,
        "date": 1,
        "chat": {"id": 7, "type": "private"},
        "from": {"id": 7, "is_bot": False, "first_name": "Zoë"},
        "text": "sore \ud800 legs",
        "field_of_next_year": {"a": [1]},
    },
}


def test_what_is_kept_is_what_came_with_fields_that_the_library_does_not_know() -> None:
    update = Update.de_json(with_raw(CAME), Bot("1:x"))
    assert json.loads(raw_of(update)) == CAME
    assert update.message is not None
    assert update.message.text == "sore \ud800 legs"


def test_what_is_kept_is_read_as_the_same_update() -> None:
    update = Update.de_json(with_raw(CAME), Bot("1:x"))
    again = Update.de_json(json.loads(raw_of(update)), Bot("1:x"))
    assert update.message is not None
    assert again.message is not None
    assert again.update_id == update.update_id
    assert again.message.to_dict() == update.message.to_dict()


def test_an_update_that_was_made_here_is_taken_apart() -> None:
    update = Update.de_json(CAME, Bot("1:x"))
    assert json.loads(raw_of(update))["message"]["chat"]["id"] == 7
