"""`python -m benchmarks.echo <url> <token> <default|same>`: the bots that the coach is measured against.

`default`: as the library comes. `same`: the coach's transport, and as many updates side by side.
Text is said back; a tap is answered, and its message edited.
"""

import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.chat.inbox import SIDE_BY_SIDE
from bot.chat.telegram_request import TelegramRequest


async def _say_back(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


async def _tapped(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.callback_query:
        await update.callback_query.answer()
        await update.callback_query.edit_message_text(update.callback_query.data or "")


def main(url: str, token: str, kind: str) -> None:
    builder: Any = Application.builder().token(token).base_url(f"{url}/bot")
    if kind == "same":
        builder = (
            builder.request(TelegramRequest(SIDE_BY_SIDE))
            .get_updates_request(TelegramRequest(1))
            .concurrent_updates(SIDE_BY_SIDE)
        )
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, _say_back))
    application.add_handler(CallbackQueryHandler(_tapped))
    application.run_polling(drop_pending_updates=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
