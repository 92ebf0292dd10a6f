"""/help and /cancel."""

from bot.chat import setup, soreness, soreness_left
from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn


async def on_help(turn: Turn) -> None:
    rows = ((Button(turn.messages.label("help.browse"), "t:"),),)
    await turn.send(Screen(turn.messages.text("help.text"), rows))


async def on_cancel(turn: Turn) -> None:
    """Back to the start state from anywhere."""
    if await soreness_left.leave(turn):
        return
    async with turn.store.begin() as tx:
        talk = await tx.conversations.get(turn.chat_id)
        await tx.conversations.clear(turn.chat_id)
    is_open = talk is not None and talk.step not in {soreness.SHOWN, setup.DONE}
    await turn.say("help.cancelled" if is_open else "help.nothing_open")
