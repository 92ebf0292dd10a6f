"""Claim what is due, send it, record what became of it. Nothing here is remembered between ticks."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.coaching import follow_up
from bot.reminders.delivery import Courier, Delivery, Failed, Gone, Held, Refused, Sent, Unknown, Wait
from bot.reminders.plan import Kind, plan
from bot.storage.records import Occurrence, Runner
from bot.storage.store import Store
from bot.storage.tx import Tx

log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=5)
"""Longer than a batch can take at the pace below, so that a lease only runs out when its process is gone."""
BATCH: Final = 50
PACE: Final = 1 / 25
"""Seconds between two sends: under Telegram's 30 messages a second for a whole bot."""
ATTEMPTS: Final = 6
BACK_OFF: Final = timedelta(seconds=20)
"""Doubled at each failed attempt: 20 s, 40 s ... 320 s, about ten minutes in all."""
LATEST: Final = {
    Kind.STRENGTH: timedelta(hours=3),
    Kind.LATER: timedelta(hours=3),
    Kind.CHECKIN: timedelta(hours=6),
    Kind.FOLLOW_UP: follow_up.LATEST,
    # A red flag that was ticked and left is delivered late rather than never; the rest its courier weighs.
    Kind.HALF_WAY: timedelta(hours=48),
}
"""A message later than this is not sent at an odd hour; the next one says so in a line."""


async def deliver_due(
    store: Store, courier: Courier, clock: Clock, owner: str, stopping: Callable[[], bool] = lambda: False
) -> int:
    """One batch: returns how many were claimed, so that the caller knows whether there may be more.

    When `stopping` turns true, and whenever it ends early, what was not yet begun is given back at once.
    """
    async with store.begin() as tx:
        batch = await tx.occurrences.claim(clock.now(), LEASE, owner, BATCH)
    left = deque(batch)
    try:
        while left and not stopping():
            if await _handle(store, courier, clock, owner, left.popleft()):
                await asyncio.sleep(PACE)
    finally:
        if left:
            await _give_back(store, owner, left)
    return len(batch)


async def _give_back(store: Store, owner: str, left: Iterable[Occurrence]) -> None:
    async with store.begin() as tx:
        for occurrence in left:
            await tx.occurrences.release(
                occurrence.id, owner, not_before=occurrence.not_before, count_attempt=False
            )


async def _handle(store: Store, courier: Courier, clock: Clock, owner: str, occurrence: Occurrence) -> bool:
    """True when a message left the house."""
    now = clock.now()
    if occurrence.lease_until is not None and now >= occurrence.lease_until:
        # The batch took longer than its lease: another process may be sending this one.
        return False
    async with store.read() as tx:
        runner = await tx.runners.get(occurrence.chat_id)
    if runner is None:
        return False
    if now - _ready_at(occurrence) > LATEST[Kind(occurrence.kind)]:
        delivery: Delivery | None = None
    else:
        try:
            delivery = await _try(courier, occurrence, runner, now)
        except asyncio.CancelledError:
            # Stopped while Telegram did not answer: it may have been sent.
            async with store.begin() as tx:
                await _record(tx, occurrence, runner, Unknown("stopped"), owner, clock.now())
            raise
    async with store.begin() as tx:
        await _record(tx, occurrence, runner, delivery, owner, clock.now())
    return delivery is not None and not isinstance(delivery, Held)


def _ready_at(occurrence: Occurrence) -> datetime:
    """What was told to wait, for a soreness check or by Telegram, is late only from then on."""
    return max(occurrence.due_at, occurrence.not_before or occurrence.due_at)


async def _try(courier: Courier, occurrence: Occurrence, runner: Runner, now: datetime) -> Delivery:
    try:
        return await courier.deliver(occurrence, runner, now)
    except Exception as error:
        # One bad row must not stop everyone's reminders: it is tried again, then laid aside.
        log.exception("occurrence %s could not be delivered", occurrence.id)
        return Failed(type(error).__name__)


async def _record(
    tx: Tx, occurrence: Occurrence, runner: Runner, delivery: Delivery | None, owner: str, now: datetime
) -> None:
    """What became of it and, in the same transaction, the next of its kind."""
    match delivery:
        case Wait(until):
            await tx.occurrences.release(occurrence.id, owner, not_before=until, count_attempt=False)
            return
        case Failed() if occurrence.attempts < ATTEMPTS:
            again = now + BACK_OFF * 2 ** (occurrence.attempts - 1)
            await tx.occurrences.release(occurrence.id, owner, not_before=again, count_attempt=True)
            return
    state, outcome, message_id = _result(delivery)
    if not await tx.occurrences.record(
        occurrence.id, owner, state=state, outcome=outcome, now=now, message_id=message_id
    ):
        log.warning("occurrence %s was taken over by another process", occurrence.id)
        return
    if isinstance(delivery, Gone):
        await tx.runners.set_active(runner.chat_id, False)
        log.info("occurrence %s: runner gone (%s)", occurrence.id, delivery.error)
        return
    # Read again: while the message was on its way the runner may have changed the days.
    current = await tx.runners.get(runner.chat_id)
    if current is not None:
        await plan(tx, current, now)


def _result(delivery: Delivery | None) -> tuple[str, str, int | None]:
    """State, outcome and message id to store."""
    match delivery:
        case None:
            return "missed", "too late", None
        case Sent(message_id):
            return "sent", "sent", message_id
        case Unknown(error):
            # A nudge is sent at most once: better one lost to a timeout than two in the chat.
            return "sent", f"unknown: {error}", None
        case Held(reason):
            return "held", reason, None
        case Gone(error):
            return "dead", f"gone: {error}", None
        case Refused(error) | Failed(error):
            return "dead", error, None
        case Wait():
            raise ValueError("a wait is not a result")
