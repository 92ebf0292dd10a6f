"""Why Telegram did not take a due message, by class. An unknown 400 or 403 disables nobody."""

from typing import Final

import httpx
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError, TimedOut

from bot.reminders.delivery import Delivery, Failed, Gone, Moved, Refused, Unknown

LEFT: Final = ("blocked", "deactivated", "kicked")
NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""No connection was there yet: the message cannot have arrived."""
UNREADABLE: Final = "Invalid server response"
"""python-telegram-bot's words for a body that is no JSON, under a status that says that all is well."""


def classify(error: TelegramError) -> Delivery:
    """What to record for it. Waits (429, a token that is not known) are for the sender, not for the row."""
    text = str(error)
    match error:
        case Forbidden() if any(word in text.lower() for word in LEFT):
            return Gone(text)
        case BadRequest() if "chat not found" in text.lower():
            return Gone(text)
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case BadRequest() | Forbidden():
            return Refused(text)
        case NetworkError() if isinstance(error.__cause__, NOT_SENT):
            return Failed(text)
        case TimedOut():
            return Unknown(text)
        case NetworkError() if isinstance(error.__cause__, httpx.HTTPError) or _cut_off(error):
            # The connection broke after the message had left.
            return Unknown(text)
        case _:
            return Unknown(text) if text == UNREADABLE else Failed(text)


def _cut_off(error: NetworkError) -> bool:
    return False
