"""Replies to Telegram: one place for its refusals, so that no handler has to know them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter

from bot.chat.screen import Screen
from bot.chat.telegram_bot import TelegramBot

log = logging.getLogger(__name__)
T = TypeVar("T")

FLOOD_WAITS = 5
"""How often one reply waits for Telegram's "retry after" before it gives up."""

NO_PREVIEW: Final = {"is_disabled": True}
"""LinkPreviewOptions of the Bot API."""


class TelegramOut:
    """Sends, edits and answers taps; waits when Telegram says so; forgives what cannot matter."""

    def __init__(self, bot: TelegramBot) -> None:
        self._bot = bot

    async def send(self, chat_id: int, screen: Screen, *, reply_to: int | None = None) -> int:
        """A new message; returns its id. Raises telegram.error.TelegramError for what waiting cannot mend."""
        return await patiently(lambda: self.send_once(chat_id, screen, reply_to=reply_to))

    async def send_once(
        self, chat_id: int, screen: Screen, *, reply_to: int | None = None, paid: bool = False
    ) -> int:
        """Send without waiting out a 429: for reminders, which have a row to wait in.

        `paid`: as a paid broadcast, 1000 a second, 0.1 Stars a message (Bot API, allow_paid_broadcast).
        """
        message = await self._bot.call(
            "sendMessage",
            chat_id=chat_id,
            **_shown(screen),
            reply_parameters={"message_id": reply_to, "allow_sending_without_reply": True}
            if reply_to
            else None,
            allow_paid_broadcast=True if paid else None,
        )
        return int(message["message_id"])

    async def edit(self, chat_id: int, message_id: int, screen: Screen) -> bool:
        """Edit in place. False when the message is gone or too old, so that the caller can send anew."""
        try:
            await patiently(
                lambda: self._bot.call(
                    "editMessageText", chat_id=chat_id, message_id=message_id, **_shown(screen)
                )
            )
        except BadRequest as error:
            return _already_so(error)
        return True

    async def drop_buttons(self, chat_id: int, message_id: int) -> None:
        """Take the buttons off a message that no longer asks anything; a missing message is fine."""
        try:
            await patiently(
                lambda: self._bot.call("editMessageReplyMarkup", chat_id=chat_id, message_id=message_id)
            )
        except BadRequest as error:
            log.debug("buttons stay on message %s: %s", message_id, error)

    async def answer_tap(
        self, callback_query_id: str, text: str | None = None, *, alert: bool = False
    ) -> None:
        """Stop the button's spinner. A query that is too old (after a restart) must never freeze a flow."""
        try:
            await patiently(
                lambda: self._bot.call(
                    "answerCallbackQuery",
                    callback_query_id=callback_query_id,
                    text=text,
                    show_alert=alert or None,
                )
            )
        except BadRequest as error:
            log.debug("tap not answered: %s", error)

    async def document(self, chat_id: int, content: bytes, filename: str, caption: str) -> None:
        await patiently(
            lambda: self._bot.send_document(
                chat_id, content, filename=filename, caption=caption, parse_mode=ParseMode.HTML
            )
        )


def _shown(screen: Screen) -> dict[str, Any]:
    return {
        "text": screen.text,
        "parse_mode": ParseMode.HTML.value,
        "reply_markup": screen.keyboard(),
        "link_preview_options": NO_PREVIEW,
    }


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Call, and on 429 wait exactly as told."""
    for _ in range(FLOOD_WAITS):
        try:
            return await call()
        except RetryAfter as flood:
            await asyncio.sleep(wait_of(flood).total_seconds())
    return await call()


def wait_of(flood: RetryAfter) -> timedelta:
    """How long Telegram wants us to wait."""
    wait = flood.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _already_so(error: BadRequest) -> bool:
    return "message is not modified" in str(error).lower()
