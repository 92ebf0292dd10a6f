"""What became of a due message, into the store: its row and the next of its kind in one transaction."""

import logging
from datetime import datetime, timedelta
from typing import Final

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
from bot.reminders.plan import SAFETY, plan
from bot.storage.records import Occurrence
from bot.storage.stats import GONE
from bot.storage.tx import Tx

log = logging.getLogger(__name__)

ATTEMPTS: Final = 6
BACK_OFF: Final = timedelta(seconds=20)
"""Doubled at each failed attempt: 20 s, 40 s ... 320 s, about ten minutes in all."""


async def record(
    tx: Tx, occurrence: Occurrence, delivery: Delivery, owner: str, now: datetime, spread: timedelta
) -> None:
    """End the lease. What was taken over by another sender meanwhile is left to that one."""
    if isinstance(delivery, Unknown) and occurrence.kind in SAFETY:
        # Whether it arrived is not known: rather twice than not at all.
        delivery = Failed(delivery.error)
    if await _again(tx, occurrence, delivery, owner, now):
        return
    state, outcome, message_id = _result(delivery)
    if not await tx.occurrences.record(
        occurrence.id, owner, state=state, outcome=outcome, now=now, message_id=message_id
    ):
        log.warning("occurrence %s was taken over by another process", occurrence.id)
        return
    if isinstance(delivery, Gone):
        await _let_go(tx, occurrence, delivery)
        return
    # Read again: while the message was on its way the runner may have changed the days.
    current = await tx.runners.get(occurrence.chat_id)
    if current is not None:
        await plan(tx, current, now, spread=spread)


async def _again(tx: Tx, occurrence: Occurrence, delivery: Delivery, owner: str, now: datetime) -> bool:
    """Give the row back to be tried again; False when that was the last try."""
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


def _result(delivery: Delivery) -> tuple[str, str, int | None]:
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
