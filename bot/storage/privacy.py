"""All that is stored of one chat, to hand out or to remove: found through the tables, none is forgotten."""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Table, delete, select

from bot.storage.queries import Queries
from bot.storage.tables import metadata


def personal_tables() -> tuple[Table, ...]:
    """Every table with a `chat_id`, those that others refer to first."""
    return tuple(table for table in metadata.sorted_tables if "chat_id" in table.c)


class Privacy(Queries):
    async def export(self, chat_id: int) -> dict[str, list[dict[str, Any]]]:
        """Every row of the chat by table name, ready for JSON: ISO 8601, instants in UTC with a Z."""
        return {table.name: await self._rows(table, chat_id) for table in personal_tables()}

    async def delete(self, chat_id: int) -> int:
        """Remove every row of the chat; returns how many."""
        doomed = [delete(table).where(table.c.chat_id == chat_id) for table in reversed(personal_tables())]
        return sum([await self._changed(statement) for statement in doomed])

    async def _rows(self, table: Table, chat_id: int) -> list[dict[str, Any]]:
        own = select(table).where(table.c.chat_id == chat_id).order_by(*table.primary_key)
        rows = (await self._connection.execute(own)).mappings()
        return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case tuple():
            return list(value)
    return value
