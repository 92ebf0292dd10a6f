"""Updates on their way in: in the store before Telegram forgets them; a chat in order, chats side by side."""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final, NamedTuple

from telegram import Bot, Update

from bot.chat.pace import Pace
from bot.chat.patience import Handle, try_hard, until_there
from bot.chat.raw_update import raw_of
from bot.clock import Clock
from bot.storage.records import InboxUpdate
from bot.storage.store import Store
from bot.storage.together import Together
from bot.storage.tx import Tx

log = logging.getLogger(__name__)

Waiting = deque[InboxUpdate | Update]
"""One chat's updates: as they came, or as they lay in the store."""

SIDE_BY_SIDE: Final = 64
"""Chats handled at the same time."""
STORE_WAIT: Final = 1.0
"""Seconds before what the store refused to record is recorded again."""
REPLAY: Final = 1000
"""Rows read at a time when what was left is taken up."""
LEASE: Final = timedelta(seconds=20)
"""How long a chat stays with a process that no longer says that it is there."""
TEND_EVERY: Final = 5.0
"""Seconds between two renewals: three may fail before a lease runs out."""
LAST_WORDS: Final = 1.0
"""Seconds that a store has, when all else is over, to take back what was claimed."""
STUCK_AFTER: Final = 120.0
"""Seconds without one update finished; the tries above take 63."""


class _Handled(NamedTuple):
    """An update that came to its end (None: nothing to tell), and its chat if it is to be given back."""

    number: int | None
    give_back: int | None


class Inbox:
    """Takes updates in, and sees to it that each is handled although the process may die in between.

    A redelivered update is dropped by its number. One whose handling was cut off is handled again by whoever
    takes up its chat; handlers are written so that this changes nothing twice.

    Processes that share a store share the chats: one that keeps an update claims its chat, or leaves the
    update to the one that holds the chat already. That one looks once more before it gives the chat back.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        bot: Bot,
        handle: Handle,
        tell_flooder: Callable[[int], Awaitable[None]],
        owner: str,
    ) -> None:
        self._store = store
        self._clock = clock
        self._bot = bot
        self._handle = handle
        self._tell_flooder = tell_flooder
        self._owner = owner
        self._workers: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(SIDE_BY_SIDE)
        self._pace = Pace()
        self._record = Together(self._record_all)
        self._receive = Together(self._receive_all)
        self._stopping = False
        self._renewed = self._gap = self._moved = time.monotonic()

    @property
    def stuck(self) -> bool:
        """True when there is work and none of it has come to an end for two minutes."""
        return bool(self._workers) and time.monotonic() - self._moved > STUCK_AFTER

    async def receive(self, updates: Sequence[Update]) -> None:
        """Keep new updates in one transaction; after this Telegram may forget them."""
        rows = [(update.update_id, _chat_id(update), raw_of(update)) for update in updates]
        async with self._store.begin() as tx:
            accepted = await tx.inbox.put_many(rows, self._clock.now())
            new = [update for update in updates if update.update_id in accepted]
            taken = await self._claim(tx, {_chat_id(update) for update in new}, new)
        self._set_to_work(taken)

    async def receive_one(self, update: Update) -> None:
        """The same for one at a time: those that come at the same time share a transaction."""
        await self._receive(update)

    async def _receive_all(self, updates: Sequence[Update]) -> Sequence[None]:
        distinct = {update.update_id: update for update in updates}
        await self.receive([distinct[number] for number in sorted(distinct)])
        return [None] * len(updates)

    async def take_over(self) -> int:
        """Take up whatever waits, whoever held it: for the one process that polls, at its start."""
        async with self._store.begin() as tx:
            await tx.chat_leases.clear()
        return await self.take_up()

    async def take_up(self) -> int:
        """Take up what processes that are gone had accepted and not handled; returns how many updates."""
        count = 0
        while taken := await self._unattended():
            self._set_to_work(taken)
            count += sum(len(waiting) for waiting in taken.values())
        return count

    async def tend(self) -> None:
        """Say that we are still there, and take up what was left: every few seconds."""
        begun = time.monotonic()
        if self._workers:
            async with self._store.begin() as tx:
                await tx.chat_leases.renew(self._owner, self._now(), LEASE)
        if begun - self._renewed > LEASE.total_seconds():
            self._gap = begun
        self._renewed = begun
        await self.take_up()

    async def idle(self) -> None:
        """Return when nothing is waiting."""
        while self._workers:
            await asyncio.wait(self._workers)

    async def stop(self, within: float) -> None:
        """Let what is under way finish for `within` seconds; the rest stays in the store, free to take."""
        self._stopping = True
        if not self._workers:
            return
        _, late = await asyncio.wait(self._workers, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        try:
            async with asyncio.timeout(LAST_WORDS):
                await self._let_go()
        except Exception:
            log.exception("the chats under way stay with this process for another %s", LEASE)

    async def _let_go(self) -> None:
        await self._record.finish()
        async with self._store.begin() as tx:
            await tx.chat_leases.release_all(self._owner)

    def _now(self) -> datetime:
        # Leases are between processes: the hours that practice skips are not theirs.
        return self._clock.now() - self._clock.offset

    async def _unattended(self) -> dict[int, Waiting]:
        async with self._store.read() as tx:
            chats = await tx.chat_leases.unattended(self._now(), LEASE, REPLAY)
        if not chats or self._stopping:
            return {}
        async with self._store.begin() as tx:
            return await self._claim(tx, chats, ())

    async def _claim(self, tx: Tx, chats: Iterable[int], came: Sequence[Update]) -> dict[int, Waiting]:
        """What waits in those of the chats that were free, oldest first: also what others left there."""
        claimed = await tx.chat_leases.claim(chats, self._owner, self._now(), LEASE)
        if not claimed:
            return {}
        numbers = [update.update_id for update in came]
        left = await tx.inbox.pending(claimed, REPLAY, other_than=numbers)
        return _by_chat(claimed, sorted([*left, *came], key=lambda row: row.update_id) if left else came)

    def _set_to_work(self, taken: Mapping[int, Waiting]) -> None:
        if not self._workers:
            self._moved = time.monotonic()
        for chat_id, waiting in taken.items():
            task = asyncio.create_task(self._work(chat_id, waiting))
            self._workers.add(task)
            task.add_done_callback(self._workers.discard)

    async def _work(self, chat_id: int, waiting: Waiting) -> None:
        """One chat's updates, in order, until none is left."""
        since = time.monotonic()
        if not waiting:
            waiting = await self._more(chat_id, None)
        while waiting:
            await self._slow_down(chat_id)
            async with self._room:
                handled = None if self._must_pause(since) else await self._one(waiting.popleft())
            if waiting and handled is not None:
                await self._recorded(_Handled(handled, None))
            else:
                since, waiting = time.monotonic(), await self._more(chat_id, handled)

    def _must_pause(self, since: float) -> bool:
        """When stopping; and when we were held up so long that the chat may be another's by now."""
        last_seen = max(since, self._renewed)
        return self._stopping or since < self._gap or time.monotonic() - last_seen > LEASE.total_seconds()

    async def _slow_down(self, chat_id: int) -> None:
        wait, first = self._pace.take(chat_id)
        if first:
            await self._tell_flooder(chat_id)
        if wait:
            await asyncio.sleep(wait)

    async def _one(self, row: InboxUpdate | Update) -> int:
        """Handle it, whatever comes of that; returns its number."""
        update = self._read(row) if isinstance(row, InboxUpdate) else row
        if update is not None:
            await try_hard(self._handle, update)
        self._moved = time.monotonic()
        return row.update_id

    def _read(self, row: InboxUpdate) -> Update | None:
        try:
            return Update.de_json(json.loads(row.payload or "null"), self._bot)
        except (ValueError, TypeError, KeyError):
            # One row that an older version wrote must not hold up its chat for good.
            log.exception("update %s cannot be read any more and is laid aside", row.update_id)
            return None

    async def _more(self, chat_id: int, handled: int | None) -> Waiting:
        """Record what was handled and give the chat back, unless something came meanwhile."""
        return await self._recorded(_Handled(handled, chat_id))

    async def _recorded(self, handled: _Handled) -> Waiting:
        """As soon as the store takes it: until then this chat waits, and no other."""
        while True:
            try:
                return await until_there(partial(self._record, handled))
            except Exception:
                log.exception("update %s is handled, but that could not be recorded yet", handled.number)
                await asyncio.sleep(STORE_WAIT)

    async def _record_all(self, handled: Sequence[_Handled]) -> list[Waiting]:
        numbers = [one.number for one in handled if one.number is not None]
        chats = [one.give_back for one in handled if one.give_back is not None]
        async with self._store.begin() as tx:
            if numbers:
                await tx.inbox.mark_handled(numbers, self._clock.now())
            taken = await self._give_back(tx, chats) if chats else {}
        return [
            taken.get(one.give_back, deque()) if one.give_back is not None else deque() for one in handled
        ]

    async def _give_back(self, tx: Tx, chats: Sequence[int]) -> dict[int, Waiting]:
        """Of these chats those in which something waits already, claimed anew."""
        released = await tx.chat_leases.release(chats, self._owner)
        if self._stopping or not released:
            return {}
        # Asked for only after the release: what another process kept before it is seen here.
        rows = await tx.inbox.pending(released, REPLAY)
        claimed = await tx.chat_leases.claim({row.chat_id for row in rows}, self._owner, self._now(), LEASE)
        return _by_chat(claimed, rows)


def _by_chat(claimed: Iterable[int], rows: Iterable[InboxUpdate | Update]) -> dict[int, Waiting]:
    taken: dict[int, Waiting] = {chat_id: deque() for chat_id in claimed}
    for row in rows:
        chat_id = row.chat_id if isinstance(row, InboxUpdate) else _chat_id(row)
        if chat_id in taken:
            taken[chat_id].append(row)
    return taken


def _chat_id(update: Update) -> int:
    return update.effective_chat.id if update.effective_chat else 0
