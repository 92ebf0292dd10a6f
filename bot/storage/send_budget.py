"""What the bot may send: one row that all senders book from, so that together they keep Telegram's limit."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Double, Select, bindparam, case, literal, literal_column, select
from sqlalchemy.sql.dml import ReturningInsert

from bot.storage.queries import Queries, insert_for
from bot.storage.tables import send_budget as budget

_NAME: Final = "messages"
BURST: Final = 0.25
"""Seconds of unused budget that may be caught up on: the wait for the last answers of a batch is no loss."""
AHEAD: Final = 1.0
"""Seconds that may be booked ahead; so soon a message of higher priority gets its turn."""

# The database's own clock: those of the machines that send may differ by more than a message takes.
_CLOCKS: Final = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "(extract(epoch from statement_timestamp())::double precision)",
}


@dataclass(frozen=True, slots=True)
class Booking:
    """`count` sends, the first in `start` seconds (in the past if negative), one every `step` seconds."""

    start: float
    step: float
    count: int


class SendBudget(Queries):
    async def book(self, count: int, rate: float, *, at: float | None = None) -> Booking | None:
        """The next `count` sends at `rate` a second, in one statement; None while it is booked out.

        `at`: Unix time, for simulations; without it the database's clock counts.
        """
        taken = count / rate
        statement = _book(self._dialect, simulated=at is not None)
        rows = await self._connection.execute(statement, {"taken": taken, "at": at})
        booked = rows.scalar_one_or_none()
        return None if booked is None else Booking(booked - taken, 1 / rate, count)

    async def hold(self, seconds: float, *, at: float | None = None) -> None:
        """Nobody sends for so long: the bot was told to wait."""
        now = literal(at, Double) if at is not None else _now(self._dialect, simulated=False)
        longer = case((_ahead(now) < seconds, seconds), else_=_ahead(now))
        statement = self._insert(budget).values(name=_NAME, ahead=seconds, as_of=now)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"ahead": longer, "as_of": now})
        )

    async def ahead(self, *, at: float | None = None) -> float:
        """Seconds until the next free send; 0 when there is one now."""
        statement = _read(self._dialect, simulated=at is not None)
        found = (await self._connection.execute(statement, {"at": at})).scalar_one_or_none()
        return max(0.0, found or 0.0)


def _now(dialect: str, *, simulated: bool) -> ColumnElement[float]:
    return bindparam("at", type_=Double) if simulated else literal_column(_CLOCKS[dialect], Double)


@cache
def _book(dialect: str, *, simulated: bool) -> ReturningInsert[tuple[float]]:
    now, taken = _now(dialect, simulated=simulated), bindparam("taken", type_=Double)
    ahead = case((_ahead(now) < -BURST, -BURST), else_=_ahead(now))
    fresh = insert_for(dialect, budget).values(name=_NAME, ahead=taken, as_of=now)
    booked = fresh.on_conflict_do_update(
        index_elements=["name"],
        set_={"ahead": ahead + taken, "as_of": now},
        where=_ahead(now) <= AHEAD,
    )
    return booked.returning(budget.c.ahead)


@cache
def _read(dialect: str, *, simulated: bool) -> Select[tuple[Any]]:
    return select(_ahead(_now(dialect, simulated=simulated)))


def _ahead(now: ColumnElement[float]) -> ColumnElement[Any]:
    """What is still booked. A clock that was put back lets nothing run out, and holds nobody for the hour."""
    passed = case((now > budget.c.as_of, now - budget.c.as_of), else_=0.0)
    return budget.c.ahead - passed
