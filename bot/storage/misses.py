"""Misses: questions that were not answered well, for the curator. Nobody can be found from them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import insert, select

from bot.storage.queries import Queries, columns_of
from bot.storage.records import Json, Miss
from bot.storage.tables import misses


class Misses(Queries):
    async def add(self, question: str, reason: str, candidates: Sequence[Json], now: datetime) -> None:
        # To the day only: an exact time could be matched with the chat's own events.
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        values = {"at": day, "question": question, "reason": reason, "candidates": list(candidates)}
        await self._changed(insert(misses).values(values))

    async def all(self, limit: int) -> tuple[Miss, ...]:
        """Newest first."""
        newest = select(*columns_of(misses, Miss)).order_by(misses.c.at.desc(), misses.c.id.desc())
        return await self._all(newest.limit(limit), Miss)
