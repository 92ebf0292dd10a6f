"""Soreness checks that were not finished: at most one a runner."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete

from bot.storage.queries import Queries
from bot.storage.records import KeptCheck
from bot.storage.tables import kept_checks


class KeptChecks(Queries):
    async def get(self, chat_id: int) -> KeptCheck | None:
        statement = self._select(kept_checks, KeptCheck).where(kept_checks.c.chat_id == chat_id)
        return await self._one(statement, KeptCheck)

    async def put(self, kept: KeptCheck) -> None:
        """Keep how far it got; the moment a standing one began stays."""
        values = asdict(kept)
        moved = {key: value for key, value in values.items() if key not in {"chat_id", "begun_at"}}
        insert = self._insert(kept_checks).values(values)
        await self._changed(insert.on_conflict_do_update(index_elements=["chat_id"], set_=moved))

    async def forget(self, chat_id: int) -> bool:
        """False when there was none."""
        return await self._changed(delete(kept_checks).where(kept_checks.c.chat_id == chat_id)) == 1

    async def prune(self, before: datetime) -> int:
        """Drop those whose last answer is older; returns how many."""
        return await self._changed(delete(kept_checks).where(kept_checks.c.answered_at < before))
