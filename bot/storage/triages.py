"""Triages: each finished one, with what was answered and why it ended so."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from sqlalchemy import bindparam, insert

from bot.storage.among import among
from bot.storage.queries import Queries, Read, columns_of, whole
from bot.storage.records import Json, Triage
from bot.storage.tables import triages

_RECENT: Final = Read(
    Triage,
    whole(triages, Triage)
    .where(triages.c.chat_id == bindparam("chat_id"))
    .order_by(triages.c.completed_at.desc(), triages.c.id.desc())
    .limit(bindparam("limit")),
)
_OF_CHATS: Final = Read(
    Triage,
    whole(triages, Triage)
    .where(among(triages.c.chat_id, "chats"), triages.c.completed_at >= bindparam("since"))
    .order_by(triages.c.completed_at.desc(), triages.c.id.desc()),
)


class Triages(Queries):
    async def add(
        self,
        chat_id: int,
        local_date: date,
        *,
        answers: Json,
        outcome: str,
        rule: str,
        ruleset: str,
        completed_at: datetime,
    ) -> Triage:
        statement = insert(triages).values(
            chat_id=chat_id,
            local_date=local_date,
            answers=answers,
            outcome=outcome,
            rule=rule,
            ruleset=ruleset,
            completed_at=completed_at,
        )
        row = await self._connection.execute(statement.returning(*columns_of(triages, Triage)))
        return Triage(*row.one())

    async def get(self, id: int) -> Triage | None:
        return await self._one(self._select(triages, Triage).where(triages.c.id == id), Triage)

    async def recent(self, chat_id: int, limit: int) -> tuple[Triage, ...]:
        """Newest first."""
        return await self._ask(_RECENT, chat_id=chat_id, limit=limit)

    async def of(self, chats: Collection[int], since: datetime) -> tuple[Triage, ...]:
        """Those of these chats that were completed since then, newest first."""
        return await self._ask(_OF_CHATS, chats=chats, since=since)
