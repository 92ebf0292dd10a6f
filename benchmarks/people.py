"""Runners and what is due to them, put into a database by SQL: a million of them in seconds."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Insert, Select, Table, delete, func, literal, select, text

from bot.storage.connection import Querying
from bot.storage.store import Store
from bot.storage.tables import metadata, occurrences, runners

HOURS: Final = 24
DAY: Final = timedelta(days=1)


class Due(NamedTuple):
    """One kind of message for each of the runners `first` to `last`, all at the same moment."""

    first: int
    last: int
    kind: str
    at: datetime


def daytime_zone(now: datetime) -> str:
    """A zone where it is noon now, so that quiet hours hold nothing back (Etc/GMT-3 is ahead by three)."""
    ahead = 12 - now.astimezone(UTC).hour
    return f"Etc/GMT{-ahead:+d}"


async def empty(store: Store) -> None:
    async with store.begin() as tx:
        for table in reversed(metadata.sorted_tables):
            await _connection(tx).execute(delete(table))


async def add_runners(store: Store, first: int, last: int, now: datetime) -> None:
    """Set up, active, with both reminders on."""
    row = {
        "created_at": now,
        "level": "beginner",
        "zone": daytime_zone(now),
        "strength_days": ("tue", "fri"),
        "strength_at": time(12),
        "checkin_at": time(12),
        "strength_on": True,
        "checkin_on": True,
        "state": "normal",
        "pool_only": False,
        "set_up_at": now,
        "active": True,
        "extras_on": False,
    }
    async with store.begin() as tx:
        await _connection(tx).execute(_for_each(runners, first, last, row))


async def add_due(store: Store, due: Due) -> None:
    row = {
        "kind": due.kind,
        "local_date": due.at.date(),
        "due_at": due.at,
        "state": "planned",
        "attempts": 0,
    }
    async with store.begin() as tx:
        await _connection(tx).execute(_for_each(occurrences, due.first, due.last, row))


async def add_a_day(store: Store, count: int, start: datetime) -> None:
    """A check-in and a session for each of `count` runners, an equal share of them at each hour."""
    share = -(-count // HOURS)
    for hour in range(HOURS):
        first, last = 1 + hour * share, min(count, (hour + 1) * share)
        if first <= last:
            for kind in ("checkin", "strength"):
                await add_due(store, Due(first, last, kind, start + timedelta(hours=hour)))


async def unsent(store: Store, by: datetime) -> int:
    """How many that fell due are neither sent nor laid aside."""
    open_ = select(func.count()).where(occurrences.c.ready_at.is_not(None), occurrences.c.due_at <= by)
    async with store.read() as tx:
        return int((await _connection(tx).execute(open_)).scalar_one())


async def analyze(store: Store) -> None:
    """As a database that has lived for a while has it: its planner knows the sizes."""
    async with store.begin() as tx:
        await _connection(tx).execute(text("ANALYZE"))


def _for_each(table: Table, first: int, last: int, row: dict[str, Any]) -> Insert:
    return table.insert().from_select(["chat_id", *row], _numbered(table, first, last, row))


def _numbered(table: Table, first: int, last: int, row: dict[str, Any]) -> Select[Any]:
    numbers = select(literal(first).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < last))
    values = [literal(value, table.c[name].type).label(name) for name, value in row.items()]
    return select(numbers.c.n, *values)


def _connection(tx: Any) -> Querying:
    connection: Querying = tx.runners._connection
    return connection
