"""The command menu and the description that Telegram shows before anybody has written."""

import logging

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, TelegramError

from bot.chat.coach import Coach
from bot.content.messages import Messages

log = logging.getLogger(__name__)


async def introduce(bot: Bot, coach: Coach) -> None:
    """Set both; a refusal here must not keep anybody from an answer."""
    messages = coach.knowledge.messages
    everyone = _commands(messages, "help.commands.")
    operators = [*everyone, *_commands(messages, "operators.commands.")]
    try:
        await bot.set_my_commands(everyone)
        for chat_id in coach.admin_ids:
            await _show(bot, chat_id, operators)
        await bot.set_my_description(messages.label("help.about"))
        await bot.set_my_short_description(messages.label("help.about_short"))
    except TelegramError as error:
        log.warning("the command menu could not be set: %s", error)


async def _show(bot: Bot, chat_id: int, commands: list[BotCommand]) -> None:
    """The operators' own menu; one who never wrote to the coach has no chat yet."""
    try:
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id))
    except BadRequest as error:
        log.info("no menu for operator %s yet: %s", chat_id, error)


def _commands(messages: Messages, prefix: str) -> list[BotCommand]:
    """The command menu in the order of the file."""
    return [
        BotCommand(message.key.removeprefix(prefix), messages.label(message.key))
        for message in messages
        if message.key.startswith(prefix)
    ]
