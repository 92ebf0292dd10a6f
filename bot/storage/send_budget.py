"""What the bot may send: one row that all senders book from, so that together they keep Telegram's limit."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Double, case, literal, literal_column, select

from bot.storage.queries import Queries
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
        now = self._now(at)
        ahead = case((_ahead(now) < -BURST, -BURST), else_=_ahead(now))
        taken = count / rate
        fresh = {"name": _NAME, "ahead": taken, "as_of": now}
        statement = (
            self._insert(budget)
            .values(fresh)
            .on_conflict_do_update(
                index_elements=["name"],
                set_={"ahead": ahead + taken, "as_of": now},
                where=_ahead(now) <= AHEAD,
            )
            .returning(budget.c.ahead)
        )
        booked = (await self._connection.execute(statement)).scalar_one_or_none()
        return None if booked is None else Booking(booked - taken, 1 / rate, count)

    async def hold(self, seconds: float, *, at: float | None = None) -> None:
        """Nobody sends for so long: the bot was told to wait."""
        now = self._now(at)
        longer = case((_ahead(now) < seconds, seconds), else_=_ahead(now))
        statement = self._insert(budget).values(name=_NAME, ahead=seconds, as_of=now)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"ahead": longer, "as_of": now})
        )

    async def ahead(self, *, at: float | None = None) -> float:
        """Seconds until the next free send; 0 when there is one now."""
        found = (await self._connection.execute(select(_ahead(self._now(at))))).scalar_one_or_none()
        return max(0.0, found or 0.0)

    def _now(self, at: float | None) -> ColumnElement[float]:
        if at is not None:
            return literal(at, Double)
        return literal_column(_CLOCKS[self._connection.dialect.name], Double)


def _ahead(now: ColumnElement[float]) -> ColumnElement[Any]:
    """What is still booked. A clock that was put back lets nothing run out, and holds nobody for the hour."""
    passed = case((now > budget.c.as_of, now - budget.c.as_of), else_=0.0)
    return budget.c.ahead - passed
