"""Claim what is due, send it, record what became of it. Nothing here is remembered between ticks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.coaching import follow_up
from bot.coaching.quiet import comes_too_late_at_night
from bot.reminders.budget import PATIENCE
from bot.reminders.delivery import Courier, Delivery, Failed, Missed, NotBegun, Refused, Unknown
from bot.reminders.pace import Pace
from bot.reminders.plan import SAFETY, Kind
from bot.reminders.record import ATTEMPTS, Result, record_all
from bot.storage.patience import patiently
from bot.storage.records import Occurrence, Runner
from bot.storage.store import Store
from bot.storage.together import Together

log = logging.getLogger(__name__)
T = TypeVar("T")

LEASE: Final = timedelta(minutes=5)
"""Longer than a batch can take, so that a lease only runs out when its process is gone."""
LATEST: Final = {
    Kind.STRENGTH: timedelta(hours=3),
    Kind.LATER: timedelta(hours=3),
    Kind.CHECKIN: timedelta(hours=6),
    Kind.FOLLOW_UP: follow_up.LATEST,
    # A red flag that was ticked and left is delivered late rather than never; the rest its courier weighs.
    Kind.HALF_WAY: timedelta(hours=48),
}
"""A message later than this is not sent at an odd hour; the next one says so in a line."""
FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 10.0
"""Seconds between two tries while the store is away."""
GATHER: Final = 0.02
"""Seconds in which messages to begin, and results, gather for one transaction: little beside its sync."""
USUAL_PACE: Final = Pace()


async def deliver_due(
    store: Store,
    courier: Courier,
    clock: Clock,
    owner: str,
    *,
    pace: Pace = USUAL_PACE,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """One batch: returns how many were claimed, so that the caller knows whether there may be more.

    While Telegram wants the bot to wait nothing is claimed. When `stopping` turns true, what was not yet
    begun is given back at once.
    """
    async with store.begin() as tx:
        # Nothing is sent before its begin is on the disk, and the claim with it.
        await tx.hurry()
        if await tx.send_budget.ahead() > PATIENCE:
            return 0
        claimed = await tx.occurrences.claim(clock.now(), LEASE, owner, pace.batch)
    await _Batch(store, courier, clock, owner, pace, stopping).send(claimed)
    return len(claimed)


class _Batch:
    """What one sender claimed: chats side by side, the messages of a chat one after the other."""

    def __init__(
        self,
        store: Store,
        courier: Courier,
        clock: Clock,
        owner: str,
        pace: Pace,
        stopping: Callable[[], bool],
    ) -> None:
        self._store = store
        self._courier = courier
        self._clock = clock
        self._owner = owner
        self._pace = pace
        self._stopping = stopping
        self._room = asyncio.Semaphore(pace.side_by_side)
        self._left: dict[int, Occurrence] = {}
        self._begun: set[int] = set()
        self._begin = Together(self._begin_all, gather=GATHER)
        self._recording = Together(self._record_all, gather=GATHER)

    async def send(self, claimed: Sequence[Occurrence]) -> None:
        self._left = {occurrence.id: occurrence for occurrence in claimed}
        chats: dict[int, list[Occurrence]] = {}
        for occurrence in claimed:
            chats.setdefault(occurrence.chat_id, []).append(occurrence)
        try:
            await _side_by_side([self._chat(own) for own in chats.values()])
        except asyncio.CancelledError:
            await self._give_back()
            raise
        await self._give_back()

    async def _chat(self, occurrences: Iterable[Occurrence]) -> None:
        async with self._room:
            for occurrence in occurrences:
                if self._stopping():
                    return
                await self._one(occurrence)
                self._left.pop(occurrence.id)

    async def _one(self, occurrence: Occurrence) -> None:
        now = self._clock.now()
        if occurrence.lease_until is not None and now >= occurrence.lease_until:
            # The batch took longer than its lease: another process may be sending this one.
            return
        begun = await _waiting(partial(self._begin, occurrence))
        if begun is None:
            return
        occurrence, runner = begun
        self._begun.add(occurrence.id)
        if occurrence.attempts > ATTEMPTS:
            # Each time its sender died or could not record it: not once more, whoever's fault it is.
            delivery: Delivery = Refused("given up: what became of it was never recorded")
        elif reason := too_late(occurrence, runner, now):
            delivery = Missed(reason)
        else:
            delivery = await self._try(occurrence, runner, now)
        await self._record(occurrence, delivery)

    async def _try(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Delivery:
        try:
            return await self._courier.deliver(occurrence, runner, now)
        except NotBegun:
            raise
        except asyncio.CancelledError:
            # Stopped while Telegram did not answer: it may have been sent.
            self._left.pop(occurrence.id)
            await self._record(occurrence, Unknown("stopped"))
            raise
        except Exception as error:
            # One bad row must not stop everyone's reminders: it is tried again, then laid aside.
            log.exception("occurrence %s could not be delivered", occurrence.id)
            return Failed(type(error).__name__)

    async def _begin_all(self, claimed: Sequence[Occurrence]) -> list[tuple[Occurrence, Runner] | None]:
        """Each with its runner, if it is to be sent still: the runner may be gone, or the plan another."""
        async with self._store.begin() as tx:
            # In the same order as when results are recorded: two senders never wait for each other.
            runners = await tx.runners.of([one.chat_id for one in claimed])
            active = [one.id for one in claimed if one.chat_id in runners and runners[one.chat_id].active]
            attempts = await tx.occurrences.begin(self._owner, active)
        return [
            (replace(one, attempts=attempts[one.id]), runners[one.chat_id]) if one.id in attempts else None
            for one in claimed
        ]

    async def _record(self, occurrence: Occurrence, delivery: Delivery) -> None:
        """However long the store is away: what was sent and not recorded would be sent again."""
        result = Result(occurrence, delivery)
        try:
            await _waiting(partial(self._recording, result))
        except Exception:
            log.exception("occurrence %s: not recorded together with others; now by itself", occurrence.id)
            await self._record_alone(result)

    async def _record_alone(self, result: Result) -> None:
        try:
            await _waiting(partial(self._record_all, [result]))
        except Exception:
            # Its lease runs out; the others go on.
            log.exception("what became of occurrence %s could not be recorded", result.occurrence.id)

    async def _record_all(self, results: Sequence[Result]) -> Sequence[None]:
        async with self._store.begin() as tx:
            await record_all(tx, results, self._owner, self._clock.now(), self._pace.spread)
        return [None] * len(results)

    async def _give_back(self) -> None:
        await self._recording.finish()
        if not self._left:
            return
        async with self._store.begin() as tx:
            for occurrence in self._left.values():
                await tx.occurrences.release(
                    occurrence.id,
                    self._owner,
                    not_before=occurrence.not_before,
                    count_attempt=occurrence.id not in self._begun,
                )


def too_late(occurrence: Occurrence, runner: Runner, now: datetime) -> str | None:
    """Why it is not sent any more. What was told to wait, by a soreness check or by Telegram, is late only
    from then on; but at night nothing is sent for having waited.
    """
    kind = Kind(occurrence.kind)
    ready = max(occurrence.due_at, occurrence.not_before or occurrence.due_at)
    if now - ready > LATEST[kind]:
        return "too late"
    zone = ZoneInfo(runner.zone or "UTC")
    if kind not in SAFETY and comes_too_late_at_night(occurrence.due_at, now, zone):
        return "quiet hours"
    return None


async def _waiting(do: Callable[[], Awaitable[T]]) -> T:
    """Do it, as soon as the store is there."""
    return await patiently(do, first=FIRST_WAIT, longest=LONGEST_WAIT)


async def _side_by_side(work: Iterable[Awaitable[None]]) -> None:
    """All of it; when one fails or this is cancelled, the others are stopped first."""
    tasks = [asyncio.ensure_future(one) for one in work]
    if not tasks:
        return
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
