"""When a message may leave: Telegram's limits for the whole bot, which all senders share, and for a chat."""

import asyncio
import math
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.reminders.pace import Pace
from bot.storage.send_budget import AHEAD, BURST
from bot.storage.store import Store

PATIENCE: Final = 5.0
"""Seconds that a message waits for its turn with its sender; for a longer wait it goes back into its row."""
CHAT_EVERY: Final = timedelta(seconds=1)
"""Between two messages to one chat."""
LOOK_AGAIN: Final = 0.05
ENOUGH: Final = 0.125
"""Seconds booked ahead with which a sender waits before it books more, so that each gets its turn."""
FEW: Final = 1000
"""Chats remembered before those whose second has passed are forgotten."""
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class Budget:
    """One sender's view of the shared budget: it books for all that wait here in one statement."""

    def __init__(self, store: Store, pace: Pace, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._rate = pace.rate
        self._slots: deque[float] = deque()
        self._latest = 0.0
        self._waiting = 0
        self._holds = 0
        self._booking = asyncio.Lock()
        self._chats: dict[int, datetime] = {}

    async def turn(self, chat_id: int) -> timedelta | None:
        """Wait until a message to the chat may leave: None when it may, else how long it is to be put off.

        Messages of one chat ask one after the other.
        """
        if wait := self._wait_of_chat(chat_id):
            await asyncio.sleep(wait.total_seconds())
        while True:
            holds = self._holds
            slot = await self._slot()
            if isinstance(slot, timedelta):
                return slot
            await _sleep_until(slot)
            if holds == self._holds:
                self._leaves(chat_id)
                return None

    async def hold(self, wait: timedelta) -> None:
        """Telegram told the bot to wait: no sender sends before."""
        self._holds += 1
        self._slots.clear()
        self._latest = 0.0
        async with self._store.begin() as tx:
            await tx.send_budget.hold(wait.total_seconds())

    def _wait_of_chat(self, chat_id: int) -> timedelta:
        wait = self._chats.get(chat_id, _LONG_AGO) - self._clock.now()
        # A longer one is that of a clock that was put back, for which nobody waits.
        return wait if timedelta(0) < wait <= CHAT_EVERY else timedelta(0)

    def _leaves(self, chat_id: int) -> None:
        now = self._clock.now()
        if len(self._chats) >= FEW:
            self._chats = {chat: free for chat, free in self._chats.items() if free > now}
        self._chats[chat_id] = now + CHAT_EVERY

    async def _slot(self) -> float | timedelta:
        """The moment (of the loop's clock) at which one more may leave, or how long nothing may."""
        self._waiting += 1
        try:
            async with self._booking:
                self._forget_lapsed()
                while not self._slots:
                    if wait := await self._book():
                        return wait
                return self._slots.popleft()
        finally:
            self._waiting -= 1

    def _forget_lapsed(self) -> None:
        """Those booked for messages that did not leave after all: used late they would come as a burst."""
        latest = asyncio.get_running_loop().time() - BURST
        while self._slots and self._slots[0] < latest:
            self._slots.popleft()

    async def _book(self) -> timedelta | None:
        """For all that wait here, but for no more than a quarter of a second."""
        # Also without a wait it lets those who come at the same moment join in.
        await asyncio.sleep(max(0.0, self._latest - ENOUGH - asyncio.get_running_loop().time()))
        count = max(1, min(self._waiting, math.ceil(self._rate / 4)))
        # A database that crashes is away for longer than anything is booked ahead.
        async with self._store.hurried() as tx:
            booking = await tx.send_budget.book(count, self._rate)
            ahead = 0.0 if booking else await tx.send_budget.ahead()
        if booking is None:
            if ahead > PATIENCE:
                return timedelta(seconds=ahead)
            await asyncio.sleep(max(LOOK_AGAIN, ahead - AHEAD))
            return None
        now = asyncio.get_running_loop().time()
        self._slots.extend(now + booking.start + n * booking.step for n in range(booking.count))
        self._latest = self._slots[-1]
        return None


async def _sleep_until(moment: float) -> None:
    wait = moment - asyncio.get_running_loop().time()
    if wait > 0:
        await asyncio.sleep(wait)
