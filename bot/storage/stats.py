"""Figures for operators: how many, how late, and what could not be sent. No names, no texts of anybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from bot.storage.queries import Queries
from bot.storage.tables import occurrences, runners

DAY: Final = timedelta(hours=24)
LETTERS: Final = 20
"""Kinds of dead letters that are told apart, the most frequent first."""
GONE: Final = "gone: "
"""The outcome of a message to a runner who has left: that is no fault of the message."""


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """So many messages of a kind that Telegram will never take, and what it said."""

    kind: str
    error: str
    count: int


@dataclass(frozen=True, slots=True)
class Stats:
    """`ended`: how many of the messages due in the last 24 hours are in each state. `lateness`: of the one
    that is waiting longest; zero when none is.
    """

    runners: int
    active: int
    due: int
    ended: dict[str, int]
    dead: tuple[DeadLetters, ...]
    lateness: timedelta


class Figures(Queries):
    async def read(self, now: datetime) -> Stats:
        """All of them, as of `now`."""
        known = await self._connection.execute(
            select(func.count(), func.count().filter(runners.c.active.is_(True))).select_from(runners)
        )
        total, active = known.one()
        due, oldest = await self._waiting(now)
        lateness = max(timedelta(0), now - oldest) if oldest else timedelta(0)
        return Stats(total, active, due, await self._ended(now), await self._dead(now), lateness)

    async def _waiting(self, now: datetime) -> tuple[int, datetime | None]:
        """How many are ready and not yet sent, and the earliest instant at which one was due."""
        waiting = (
            select(func.count(), func.min(occurrences.c.due_at))
            .join(runners, runners.c.chat_id == occurrences.c.chat_id)
            .where(occurrences.c.ready_at <= now, runners.c.active.is_(True))
        )
        count, oldest = (await self._connection.execute(waiting)).one()
        return count, oldest

    async def _ended(self, now: datetime) -> dict[str, int]:
        states = select(occurrences.c.state, func.count()).where(
            occurrences.c.due_at > now - DAY, occurrences.c.due_at <= now
        )
        rows = await self._connection.execute(states.group_by(occurrences.c.state))
        return {state: count for state, count in rows}  # noqa: C416 (rows are no pairs to mypy)

    async def _dead(self, now: datetime) -> tuple[DeadLetters, ...]:
        letters = (
            select(occurrences.c.kind, occurrences.c.outcome, func.count())
            .where(
                occurrences.c.due_at > now - DAY,
                occurrences.c.due_at <= now,
                occurrences.c.state == "dead",
                occurrences.c.outcome.not_like(f"{GONE}%"),
            )
            .group_by(occurrences.c.kind, occurrences.c.outcome)
            .order_by(func.count().desc(), occurrences.c.kind, occurrences.c.outcome)
            .limit(LETTERS)
        )
        rows = await self._connection.execute(letters)
        return tuple(DeadLetters(kind, error, count) for kind, error, count in rows)
