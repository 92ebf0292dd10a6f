"""Sends what is due, batch after batch, until it is told to stop."""

import asyncio
import time
from typing import Final

from bot.clock import Clock
from bot.reminders.delivery import Courier
from bot.reminders.pace import Pace
from bot.reminders.tick import USUAL_PACE, deliver_all
from bot.storage.store import Store

STUCK_AFTER: Final = 180.0
"""Seconds without a look at what is due; what is in hand at Telegram's slowest takes less."""
LAST_WORDS: Final = 1.0
"""Seconds that a store has, when all else is over, to take back what was claimed."""


class Sender:
    """One sender of a process; what it claims is leased to `owner`."""

    def __init__(
        self, store: Store, courier: Courier, clock: Clock, owner: str, pace: Pace = USUAL_PACE
    ) -> None:
        self._store = store
        self._courier = courier
        self._clock = clock
        self._owner = owner
        self._pace = pace
        self._turn = asyncio.Lock()
        self._stopping = False
        self._sending: asyncio.Task[None] | None = None
        self._looked = time.monotonic()

    @property
    def busy(self) -> bool:
        return self._turn.locked()

    @property
    def stuck(self) -> bool:
        """True when nobody has looked at what is due for minutes."""
        return time.monotonic() - self._looked > STUCK_AFTER

    async def deliver(self) -> None:
        """Send everything that is due now."""
        async with self._turn:
            self._sending = asyncio.create_task(self._all_due())
            await self._sending

    async def stop(self, within: float) -> None:
        """Let the message under way arrive; what was claimed and not sent is given back."""
        self._stopping = True
        if self._sending is not None and not self._sending.done():
            _, late = await asyncio.wait({self._sending}, timeout=within)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=LAST_WORDS)

    async def _all_due(self) -> None:
        await deliver_all(
            self._store,
            self._courier,
            self._clock,
            self._owner,
            pace=self._pace,
            stopping=lambda: self._stopping,
            looked=self._has_looked,
        )

    def _has_looked(self) -> None:
        self._looked = time.monotonic()
