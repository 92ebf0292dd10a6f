"""Runners: one row a private chat."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime, time
from typing import Final, Unpack

from sqlalchemy import bindparam, func, select, update

from bot.storage.among import among
from bot.storage.queries import Queries, Read, columns_of, whole
from bot.storage.records import Runner, RunnerChanges
from bot.storage.tables import runners

_OF_CHAT: Final = Read(Runner, whole(runners, Runner).where(runners.c.chat_id == bindparam("chat_id")))
_OF_CHATS: Final = Read(
    Runner, whole(runners, Runner).where(among(runners.c.chat_id, "chats")).order_by(runners.c.chat_id)
)


class Runners(Queries):
    async def get(self, chat_id: int) -> Runner | None:
        return next(iter(await self._ask(_OF_CHAT, chat_id=chat_id)), None)

    async def of(self, chats: Collection[int]) -> dict[int, Runner]:
        """The runners of these chats, by chat. Their rows are read, and locked, in one order."""
        return {runner.chat_id: runner for runner in await self._ask(_OF_CHATS, chats=chats)}

    async def ensure(self, chat_id: int, now: datetime) -> Runner:
        """The runner of this chat, made with the defaults if there is none: nothing is sent unasked."""
        known = await self.get(chat_id)
        if known is not None:
            return known
        insert = self._insert(runners).values(asdict(_fresh(chat_id, now))).on_conflict_do_nothing()
        await self._changed(insert)
        return await self._sole(chat_id)

    async def update(self, chat_id: int, **changes: Unpack[RunnerChanges]) -> Runner:
        """Change some columns; raises LookupError if there is no such runner."""
        if not changes:
            return await self._sole(chat_id)
        statement = (
            update(runners)
            .where(runners.c.chat_id == chat_id)
            .values(**changes)
            .returning(*columns_of(runners, Runner))
        )
        return _found(await self._one(statement, Runner), chat_id)

    async def set_active(self, chat_id: int, active: bool) -> bool:
        """False when it was so already, or when there is no such runner."""
        statement = update(runners).where(runners.c.chat_id == chat_id, runners.c.active.is_not(active))
        return await self._changed(statement.values(active=active)) == 1

    async def count(self) -> int:
        counted = await self._connection.execute(select(func.count()).select_from(runners))
        return int(counted.scalar_one())

    async def _sole(self, chat_id: int) -> Runner:
        return _found(await self.get(chat_id), chat_id)


def _found(runner: Runner | None, chat_id: int) -> Runner:
    if runner is None:
        raise LookupError(f"no runner with chat_id {chat_id}")
    return runner


def _fresh(chat_id: int, now: datetime) -> Runner:
    return Runner(
        chat_id=chat_id,
        created_at=now,
        level=None,
        zone=None,
        country=None,
        strength_days=("tue", "fri"),
        strength_at=time(7),
        checkin_at=time(20),
        strength_on=False,
        checkin_on=False,
        paused_until=None,
        state="normal",
        state_rule=None,
        state_since=None,
        pool_only=False,
        ladder_step=None,
        ladder_failed=None,
        ladder_since=None,
        set_up_at=None,
        active=True,
        silent_since=None,
        here_at=None,
        extras_on=True,
        physio=False,
    )
