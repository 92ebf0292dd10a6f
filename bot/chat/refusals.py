"""Why Telegram did not take a due message, by class. An unknown 400 or 403 disables nobody."""

from typing import Final

import aiohttp
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError, TimedOut

from bot.reminders.delivery import Delivery, Failed, Gone, Moved, Refused, Unknown

LEFT: Final = ("blocked", "deactivated", "kicked")
NO_CONNECTION: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""There was none yet, so the message cannot have left."""
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
        case NetworkError() if _may_have_arrived(error):
            return Unknown(text)
    return Unknown(text) if text == UNREADABLE else Failed(text)


def _may_have_arrived(error: NetworkError) -> bool:
    """Whether the message left and no answer came back. An answer of Telegram's (a 500) is one."""
    cause = error.__cause__
    if isinstance(cause, NO_CONNECTION):
        return False
    broken = cause is not None and not isinstance(cause, TelegramError)
    return broken or isinstance(error, TimedOut)
