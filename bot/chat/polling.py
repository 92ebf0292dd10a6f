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
    """Poll until cancelled. Raises InvalidToken; everything else is waited out.

    A webhook found at the start is removed. One that is set later is another program's: that is waited out.
    """
    offset: int | None = None
    wait = 1.0
    begun = False
    while True:
        try:
            updates = await bot.get_updates(offset=offset, timeout=HOLD, allowed_updates=ALLOWED)
        except InvalidToken:
            raise
        except TelegramError as error:
            if _webhook_is_set(error) and not begun and await _removed(bot):
                begun = True
                continue
            log.warning("%s", _explain(error))
            await asyncio.sleep(_seconds(error, wait))
            wait = min(wait * 2, LONGEST_WAIT)
            continue
        if updates and not await _kept(inbox, updates):
            await asyncio.sleep(wait)
            continue
        wait, begun = 1.0, True
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


def _webhook_is_set(error: TelegramError) -> bool:
    return isinstance(error, Conflict) and "webhook" in str(error).lower()


async def _removed(bot: Bot) -> bool:
    """Take away the webhook that an earlier start left: what waits there is polled from now on."""
    try:
        await bot.delete_webhook()
    except TelegramError as error:
        log.warning("the webhook could not be removed: %s", error)
        return False
    log.warning("a webhook was still set and is removed: WEBHOOK_URL is unset here, so updates are polled")
    return True


def _explain(error: TelegramError) -> str:
    if _webhook_is_set(error):
        return (
            "another program has set a webhook for this BOT_TOKEN: stop it, or start again here to remove it"
        )
    if isinstance(error, Conflict):
        return "another program is polling with the same BOT_TOKEN: stop it, or use a token of its own here"
    if isinstance(error, NetworkError):
        return f"no answer from the Bot API server ({error}); trying again"
    return f"the Bot API server said: {error}; trying again"


def _seconds(error: TelegramError, otherwise: float) -> float:
    return wait_of(error).total_seconds() if isinstance(error, RetryAfter) else otherwise
