"""In groups the coach speaks only when spoken to, and keeps health matters for the private chat."""

import re

from bot.chat import help, questions
from bot.chat.turn import Turn

PUBLIC = {"help", "start"}


async def on_message(turn: Turn) -> None:
    message = turn.message
    if message is None or turn.update.edited_message is not None:
        return
    text = turn.words
    mention = re.compile(rf"@{re.escape(turn.coach.username)}\b", re.IGNORECASE)
    if text.startswith("/"):
        await _on_command(turn, text)
    elif mention.search(text):
        await questions.on_question(turn, mention.sub("", text).strip())
    elif _is_reply_to_coach(turn):
        await questions.on_question(turn, text)


async def _on_command(turn: Turn, text: str) -> None:
    """Only a command addressed to the coach, and only what may be said in front of others."""
    first, _, payload = text.partition(" ")
    command, _, addressed = first[1:].partition("@")
    if addressed.lower() != turn.coach.username.lower():
        return
    if command.lower() == "start" and await questions.show_entry(turn, payload.strip()):
        return
    if command.lower() in PUBLIC:
        await help.on_help(turn)
    else:
        await turn.say("fallback.private_only", username=turn.coach.username)


def _is_reply_to_coach(turn: Turn) -> bool:
    replied = turn.message.reply_to_message if turn.message else None
    author = replied.from_user if replied else None
    return author is not None and author.username == turn.coach.username
