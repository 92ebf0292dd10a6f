"""The due query and claim of 100, as the table grows."""

import asyncio
import time
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from benchmarks import people
from benchmarks.bench import Bench, now
from benchmarks.figures import Row, below
from bot.storage.store import Store

BATCH: Final = 100
LEASE: Final = timedelta(minutes=5)
FLAT: Final = 2.0


def measure(bench: Bench) -> list[Row]:
    rows = []
    for name, database in (("SQLite", bench.sqlite("claims")), ("PostgreSQL", bench.postgres())):
        times = asyncio.run(_by_size(database, bench.sizes.tables, bench.sizes.claims))
        for size, milliseconds in times.items():
            rows.append(below(f"claim of 100, {size:,} runners, {name}", milliseconds, 5, "ms"))
        rows.append(below(f"flatness, {name}", max(times.values()) / min(times.values()), FLAT, "times"))
    return rows


async def _by_size(database: str, sizes: tuple[int, ...], claims: int) -> dict[int, float]:
    """Milliseconds of the median claim, committed as a sender does it, by the number of runners."""
    found = {}
    store = await Store.open(database)
    try:
        for size in sizes:
            start = now() + timedelta(days=2)
            await people.empty(store)
            await people.add_runners(store, 1, size, now())
            await people.add_a_day(store, size, start)
            await people.analyze(store)
            found[size] = await _claim(store, start + timedelta(days=1), claims)
    finally:
        await store.close()
    return found


async def _claim(store: Store, at: datetime, claims: int) -> float:
    """Everything is due: after the first claims the oldest rows of the index are dead ones."""
    times = []
    for number in range(claims + 1):
        begun = time.perf_counter()
        async with store.hurried() as tx:
            claimed = await tx.occurrences.claim(at, LEASE, "bench", BATCH)
        if number and len(claimed) == BATCH:
            times.append(1000 * (time.perf_counter() - begun))
    return median(times)
