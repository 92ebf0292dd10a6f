"""A check that is left for something else. The outcome of a red flag ticked in it is not lost on the way."""

from datetime import datetime, timedelta
from typing import Final

from bot.chat import half_way, soreness
from bot.chat.runners import local_day
from bot.chat.screen import Screen
from bot.chat.soreness_screens import outcome_screen
from bot.chat.turn import Turn
from bot.coaching.outcome import Outcome
from bot.coaching.triage import Verdict
from bot.content.knowledge import Knowledge
from bot.reminders.plan import Kind
from bot.storage.occurrence_leases import FIRST
from bot.storage.records import Conversation, KeptCheck
from bot.storage.tx import Tx

AGAIN_AFTER: Final = timedelta(minutes=1)
"""When an outcome that could not be sent comes by itself."""
_UNSENT: Final = frozenset({"planned", "leased"})


async def leave(turn: Turn) -> bool:
    """End an open check for something else, as Stop would. False when none was open."""
    async with turn.store.begin() as tx:
        talk = await tx.conversations.get(turn.chat_id)
        outcome = await _outcome(tx, turn, talk)
        stopped = None
        if talk is not None and outcome is None and soreness.is_asking(talk):
            stopped = await soreness.stop(tx, turn, talk)
    if outcome is not None:
        await _deliver(turn, outcome)
    elif stopped is not None:
        await turn.send(stopped)
    return outcome is not None or stopped is not None


async def put_down(turn: Turn) -> bool:
    """The same without a word. True when a ticked red flag's outcome was sent nevertheless."""
    async with turn.store.begin() as tx:
        talk = await tx.conversations.get(turn.chat_id)
        outcome = await _outcome(tx, turn, talk)
        if talk is not None and outcome is None and soreness.is_asking(talk):
            await tx.conversations.clear(turn.chat_id, talk.token)
            await half_way.put_down(tx, turn.chat_id, talk.data, turn.now)
    if outcome is not None:
        await _deliver(turn, outcome)
    return outcome is not None


async def outcome_again(tx: Tx, knowledge: Knowledge, kept: KeptCheck) -> Screen | None:
    """The outcome of a check that was concluded, to be sent once more."""
    triage = await tx.triages.get(kept.data["triage"])
    runner = await tx.runners.get(kept.chat_id)
    if triage is None or runner is None:
        return None
    verdict = Verdict(Outcome(triage.outcome), triage.rule)
    return outcome_screen(knowledge, runner, triage.answers, verdict, triage.id, doubtful=False)


async def keep_outcome(tx: Tx, chat_id: int, begun_at: datetime, now: datetime) -> None:
    """Keep the newest check's until it was sent. `begun_at`: what was planned before is not of this check."""
    (triage,) = await tx.triages.recent(chat_id, 1)
    data = {"triage": triage.id}
    await tx.kept_checks.put(
        KeptCheck(chat_id, soreness.VERSION, soreness.SHOWN, data, begun_at=begun_at, answered_at=now)
    )


async def _outcome(tx: Tx, turn: Turn, talk: Conversation | None) -> Screen | None:
    """A ticked red flag's, or one whose message did not leave. Planned to come by itself in a minute."""
    if talk is None or talk.flow != soreness.FLOW:
        return None
    if talk.step == soreness.SHOWN:
        return await _unsent(tx, turn)
    screen = await soreness.deliver_flag(tx, turn, talk)
    if screen is not None:
        await keep_outcome(tx, turn.chat_id, turn.now, turn.now)
        due = turn.now + AGAIN_AFTER
        day = local_day(await tx.runners.get(turn.chat_id), due)
        await tx.occurrences.replan(turn.chat_id, Kind.HALF_WAY, day, due, priority=FIRST)
    return screen


async def _unsent(tx: Tx, turn: Turn) -> Screen | None:
    kept = await tx.kept_checks.get(turn.chat_id)
    last = await tx.occurrences.last(turn.chat_id, Kind.HALF_WAY)
    if kept is None or kept.step != soreness.SHOWN or last is None or last.state not in _UNSENT:
        return None
    return await outcome_again(tx, turn.knowledge, kept)


async def _deliver(turn: Turn, outcome: Screen) -> None:
    await turn.send(outcome)
    async with turn.store.begin() as tx:
        await half_way.forget(tx, turn.chat_id)
