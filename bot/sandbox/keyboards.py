"""Keyboards under a message: what Telegram takes and what it refuses."""

from collections.abc import Callable
from typing import Final

from bot.sandbox.params import Params
from bot.sandbox.records import Json
from bot.sandbox.refusal import Refusal, bad_request

LONGEST_DATA: Final = 64
MOST_BUTTONS: Final = 100
_UNSUPPORTED: Final = ("web_app", "login_url", "switch_inline_query", "callback_game", "pay")


def read_markup(params: Params) -> tuple[Json | None, Json | None]:
    """The inline keyboard, which is part of the message, and the reply keyboard, for the page only."""
    markup = params.mapping("reply_markup")
    if not markup:
        return None, None
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"]), None
    if "keyboard" in markup:
        return None, {**markup, "keyboard": _rows(markup["keyboard"], _reply_button)}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return None, markup
    raise bad_request("object expected as reply markup")


def _inline(rows: object) -> Json | None:
    checked = _rows(rows, _inline_button)
    if sum(len(row) for row in checked) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": checked} if checked else None


def _rows(rows: object, check: Callable[[object], Json]) -> list[list[Json]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup: expected an Array of Arrays of buttons")
    checked = [[check(button) for button in row] for row in rows]
    return [row for row in checked if row]


def _inline_button(button: object) -> Json:
    checked = _labelled(button)
    if "callback_data" in checked:
        size = len(str(checked["callback_data"]).encode())
        if not 1 <= size <= LONGEST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "url" in checked:
        if not str(checked["url"]).startswith(("http://", "https://", "tg://")):
            raise bad_request(f"inline keyboard button URL '{checked['url']}' is invalid: Wrong HTTP URL")
    elif not isinstance(checked.get("copy_text"), dict):
        raise _without_action(checked)
    return checked


def _without_action(button: Json) -> Refusal:
    if any(kind in button for kind in _UNSUPPORTED):
        return bad_request("BUTTON_TYPE_INVALID")
    return bad_request(
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
    )


def _reply_button(button: object) -> Json:
    return {"text": button} if isinstance(button, str) and button else _labelled(button)


def _labelled(button: object) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad_request('can\'t parse keyboard button: Field "text" must be non-empty')
    return button
