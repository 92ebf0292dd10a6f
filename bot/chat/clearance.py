"""The way out of a pause: cleared by a professional, or "you misunderstood me"."""

from bot.chat.physio import physio_row
from bot.chat.runners import set_state, undo_state
from bot.chat.screen import Button, Row, Screen
from bot.chat.turn import Turn
from bot.coaching.state import PAUSED, TrainingState, cleared
from bot.content.messages import Messages
from bot.storage.records import Runner
from bot.storage.tx import Tx

TOLD = "told-"
"""Reasons that come from a sentence, not from a check: those can be misread."""


def rows(messages: Messages, runner: Runner | None) -> tuple[Row, ...]:
    """The buttons for a paused runner; none for anyone else."""
    if runner is None or runner.state not in PAUSED:
        return ()
    buttons = [Button(messages.label("clearance.cleared"), "k:ask")]
    if (runner.state_rule or "").startswith(TOLD):
        buttons.append(Button(messages.label("clearance.misunderstood"), "k:mistake"))
    return tuple((button,) for button in buttons)


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """`k:ask` asks first, `k:yes` a professional said go, `k:mistake` it never happened, `k:no` leaves it."""
    match args:
        case ("ask",):
            await turn.toast()
            await turn.show(ask_screen(turn.messages))
        case ("yes",):
            await _leave(turn, mistake=False)
        case ("mistake",):
            await _leave(turn, mistake=True)
        case _:
            await turn.toast()
            await turn.show(Screen(turn.messages.text("clearance.stays")))


def ask_screen(messages: Messages) -> Screen:
    """Whether it was a professional who said so."""
    label = messages.label
    return Screen(
        messages.text("clearance.ask"),
        ((Button(label("clearance.yes"), "k:yes"),), (Button(label("clearance.not_yet"), "k:no"),)),
    )


async def _leave(turn: Turn, *, mistake: bool) -> None:
    async with turn.store.begin() as tx:
        runner = await tx.runners.get(turn.chat_id)
        paused = runner is not None and runner.state in PAUSED
        told = runner is not None and (runner.state_rule or "").startswith(TOLD)
        left = runner is not None and paused and (told or not mistake)
        if runner is not None and left:
            runner = await (_undo(tx, runner, turn) if mistake else _clear(tx, runner, turn))
    await turn.toast("common.noted" if left else "common.already")
    key = "done" if left and not mistake else "done_mistake" if left else "not_paused"
    if runner is not None and runner.state in PAUSED:
        key = "still_paused"
    offer = runner is not None and key == "done" and not runner.physio
    rows = (physio_row(turn.messages, runner),) if runner is not None and offer else ()
    await turn.show(Screen(turn.messages.text(f"clearance.{key}"), rows))


async def _clear(tx: Tx, runner: Runner, turn: Turn) -> Runner:
    change = cleared(TrainingState(runner.state))
    return await set_state(tx, runner, change.state, change.reason, turn.now)


async def _undo(tx: Tx, runner: Runner, turn: Turn) -> Runner:
    """Back to what a check or a check-in had set: only the sentence is taken back."""
    return await undo_state(tx, runner, lambda event: str(event.data["reason"]).startswith(TOLD), turn.now)
