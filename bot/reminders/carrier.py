"""One message after it was claimed: begun, delivered, recorded; the store does each step for many at once."""

import logging
from asyncio import CancelledError
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from bot.clock import Clock
from bot.reminders.delivery import Courier, Delivery, Failed, Missed, NotBegun, Refused, Unknown
from bot.reminders.late import too_late
from bot.reminders.record import ATTEMPTS, Result, record_all
from bot.storage.patience import patiently
from bot.storage.records import Occurrence, Runner
from bot.storage.store import Store
from bot.storage.together import Together

log = logging.getLogger(__name__)
T = TypeVar("T")

FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 10.0
"""Seconds between two tries while the store is away."""
GATHER: Final = 0.03
"""Seconds in which results gather for one transaction: little beside its sync."""


class Carrier:
    """`left`: what it was given and has not brought to an end, by id."""

    def __init__(
        self, store: Store, courier: Courier, clock: Clock, owner: str, *, spread: timedelta
    ) -> None:
        self._store = store
        self._courier = courier
        self._clock = clock
        self._owner = owner
        self._spread = spread
        self.left: dict[int, Occurrence] = {}
        self._begun: set[int] = set()
        self._begin = Together(self._begin_all)
        self._recording = Together(self._record_all, gather=GATHER)

    def accept(self, claimed: Iterable[Occurrence]) -> None:
        """They will be carried, or are given back in the end."""
        self.left.update((occurrence.id, occurrence) for occurrence in claimed)

    async def carry(self, occurrence: Occurrence) -> None:
        """Raises what breaks it: then nobody has it until its lease runs out."""
        try:
            await self._one(occurrence)
        except CancelledError:
            raise
        except Exception:
            self._done(occurrence)
            raise
        self._done(occurrence)

    async def give_back(self) -> None:
        """What is left, once all that was sent is recorded. A try that sent nothing is not counted."""
        await self._recording.finish()
        if not self.left:
            return
        async with self._store.begin() as tx:
            for occurrence in self.left.values():
                await tx.occurrences.release(
                    occurrence.id,
                    self._owner,
                    not_before=occurrence.not_before,
                    count_attempt=occurrence.id not in self._begun,
                )

    def _done(self, occurrence: Occurrence) -> None:
        self.left.pop(occurrence.id, None)
        self._begun.discard(occurrence.id)

    async def _one(self, occurrence: Occurrence) -> None:
        now = self._clock.now()
        if occurrence.lease_until is not None and now >= occurrence.lease_until:
            # It took longer than its lease: another process may be sending this one.
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
        except CancelledError:
            # Stopped while Telegram did not answer: it may have been sent.
            self._done(occurrence)
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
        try:
            await _waiting(partial(self._recording, Result(occurrence, delivery)))
        except Exception:
            # Its lease runs out; the others go on.
            log.exception("what became of occurrence %s could not be recorded", occurrence.id)

    async def _record_all(self, results: Sequence[Result]) -> Sequence[None]:
        async with self._store.begin() as tx:
            await record_all(tx, results, self._owner, self._clock.now(), self._spread)
        return [None] * len(results)


async def _waiting(do: Callable[[], Awaitable[T]]) -> T:
    """Do it, as soon as the store is there."""
    return await patiently(do, first=FIRST_WAIT, longest=LONGEST_WAIT)
