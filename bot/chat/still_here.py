"""A tap on "I'm here" after a week of silence."""

from bot.chat import checkin, silence
from bot.chat.runners import day_of_checkin
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.reminders.plan import replan


async def on_tap(turn: Turn, _: tuple[str, ...]) -> None:
    """`h:`, "I'm here": today's question comes in its place, and the reminders after one check-in."""
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
        asked = runner.silent_since is not None
        if asked and runner.here_at is None:
            runner = await tx.runners.update(turn.chat_id, here_at=turn.now)
            await replan(tx, runner, turn.now)
        runner = await silence.come_back(tx, runner, turn.now)
    await turn.toast("common.noted" if asked else "common.already")
    if runner.silent_since is None:
        await turn.show(Screen(turn.messages.text("silence.back")))
        return
    question = checkin.question(turn.knowledge, day_of_checkin(runner, turn.now), runner.state)
    welcome = turn.messages.text("silence.welcome")
    await turn.show(Screen(f"{welcome}\n\n{question.text}", question.rows))
