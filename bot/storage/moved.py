"""A chat that got a new id: its rows follow."""

from collections.abc import Iterator

from sqlalchemy import Column, Table, UniqueConstraint, and_, delete, exists, select, update

from bot.storage.privacy import personal_tables
from bot.storage.queries import Queries
from bot.storage.tables import runners


class Moved(Queries):
    async def move(self, old: int, new: int) -> int:
        """Give every row of chat `old` to `new`; returns how many. Of two alike that of `new` stays."""
        await self._copy_runner(old, new)
        count = 0
        for table in personal_tables():
            if table is not runners:
                await self._drop_doubles(table, old, new)
                count += await self._changed(update(table).where(table.c.chat_id == old).values(chat_id=new))
        return count + await self._changed(delete(runners).where(runners.c.chat_id == old))

    async def _copy_runner(self, old: int, new: int) -> None:
        row = (await self._connection.execute(select(runners).where(runners.c.chat_id == old))).mappings()
        for runner in row.all():
            insert = self._insert(runners).values({**runner, "chat_id": new})
            await self._changed(insert.on_conflict_do_nothing())

    async def _drop_doubles(self, table: Table, old: int, new: int) -> None:
        for columns in _keys(table):
            other = table.alias()
            same = [other.c[column.name] == column for column in columns if column.name != "chat_id"]
            twin = exists().where(and_(other.c.chat_id == new, *same))
            await self._changed(delete(table).where(table.c.chat_id == old, twin))


def _keys(table: Table) -> Iterator[list[Column[object]]]:
    """The keys that a chat is part of."""
    unique = [part for part in table.constraints if isinstance(part, UniqueConstraint)]
    for key in (table.primary_key, *unique):
        if "chat_id" in key.columns:
            yield list(key.columns)
