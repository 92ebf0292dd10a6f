"""Updates on their way in: in the store before Telegram forgets them; a chat in order, chats side by side."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

from telegram import Bot, Update
from telegram.error import NetworkError

from bot.chat.pace import Pace
from bot.clock import Clock
from bot.storage.records import InboxUpdate
from bot.storage.store import Store
from bot.storage.unavailable import StoreUnavailable

log = logging.getLogger(__name__)

Handle = Callable[[Update], Awaitable[None]]

SIDE_BY_SIDE: Final = 64
"""Chats handled at the same time."""
TRIES: Final = 6
FIRST_WAIT: Final = 1.0
"""Seconds before an update whose answer did not get through is handled again; doubled each time."""
REPLAY: Final = 1000
"""Rows read at a time when a start takes up what was left."""
LONGEST_WAIT: Final = 30.0
"""Seconds between two tries while the store is away. No try is the last: nobody can be answered then."""


class Inbox:
    """Takes updates in, and sees to it that each is handled although the process may die in between.

    A redelivered update is dropped by its number. One whose handling was cut off is handled again after the
    restart; handlers are written so that this changes nothing twice.
    """

    def __init__(
        self, store: Store, clock: Clock, handle: Handle, tell_flooder: Callable[[int], Awaitable[None]]
    ) -> None:
        self._store = store
        self._clock = clock
        self._handle = handle
        self._tell_flooder = tell_flooder
        self._waiting: dict[int, deque[Update]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(SIDE_BY_SIDE)
        self._pace = Pace()

    async def receive(self, updates: Sequence[Update]) -> None:
        """Keep new updates in one transaction; after this Telegram may forget them."""
        rows = [(update.update_id, _chat_id(update), update.to_json()) for update in updates]
        async with self._store.begin() as tx:
            new = await tx.inbox.put_many(rows, self._clock.now())
        for update in updates:
            if update.update_id in new:
                self._enqueue(update)

    async def resume(self, bot: Bot) -> int:
        """Take up what an earlier process had accepted and not handled; returns how many."""
        count, after = 0, 0
        while kept := await self._pending(after):
            for row in kept:
                await self._take_up(row, bot)
            count, after = count + len(kept), kept[-1].update_id
        return count

    async def _pending(self, after: int) -> tuple[InboxUpdate, ...]:
        async with self._store.read() as tx:
            return await tx.inbox.pending(REPLAY, after=after)

    async def _take_up(self, row: InboxUpdate, bot: Bot) -> None:
        try:
            update = Update.de_json(json.loads(row.payload or "null"), bot)
        except (ValueError, TypeError, KeyError):
            # One row that an older version wrote must not keep the coach from starting.
            log.exception("update %s cannot be read any more and is laid aside", row.update_id)
            await self._mark(row.update_id)
        else:
            self._enqueue(update)

    async def idle(self) -> None:
        """Return when nothing is waiting."""
        while self._workers:
            await asyncio.wait(self._workers)

    async def stop(self, within: float) -> None:
        """Let what is under way finish for `within` seconds; the rest stays in the store."""
        for queue in self._waiting.values():
            queue.clear()
        if self._workers:
            _, late = await asyncio.wait(self._workers, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _enqueue(self, update: Update) -> None:
        chat_id = _chat_id(update) or 0
        queue = self._waiting.get(chat_id)
        if queue is not None:
            queue.append(update)
            return
        self._waiting[chat_id] = deque([update])
        task = asyncio.create_task(self._work(chat_id))
        self._workers.add(task)
        task.add_done_callback(self._workers.discard)

    async def _work(self, chat_id: int) -> None:
        """One chat's updates, in order, until none is left."""
        queue = self._waiting[chat_id]
        try:
            while queue:
                await self._slow_down(chat_id)
                update = queue.popleft() if queue else None
                if update is not None:
                    async with self._room:
                        await self._one(update)
        finally:
            self._waiting.pop(chat_id, None)

    async def _slow_down(self, chat_id: int) -> None:
        wait, first = self._pace.take(chat_id)
        if first:
            await self._tell_flooder(chat_id)
        if wait:
            await asyncio.sleep(wait)

    async def _one(self, update: Update) -> None:
        for attempt in range(TRIES):
            try:
                await self._patiently(partial(self._handle, update))
                break
            except NetworkError as error:
                log.warning("update %s: no way through to Telegram (%s)", update.update_id, error)
                await asyncio.sleep(FIRST_WAIT * 2**attempt)
            except Exception:
                log.exception("update %s: handling failed", update.update_id)
                break
        else:
            log.error("update %s: given up after %s tries", update.update_id, TRIES)
        try:
            await self._patiently(partial(self._mark, update.update_id))
        except Exception:
            log.exception("update %s is handled, but that could not be recorded", update.update_id)

    async def _patiently(self, do: Callable[[], Awaitable[None]]) -> None:
        """Do it, as soon as the store is there."""
        wait = FIRST_WAIT
        while True:
            try:
                return await do()
            except StoreUnavailable as error:
                log.warning("%s; trying again in %.0f s", error, wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _mark(self, update_id: int) -> None:
        async with self._store.begin() as tx:
            await tx.inbox.mark_handled(update_id, self._clock.now())


def _chat_id(update: Update) -> int | None:
    return update.effective_chat.id if update.effective_chat else None
