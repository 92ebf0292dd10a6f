"""/help and /cancel."""

from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn


async def on_help(turn: Turn) -> None:
    rows = ((Button(turn.messages.label("help.browse"), "t:"),),)
    await turn.send(Screen(turn.messages.text("help.text"), rows))


async def on_cancel(turn: Turn) -> None:
    """Back to the start state from anywhere."""
    async with turn.store.begin() as tx:
        stopped = await tx.conversations.clear(turn.chat_id)
    await turn.say("help.cancelled" if stopped else "help.nothing_open")
