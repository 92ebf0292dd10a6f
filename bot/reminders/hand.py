"""What a sender has in hand: the batch that it sends, and the beginning of the next one."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from datetime import timedelta
from types import TracebackType
from typing import Final, Self

from bot.clock import Clock
from bot.reminders.budget import PATIENCE
from bot.reminders.carrier import Carrier
from bot.reminders.delivery import Courier
from bot.reminders.pace import Pace
from bot.storage.records import Occurrence
from bot.storage.store import Store

LEASE: Final = timedelta(minutes=5)
"""Longer than what is in hand can take, so that a lease only runs out when its process is gone."""


class Hand:
    """Chats go side by side; the messages of a chat one after the other, whichever batch they came with.

    When the `with` block ends, what is on its way is waited for; after a cancellation it is cut off. What was
    not begun is given back: at once when `stopping` turns true, or one of them broke.
    """

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
        self._clock = clock
        self._owner = owner
        self._pace = pace
        self._stopping = stopping
        self._carrier = Carrier(store, courier, clock, owner, spread=pace.spread)
        self._chats: dict[int, list[Occurrence]] = {}
        self._waiting: deque[int] = deque()
        self._running: set[asyncio.Task[None]] = set()
        self._room = asyncio.Event()
        self._idle = asyncio.Event()
        self._failure: BaseException | None = None
        self._look()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        try:
            if isinstance(error, asyncio.CancelledError):
                await self._cut_off()
            else:
                await self.emptied()
        except asyncio.CancelledError:
            await self._cut_off()
            raise
        finally:
            await self._carrier.give_back()
        if error is None and self._failure is not None:
            raise self._failure

    @property
    def open(self) -> bool:
        """Whether anything more may begin."""
        return self._failure is None and not self._stopping()

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way."""
        return self._idle.is_set()

    @property
    def room(self) -> int:
        """How many may be claimed now."""
        return min(self._pace.batch, self._pace.in_hand - len(self._carrier.left))

    async def take(self) -> int:
        """Claim what there is room for, and begin to send it; returns how many.

        While Telegram wants the bot to wait nothing is claimed.
        """
        # Nothing is sent before its begin is on the disk, and the claim with it.
        async with self._store.hurried() as tx:
            if await tx.send_budget.ahead() > PATIENCE:
                return 0
            claimed = await tx.occurrences.claim(self._clock.now(), LEASE, self._owner, self.room)
        self._carrier.accept(claimed)
        self._put(claimed)
        return len(claimed)

    async def begun(self) -> None:
        """Return when all of it is on its way and there is room for more."""
        await self._room.wait()

    async def emptied(self) -> None:
        """Return when nothing is on its way any more."""
        await self._idle.wait()

    def _put(self, claimed: Iterable[Occurrence]) -> None:
        for occurrence in claimed:
            own = self._chats.get(occurrence.chat_id)
            if own is None:
                self._chats[occurrence.chat_id] = own = []
                self._waiting.append(occurrence.chat_id)
            own.append(occurrence)
        self._look()

    def _look(self) -> None:
        """Begin as many chats as may go side by side, once there is room for some of them together."""
        room = self._pace.side_by_side - len(self._running)
        if room >= min(self._pace.at_once, len(self._waiting)):
            for _ in range(min(room, len(self._waiting))):
                task = asyncio.create_task(self._chat(self._waiting.popleft()))
                self._running.add(task)
                task.add_done_callback(self._ended)
        _set(self._room, not self._waiting and self.room > 0)
        _set(self._idle, not self._running)

    async def _chat(self, chat_id: int) -> None:
        try:
            # It grows when the next batch has another one for this chat.
            for occurrence in self._chats[chat_id]:
                if not self.open:
                    return
                await self._carrier.carry(occurrence)
        finally:
            del self._chats[chat_id]

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        if not task.cancelled():
            self._failure = self._failure or task.exception()
        self._look()

    async def _cut_off(self) -> None:
        self._waiting.clear()
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


def _set(event: asyncio.Event, value: bool) -> None:
    event.set() if value else event.clear()
