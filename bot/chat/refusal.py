""" "I'll race anyway": the risk once, no argument, the pauses stay, and an offer to log (protocol 8.9)."""

from datetime import datetime, timedelta
from typing import Final

from bot.answering.refusal import Refusal
from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn
from bot.coaching.outcome import Outcome
from bot.coaching.state import PAUSED, Reason, TrainingState, follows_physio
from bot.storage.records import Json, Runner
from bot.storage.tx import Tx

EVENT: Final = "refused"
ADVISED_WITHIN: Final = timedelta(days=3)
"""How long the outcome of a check is advice that can be refused, whatever the state has become."""
SAID_WITHIN: Final = timedelta(days=7)
"""How long the risk counts as said."""
TRIAGES_READ: Final = 20
REFUSED_READ: Final = 20


async def on_refusal(turn: Turn, refusal: Refusal) -> bool:
    """True when there is advice to refuse; without any the words are a question like others."""
    async with turn.store.begin() as tx:
        runner = await tx.runners.get(turn.chat_id)
        if runner is None or not await _is_advised(tx, runner, turn.now):
            return False
        said = await _was_said(tx, turn)
        await tx.events.add(turn.chat_id, turn.now, EVENT, _noted(turn))
    await turn.send(_screen(turn, refusal, said=said))
    return True


async def _is_advised(tx: Tx, runner: Runner, now: datetime) -> bool:
    """Training is swapped or paused, or a check of the last days said so and no professional since."""
    state = TrainingState(runner.state)
    if state is TrainingState.SWAP or state in PAUSED:
        return True
    if runner.state_rule == Reason.CLEARED:
        return False
    recent = await tx.triages.recent(runner.chat_id, TRIAGES_READ)
    outcomes = [Outcome(one.outcome) for one in recent if now - one.completed_at <= ADVISED_WITHIN]
    return any(
        outcome >= Outcome.X and not follows_physio(state, outcome, physio=runner.physio)
        for outcome in outcomes
    )


async def _was_said(tx: Tx, turn: Turn) -> bool:
    """Whether the risk was told already; the same message handled a second time is no second refusal."""
    events = await tx.events.recent(turn.chat_id, REFUSED_READ, kind=EVENT)
    return any(turn.now - event.at <= SAID_WITHIN and event.data != _noted(turn) for event in events)


def _noted(turn: Turn) -> Json:
    return {"message": turn.message.message_id if turn.message else None}


def _screen(turn: Turn, refusal: Refusal, *, said: bool) -> Screen:
    log = ((Button(turn.messages.label("refusal.log"), "c:ask"),),)
    if said:
        return Screen(turn.messages.text("refusal.again"), log)
    return Screen(turn.messages.text("refusal.masking" if refusal == "masking" else "refusal.risk"), log)
