"""What became of a due message, into the store: its row and the next of its kind, in one transaction."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from bot.reminders.delivery import (
    Delivery,
    Failed,
    Gone,
    Held,
    Missed,
    Moved,
    Refused,
    Sent,
    Unknown,
    Wait,
)
from bot.reminders.plan import SAFETY, plan_all
from bot.storage.occurrence_leases import Ended
from bot.storage.records import Occurrence
from bot.storage.stats import GONE
from bot.storage.tx import Tx

log = logging.getLogger(__name__)

ATTEMPTS: Final = 6
BACK_OFF: Final = timedelta(seconds=20)
"""Doubled at each failed attempt: 20 s, 40 s ... 320 s, about ten minutes in all."""


class Result(NamedTuple):
    """What became of an occurrence that this sender had claimed."""

    occurrence: Occurrence
    delivery: Delivery


async def record_all(tx: Tx, results: Sequence[Result], owner: str, now: datetime, spread: timedelta) -> None:
    """End the leases. What was taken over by another sender meanwhile is left to that one."""
    # Their rows first, and always in one order: two senders never wait for each other.
    # Read again, too: while a message was on its way its runner may have changed the days.
    runners = await tx.runners.of({one.occurrence.chat_id for one in results})
    ended = [one for one in map(_settled, results) if not await _again(tx, one, owner, now)]
    held = await tx.occurrences.record_all(owner, now, [_ended(one) for one in ended])
    planned = []
    for occurrence, delivery in ended:
        if occurrence.id not in held:
            log.warning("occurrence %s was taken over by another process", occurrence.id)
        elif isinstance(delivery, Gone):
            await _let_go(tx, occurrence, delivery)
        elif (runner := runners.get(occurrence.chat_id)) is not None:
            planned.append(runner)
    await plan_all(tx, planned, now, spread=spread)


def _settled(result: Result) -> Result:
    """Whether a safety message arrived is not known: rather twice than not at all."""
    occurrence, delivery = result
    if isinstance(delivery, Unknown) and occurrence.kind in SAFETY:
        return Result(occurrence, Failed(delivery.error))
    return result


async def _again(tx: Tx, result: Result, owner: str, now: datetime) -> bool:
    """Give the row back to be tried again; False when that was the last try."""
    occurrence, delivery = result
    match delivery:
        case Wait(until):
            await tx.occurrences.release(occurrence.id, owner, not_before=until, count_attempt=False)
            return True
        case Failed() if occurrence.attempts < ATTEMPTS:
            again = now + BACK_OFF * 2 ** (occurrence.attempts - 1)
            await tx.occurrences.release(occurrence.id, owner, not_before=again, count_attempt=True)
            return True
        case Moved(chat_id) if occurrence.attempts < ATTEMPTS:
            if await tx.occurrences.release(occurrence.id, owner, not_before=now, count_attempt=True):
                await tx.move(occurrence.chat_id, chat_id)
                log.info("occurrence %s: the chat has another id now", occurrence.id)
            return True
    return False


async def _let_go(tx: Tx, occurrence: Occurrence, gone: Gone) -> None:
    """Nothing more until the runner writes again, and then nothing of what fell due meanwhile."""
    await tx.runners.set_active(occurrence.chat_id, False)
    await tx.occurrences.cancel_planned(occurrence.chat_id)
    log.info("occurrence %s: runner gone (%s)", occurrence.id, gone.error)


def _ended(result: Result) -> Ended:
    return Ended(result.occurrence.id, *_stored(result.delivery))


def _stored(delivery: Delivery) -> tuple[str, str, int | None]:
    """State, outcome and message id to store."""
    match delivery:
        case Missed(reason):
            return "missed", reason, None
        case Sent(message_id):
            return "sent", "sent", message_id
        case Unknown(error):
            # A nudge is sent at most once: better one lost to a timeout than two in the chat.
            return "sent", f"unknown: {error}", None
        case Held(reason):
            return "held", reason, None
        case Gone(error):
            return "dead", f"{GONE}{error}", None
        case Refused(error) | Failed(error):
            return "dead", error, None
        case Moved():
            return "dead", "the chat moves on and on", None
        case Wait():
            raise ValueError("a wait is not a result")
