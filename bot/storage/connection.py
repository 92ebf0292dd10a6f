"""What a query needs of a connection, whichever database it leads to."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, CursorResult, Dialect, Executable

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None
"""The values of a statement, or those of many rows at once."""
Rows = CursorResult[*tuple[Any, ...]]


class Querying(Protocol):
    """Statements inside one transaction."""

    @property
    def dialect(self) -> Dialect: ...

    async def execute(self, statement: Executable, parameters: Parameters = None) -> Rows: ...


class Inline:
    """A connection whose statements are answered at once, in the thread that asks.

    For SQLite, where a statement is a look into the page cache: handing one to another thread and waiting for
    it takes five times as long as the statement itself (`python -m benchmarks.store`).
    """

    def __init__(self, connection: Connection) -> None:
        self.sync = connection

    @property
    def dialect(self) -> Dialect:
        return self.sync.dialect

    async def execute(self, statement: Executable, parameters: Parameters = None) -> Rows:
        return self.sync.execute(statement, parameters)
