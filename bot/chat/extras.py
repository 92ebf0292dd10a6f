"""The optional questions around the check-in: what stands beneath its reply, and the taps on all of them."""

from datetime import date

from bot.chat import felt, lighter, performance, week
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.coaching.series_effect import Weighed
from bot.coaching.state import TriageCall
from bot.storage.records import Runner
from bot.storage.tx import Tx


async def beneath(tx: Tx, turn: Turn, runner: Runner, today: date, weighed: Weighed) -> Screen:
    """What the reply to a check-in asks besides; an empty text and no rows when it is nothing."""
    if weighed.change.triage is TriageCall.NOW:
        return Screen("")
    asked = [
        lighter.look_again(turn.messages, runner, weighed),
        await lighter.question(tx, turn, runner, today, weighed),
        # Whether walking is fine decides about the training, and its answer takes the whole message.
        None if weighed.change.ask_walking else await week.question(tx, turn.messages, runner, today),
    ]
    shown = [screen for screen in asked if screen]
    return Screen("\n\n".join(one.text for one in shown), tuple(row for one in shown for row in one.rows))


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """`j:felt:...`, `j:went:...`, `j:week:...`, `j:body:...`, `j:fewer:...`."""
    match args:
        case ("felt", day, kind, feel):
            await felt.on_tap(turn, day, kind, feel)
        case ("went", day, how):
            await performance.on_tap(turn, day, how)
        case ("week", monday, how):
            await week.on_tap(turn, monday, how)
        case ("body", monday, "tick" | "done" as action, chosen):
            await week.on_signs_tap(turn, monday, action, chosen)
        case ("fewer", advised, session, said):
            await lighter.on_tap(turn, advised, session, said)
        case _:
            await turn.toast("common.stale_gone")
