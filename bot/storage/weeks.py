"""Weeks: what was told of each, by its Monday."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import bindparam, or_, update

from bot.storage.queries import Queries, Read, whole
from bot.storage.records import Week
from bot.storage.tables import weeks

_RECENT: Final = Read(
    Week,
    whole(weeks, Week)
    .where(weeks.c.chat_id == bindparam("chat_id"), weeks.c.monday >= bindparam("since"))
    .order_by(weeks.c.monday),
)


class Weeks(Queries):
    async def record(self, chat_id: int, monday: date, performance: str, now: datetime) -> bool:
        """Keep how the week went; the last answer stands. True when it is new or differs from before."""
        insert = self._insert(weeks).values(
            chat_id=chat_id, monday=monday, performance=performance, signs=None, answered_at=now
        )
        upsert = insert.on_conflict_do_update(
            index_elements=["chat_id", "monday"],
            set_={"performance": performance, "answered_at": now},
            where=weeks.c.performance != performance,
        )
        return await self._changed(upsert) == 1

    async def add_signs(self, chat_id: int, monday: date, signs: Sequence[str], now: datetime) -> bool:
        """The body-wide signs of a week that is stored; False when it is not, or holds them already."""
        told = tuple(signs)
        statement = update(weeks).where(
            weeks.c.chat_id == chat_id,
            weeks.c.monday == monday,
            or_(weeks.c.signs.is_(None), weeks.c.signs != told),
        )
        return await self._changed(statement.values(signs=told, answered_at=now)) == 1

    async def recent(self, chat_id: int, since: date) -> tuple[Week, ...]:
        """Those whose Monday is `since` or later, oldest first."""
        return await self._ask(_RECENT, chat_id=chat_id, since=since)
