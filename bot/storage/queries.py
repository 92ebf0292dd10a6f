"""What the queries of every noun share."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import Column, Executable, Select, Table, UpdateBase, select
from sqlalchemy.dialects import sqlite

from bot.storage.connection import Querying

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

Record = TypeVar("Record")


def columns_of(table: Table, record: type[Any]) -> tuple[Column[Any], ...]:
    """The columns that a record has, in its order."""
    return tuple(table.c[field.name] for field in fields(record))


def insert_for(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 (34 ms of each start on SQLite)

    return postgresql.insert(table)


@cache
def _upsert(dialect: str, table: Table, key: tuple[str, ...]) -> "sqlite.Insert | postgresql.Insert":
    insert = insert_for(dialect, table)
    new = {column.name: insert.excluded[column.name] for column in table.c if column.computed is None}
    return insert.on_conflict_do_update(index_elements=key, set_=new)


class Read(Generic[Record]):
    """A statement built once, for what is asked often; its `bindparam`s are given when it is asked.

    To build one anew takes six times as long as to have it answered by SQLite.
    """

    def __init__(self, record: type[Record], statement: Select[Any]) -> None:
        self.record = record
        self.plain = statement
        self.locking = statement.with_for_update()


def whole(table: Table, record: type[Any]) -> Select[Any]:
    """Its rows as such records are made of."""
    return select(*columns_of(table, record))


class Queries:
    """One noun's queries inside one transaction."""

    def __init__(self, connection: Querying, *, writing: bool) -> None:
        self._connection = connection
        self._writing = writing

    @property
    def _dialect(self) -> str:
        return self._connection.dialect.name

    def _insert(self, table: Table) -> "sqlite.Insert | postgresql.Insert":
        """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
        return insert_for(self._dialect, table)

    async def _put(self, table: Table, key: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> None:
        """Rows with values of all columns, each in place of the one that has the same key."""
        await self._connection.execute(_upsert(self._dialect, table, key), rows)

    def _select(self, table: Table, record: type[Any]) -> Select[Any]:
        """Rows of one table; in a write transaction they stay ours until its end.

        A row read in order to be changed must not change in between. SQLite has one writer anyway and leaves
        the clause out; PostgreSQL would otherwise lose updates without a word.
        """
        statement = whole(table, record)
        return statement.with_for_update() if self._writing else statement

    async def _ask(self, read: Read[Record], **values: object) -> tuple[Record, ...]:
        """As `_select`: in a write transaction the rows stay ours until its end."""
        statement = read.locking if self._writing else read.plain
        return tuple(read.record(*row) for row in await self._connection.execute(statement, values))

    async def _one(self, statement: Executable, record: type[Record]) -> Record | None:
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else record(*row)

    async def _all(self, statement: Executable, record: type[Record]) -> tuple[Record, ...]:
        return tuple(record(*row) for row in await self._connection.execute(statement))

    async def _changed(self, statement: UpdateBase, values: Mapping[str, Any] | None = None) -> int:
        """How many rows the statement inserted, changed or deleted."""
        return (await self._connection.execute(statement, values)).rowcount
