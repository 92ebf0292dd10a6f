"""Check-ins: soreness by local day."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Final

from sqlalchemy import UpdateBase, bindparam

from bot.storage.among import among
from bot.storage.queries import Queries, Read, insert_for, whole
from bot.storage.records import Checkin
from bot.storage.tables import checkins

_OLDEST_FIRST: Final = (
    whole(checkins, Checkin).where(checkins.c.chat_id == bindparam("chat_id")).order_by(checkins.c.local_date)
)
_FIRST: Final = Read(Checkin, _OLDEST_FIRST.limit(1))
_RECENT: Final = Read(Checkin, _OLDEST_FIRST.where(checkins.c.local_date >= bindparam("since")))
_OF_CHATS: Final = Read(
    Checkin,
    whole(checkins, Checkin)
    .where(among(checkins.c.chat_id, "chats"), checkins.c.local_date >= bindparam("since"))
    .order_by(checkins.c.local_date),
)


class Checkins(Queries):
    async def record(self, chat_id: int, local_date: date, soreness: int, now: datetime) -> bool:
        """Keep the day's soreness; the last answer stands. True when it is new or differs from before.

        Raises sqlalchemy's IntegrityError for a soreness outside 0-10, or when the runner is not stored.
        """
        values = {"chat_id": chat_id, "local_date": local_date, "soreness": soreness, "answered_at": now}
        return await self._changed(_last_stands(self._dialect), values) == 1

    async def first(self, chat_id: int) -> Checkin | None:
        """The runner's earliest."""
        return next(iter(await self._ask(_FIRST, chat_id=chat_id)), None)

    async def recent(self, chat_id: int, since: date) -> tuple[Checkin, ...]:
        """From the day `since` on, oldest first."""
        return await self._ask(_RECENT, chat_id=chat_id, since=since)

    async def of(self, chats: Collection[int], since: date) -> tuple[Checkin, ...]:
        """Those of these chats from the day `since` on, oldest first."""
        return await self._ask(_OF_CHATS, chats=chats, since=since)


@cache
def _last_stands(dialect: str) -> UpdateBase:
    insert = insert_for(dialect, checkins)
    return insert.on_conflict_do_update(
        index_elements=["chat_id", "local_date"],
        set_={"soreness": insert.excluded.soreness, "answered_at": insert.excluded.answered_at},
        where=checkins.c.soreness != insert.excluded.soreness,
    )
