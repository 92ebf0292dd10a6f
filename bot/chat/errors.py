"""What nobody foresaw: written to the log with the update's number, told to the runner in a kind line."""

import contextlib
import logging

from telegram import Update
from telegram.error import Forbidden, TelegramError

from bot.chat.coach import Coach
from bot.chat.screen import Screen

log = logging.getLogger(__name__)


async def report(coach: Coach, update: Update, error: Exception) -> None:
    """Log the error and say sorry. Telling may fail as well; that must not hide the error."""
    if isinstance(error, Forbidden):
        log.info("update %s: the runner has blocked the coach", update.update_id)
        return
    log.error("update %s failed", update.update_id, exc_info=error)
    with contextlib.suppress(TelegramError):
        await _apologise(coach, update)


async def _apologise(coach: Coach, update: Update) -> None:
    messages = coach.knowledge.messages
    if update.callback_query is not None:
        await coach.out.answer_tap(update.callback_query.id, messages.label("fallback.error_tap"), alert=True)
    elif update.effective_chat is not None:
        await coach.out.send(update.effective_chat.id, Screen(messages.text("fallback.error")))
