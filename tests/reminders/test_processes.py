"""Senders in processes of their own on one database: each message once, and one rate for all together."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.reminders.plan import Kind
from bot.storage.occurrence_leases import FIRST
from bot.storage.store import Store

ROOT = Path(__file__).parent.parent.parent
NOON = datetime(2040, 1, 10, 12, tzinfo=UTC)
DAY = date(2040, 1, 10)
CHATS = 500
URGENT = range(40, 50)
SLIP = 20


class Sender:
    """One process, stopped at the line from which it sends."""

    def __init__(self, database: str, owner: str, rate: int) -> None:
        command = [sys.executable, "-m", "tests.reminders.one_sender"]
        self.process = subprocess.Popen(
            [*command, database, owner, str(rate), NOON.isoformat()],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def is_ready(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith("ready")

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def sent(self) -> list[tuple[int, float]]:
        """Which message, and when."""
        out, log = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, log
        return [(int(id), float(at)) for id, at in (line.split() for line in out.splitlines())]


async def _plan(database: str) -> set[int]:
    store = await Store.open(database)
    async with store.begin() as tx:
        for chat in range(1, CHATS + 1):
            await tx.runners.ensure(chat, NOON)
            await tx.occurrences.plan(chat, Kind.CHECKIN, DAY, NOON - timedelta(minutes=1))
        for chat in URGENT:
            await tx.occurrences.plan(chat, Kind.FOLLOW_UP, DAY, NOON, priority=FIRST)
    async with store.read() as tx:
        rows = [row.id for chat in range(1, CHATS + 1) for row in await tx.occurrences.upcoming(chat, 9)]
    await store.close()
    return set(rows)


@pytest.mark.parametrize("senders", [2, 4])
async def test_no_message_is_sent_twice_none_is_left_and_the_rate_is_that_of_one(
    database: str, senders: int
) -> None:
    rate = 200
    planned = await _plan(database)
    processes = [Sender(database, f"sender {n}", rate) for n in range(senders)]
    for process in processes:
        process.is_ready()
    for process in processes:
        process.go()
    hauls = [process.sent() for process in processes]
    sent = sorted(((at, id) for haul in hauls for id, at in haul))
    assert sorted(id for _, id in sent) == sorted(planned)
    assert all(hauls)  # each had its share
    times = [at for at, _ in sent]
    assert times[-1] - times[0] > (len(planned) - 1) / rate - 0.3
    # A moment at which a busy machine let several go at once is no breach; a second above the rate is.
    assert all(later - earlier > 0.6 for earlier, later in zip(times, times[rate:], strict=False))
    store = await Store.open(database)
    async with store.read() as tx:
        rows = [row for row in [await tx.occurrences.get(id) for id in planned] if row]
    await store.close()
    assert {(row.state, row.attempts) for row in rows} == {("sent", 1)}
    urgent = {row.id for row in rows if row.kind == Kind.FOLLOW_UP}
    for haul in hauls:
        # Who claimed them sends them before the rest of its batch; a few others may slip between.
        places = [place for place, (id, _) in enumerate(haul) if id in urgent]
        assert all(place < len(places) + SLIP for place in places), places
