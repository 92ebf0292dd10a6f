"""`python -m benchmarks.loop <url> <token>`: sends the text of one reminder again and again, and no more.

Reads lines `<first chat> <count> <side by side>`; what it did is seen at the server.
"""

import asyncio
import sys

from telegram import Bot
from telegram.constants import ParseMode

from bot.chat.due import reminder_rows
from bot.chat.screen import Screen
from bot.chat.session_text import plan_for, session_html
from bot.chat.telegram_out import NO_PREVIEW
from bot.chat.telegram_request import TelegramRequest
from bot.content.knowledge import default_folder
from bot.content.load import load

CONNECTIONS = 128


def _reminder() -> Screen:
    knowledge = load(default_folder())
    text = session_html(knowledge, plan_for(knowledge, None))
    return Screen(text, reminder_rows(knowledge, 1, walk_through=True, changed=False))


async def _send(bot: Bot, screen: Screen, chats: list[int], side_by_side: int) -> None:
    keyboard = screen.keyboard()

    async def one_after_the_other() -> None:
        while chats:
            await bot.send_message(
                chats.pop(),
                screen.text,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                link_preview_options=NO_PREVIEW,
            )

    await asyncio.gather(*(one_after_the_other() for _ in range(side_by_side)))


async def _run(url: str, token: str) -> None:
    screen = _reminder()
    async with Bot(token, base_url=f"{url}/bot", request=TelegramRequest(CONNECTIONS)) as bot:
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            first, count, side_by_side = map(int, line.split())
            await _send(bot, screen, list(range(first, first + count)), side_by_side)


if __name__ == "__main__":
    asyncio.run(_run(*sys.argv[1:]))
