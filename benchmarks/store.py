"""`python -m benchmarks.store URL URL ...`: time the store's hot paths on each database, in turns.

An address may name another driver than the coach's (`sqlite+aiosqlite://...`, to be installed first); the
ratios are to the first. CPU is that of this
process: on a busy machine it is the figure to compare. Each database is migrated and emptied,
so name ones that exist for this only.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, delete
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.storage.database import open_database, parse_url
from bot.storage.occurrence_leases import Ended
from bot.storage.records import Conversation
from bot.storage.store import Store
from bot.storage.tables import metadata

NOW = datetime(2026, 10, 20, 5, tzinfo=UTC)
DAY = date(2026, 10, 20)
RUNNERS = 200
BATCH = 50
SIDE_BY_SIDE = 8
ROUNDS = 5

T = TypeVar("T")
Path = Callable[[Store], Awaitable[int]]


async def _fill(store: Store) -> None:
    async with store.begin() as tx:
        for table in reversed(metadata.sorted_tables):
            await tx.runners._connection.execute(delete(table))
        for chat_id in range(RUNNERS):
            await tx.runners.ensure(chat_id, NOW)
            await tx.occurrences.plan(chat_id, "strength", DAY, NOW)
            await tx.conversations.put(Conversation(chat_id, "setup", 1, "t", "level", {"n": 1}, 7, NOW))


async def _claim_and_record(store: Store) -> int:
    """As a sender does: a batch claimed, each row recorded with its next in a transaction of its own."""
    done = 0
    while True:
        async with store.begin() as tx:
            claimed = await tx.occurrences.claim(NOW, timedelta(minutes=5), "bench", BATCH)
        if not claimed:
            return done
        for row in claimed:
            async with store.read() as tx:
                await tx.runners.get(row.chat_id)
            async with store.begin() as tx:
                await tx.occurrences.record_all("bench", NOW, [Ended(row.id, "sent", "sent", 1)])
                await tx.runners.get(row.chat_id)
                await tx.occurrences.plan(
                    row.chat_id, row.kind, row.local_date + timedelta(days=1), NOW + timedelta(days=1)
                )
            done += 1


async def _check_in(store: Store) -> int:
    async def tap(chat_id: int) -> None:
        async with store.begin() as tx:
            await tx.runners.get(chat_id)
            await tx.checkins.record(chat_id, DAY, 3, NOW)
            await tx.checkins.recent(chat_id, DAY - timedelta(days=14))
            await tx.events.add(chat_id, NOW, "checkin", {"soreness": 3})

    return await _for_everyone(tap)


async def _get_conversation(store: Store) -> int:
    async def look(chat_id: int) -> None:
        async with store.read() as tx:
            await tx.conversations.get(chat_id)

    return await _for_everyone(look)


async def _for_everyone(do: Callable[[int], Awaitable[None]]) -> int:
    for first in range(0, RUNNERS, SIDE_BY_SIDE):
        chats = range(first, min(first + SIDE_BY_SIDE, RUNNERS))
        await asyncio.gather(*(do(chat_id) for chat_id in chats))
    return RUNNERS


PATHS: dict[str, Path] = {
    "claim and record": _claim_and_record,
    "check-in tap": _check_in,
    "get conversation": _get_conversation,
}


class Cost(NamedTuple):
    """Seconds of one operation, by the wall clock and of this process's CPU."""

    wall: float
    cpu: float


async def _cost(path: Path, store: Store) -> Cost:
    wall, cpu = time.perf_counter(), time.process_time()
    count = await path(store)
    return Cost((time.perf_counter() - wall) / count, (time.process_time() - cpu) / count)


class OtherDriver:
    """A database by SQLAlchemy's own means, with another driver than the coach's."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(url, pool_pre_ping=True)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        async with self._engine.begin() as connection:
            yield connection

    reading = writing

    async def migrate(self, change: Callable[[Connection], T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(change)

    inspect = migrate

    async def close(self) -> None:
        await self._engine.dispose()


def _store(url: URL) -> Store:
    """As the coach opens it, unless the address names a driver."""
    if url.drivername in {"sqlite", "postgresql"}:
        return Store(open_database(parse_url(url.render_as_string(hide_password=False))))
    return Store(OtherDriver(url))


async def _costs(urls: list[str]) -> dict[tuple[str, str], Cost]:
    """By path and address: the median of the rounds."""
    stores = {url: _store(make_url(url)) for url in urls}
    found: dict[tuple[str, str], list[Cost]] = {}
    for store in stores.values():
        await store.upgrade()
    for _ in range(ROUNDS):
        for url, store in stores.items():
            await _fill(store)
            for name, path in PATHS.items():
                found.setdefault((name, url), []).append(await _cost(path, store))
    for store in stores.values():
        await store.close()
    return {key: Cost(*map(statistics.median, zip(*costs, strict=True))) for key, costs in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="+", metavar="URL")
    urls = parser.parse_args().urls
    costs = asyncio.run(_costs(urls))
    for name in PATHS:
        print(name)
        first = costs[name, urls[0]]
        for url in urls:
            cost = costs[name, url]
            print(
                f"  {1 / cost.wall:7.0f}/s ({first.wall / cost.wall:.2f})"
                f"  {cost.cpu * 1000:6.2f} ms CPU ({cost.cpu / first.cpu:.2f})  {make_url(url).drivername}"
            )


if __name__ == "__main__":
    main()
