"""Long polling: an update is confirmed to Telegram only after it stands in the store."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.chat.inbox import Inbox
from bot.chat.telegram_out import wait_of
from bot.storage.unavailable import StoreUnavailable

log = logging.getLogger(__name__)

HOLD: Final = 25
"""Seconds Telegram holds an empty poll open."""
LONGEST_WAIT: Final = 30.0
ALLOWED: Final = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]


async def poll(bot: Bot, inbox: Inbox) -> None:
    """Poll until cancelled. Raises InvalidToken; everything else is waited out."""
    offset: int | None = None
    wait = 1.0
    while True:
        try:
            updates = await bot.get_updates(offset=offset, timeout=HOLD, allowed_updates=ALLOWED)
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("%s", _explain(error))
            await asyncio.sleep(_seconds(error, wait))
            wait = min(wait * 2, LONGEST_WAIT)
            continue
        if updates and not await _kept(inbox, updates):
            await asyncio.sleep(wait)
            continue
        wait = 1.0
        if updates:
            offset = updates[-1].update_id + 1


async def _kept(inbox: Inbox, updates: Sequence[Update]) -> bool:
    """False when the store refused: Telegram keeps the updates, and the same ones come again."""
    try:
        await inbox.receive(updates)
    except StoreUnavailable as error:
        log.warning("%s updates wait at Telegram: %s", len(updates), error)
        return False
    except Exception:
        log.exception("%s updates could not be stored; trying again", len(updates))
        return False
    return True


def _explain(error: TelegramError) -> str:
    if isinstance(error, Conflict):
        return "another program is polling with the same BOT_TOKEN: stop it, or use a token of its own here"
    if isinstance(error, NetworkError):
        return f"no answer from the Bot API server ({error}); trying again"
    return f"the Bot API server said: {error}; trying again"


def _seconds(error: TelegramError, otherwise: float) -> float:
    return wait_of(error).total_seconds() if isinstance(error, RetryAfter) else otherwise
