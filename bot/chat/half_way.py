"""A soreness check left half-way (protocol 8.2): its answers are kept a day, and somebody very sore is asked.

The answers stand in a row of their own, written with each of them, because any other flow may take the
place of the conversation.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.chat.runners import local_day, set_state, undo_state
from bot.coaching.answers import Flag, Location, PartialAnswers
from bot.coaching.outcome import Outcome
from bot.coaching.state import SWAP_FROM, Reason, TrainingState, after_half_way
from bot.coaching.triage import flagged
from bot.reminders.plan import Kind
from bot.storage.occurrence_leases import FIRST
from bot.storage.records import Conversation, Json, KeptCheck, Runner
from bot.storage.tx import Tx

KEPT: Final = timedelta(hours=24)
ASK_AFTER: Final = timedelta(hours=2)
"""Silence after which somebody very sore is asked whether to go on."""
OFFERED: Final = "offered_at"
"""In the data of a kept check, beside its answers."""
FLAGS: Final = frozenset(map(str, Flag))
PLACES: Final = frozenset(map(str, Location))


def told(data: Json) -> PartialAnswers:
    """What counts of half a check: flags, soreness, place. Another version's answers have any shape."""
    flags, soreness, place = data.get("flags"), data.get("soreness"), data.get("location")
    ticked = flags if isinstance(flags, list) else []
    known = frozenset(Flag(flag) for flag in ticked if isinstance(flag, str) and flag in FLAGS)
    scored = isinstance(soreness, int) and not isinstance(soreness, bool) and 0 <= soreness <= 10
    location = Location(place) if isinstance(place, str) and place in PLACES else None
    return PartialAnswers(flags=known, soreness=soreness if scored else None, location=location)


async def keep(tx: Tx, talk: Conversation, now: datetime) -> None:
    """Keep how far the check got, in the transaction of its answer, and plan to ask if it stays there."""
    kept = KeptCheck(talk.chat_id, talk.version, talk.step, talk.data, begun_at=now, answered_at=now)
    await tx.kept_checks.put(kept)
    await _cancel(tx, talk.chat_id)
    if await _is_to_be_asked(tx, talk):
        due = now + ASK_AFTER
        day = local_day(await tx.runners.get(talk.chat_id), due)
        await tx.occurrences.replan(talk.chat_id, Kind.HALF_WAY, day, due, priority=FIRST)


async def offered(tx: Tx, chat_id: int, now: datetime) -> None:
    """To go on with the kept check was offered, which a second tap must not do again."""
    kept = await tx.kept_checks.get(chat_id)
    if kept is not None:
        await tx.kept_checks.put(replace(kept, data={**kept.data, OFFERED: now.isoformat()}))


def offered_at(kept: KeptCheck) -> datetime | None:
    """When it was offered since its last answer."""
    at = datetime.fromisoformat(kept.data[OFFERED]) if OFFERED in kept.data else None
    return at if at is not None and at >= kept.answered_at else None


async def forget(tx: Tx, chat_id: int) -> None:
    """The check is finished or begun anew."""
    await _cancel(tx, chat_id)
    await tx.kept_checks.forget(chat_id)


async def put_down(tx: Tx, chat_id: int, data: Json, now: datetime) -> Runner | None:
    """The check is left: swap for now if 6 or more was told, and let go what waited for its outcome."""
    await release(tx, chat_id, now)
    runner = await tx.runners.get(chat_id)
    if runner is None:
        return None
    answers = told(data)
    change = after_half_way(TrainingState(runner.state), answers.soreness)
    if change.state == runner.state:
        return runner
    runner = await set_state(tx, runner, change.state, change.reason, now)
    return await tx.runners.update(chat_id, pool_only=answers.location is Location.SITBONE)


async def release(tx: Tx, chat_id: int, now: datetime) -> None:
    """A session that fell due during the check waits no longer (protocol 8.14)."""
    await tx.occurrences.bring_forward(chat_id, [Kind.STRENGTH, Kind.LATER], now)


async def take_back(tx: Tx, runner: Runner, outcome: Outcome, now: datetime) -> Runner:
    """The swap for the time being gives way to a milder outcome; a more serious one goes over it anyway."""
    if runner.state_rule != Reason.INTERIM or outcome >= Outcome.X:
        return runner
    return await undo_state(tx, runner, lambda event: bool(event.data["reason"] == Reason.INTERIM), now)


async def _is_to_be_asked(tx: Tx, talk: Conversation) -> bool:
    """Once a check from 6 up; a ticked red flag is delivered in any case."""
    answers = told(talk.data)
    if flagged(answers) is not None:
        return True
    if answers.soreness is None or answers.soreness < SWAP_FROM:
        return False
    kept = await tx.kept_checks.get(talk.chat_id)
    last = await tx.occurrences.last(talk.chat_id, Kind.HALF_WAY)
    return not (kept and last and last.sent_at is not None and last.sent_at >= kept.begun_at)


async def _cancel(tx: Tx, chat_id: int) -> None:
    """What is planned for the kept check. A message that is on its way keeps its row, to be tried again."""
    kept = await tx.kept_checks.get(chat_id)
    if kept is not None:
        await tx.occurrences.cancel_planned(chat_id, [Kind.HALF_WAY], due_after=kept.begun_at)
