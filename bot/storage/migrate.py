"""The schema's version: where a database stands and how it gets up to date, without an alembic.ini.

Alembic is slow to import and large, so it is imported only where a migration is missing.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import Connection, column, func, inspect, select, table

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS: Final = Path(__file__).parent / "migrations"
_VERSION: Final = table("alembic_version", column("version_num"))
_LOCK: Final = 7_426_883_451
"""A number of our own among PostgreSQL's advisory locks."""


class Revisions(NamedTuple):
    """`current` is None for a database without tables."""

    current: str | None
    head: str | None


def upgrade(connection: Connection) -> None:
    """Run what is missing up to the newest migration, inside the connection's transaction.

    Of processes that start together one migrates; the others wait for its end and find nothing left to do.
    """
    if connection.dialect.name == "postgresql":
        # SQLite's one writer at a time is such a lock already.
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    current, head = revisions(connection)
    if current != head:
        _migrate(connection)


def revisions(connection: Connection) -> Revisions:
    known = inspect(connection).has_table(_VERSION.name)
    return Revisions(connection.scalar(select(_VERSION)) if known else None, _head())


@cache
def _head() -> str | None:
    """Read from the files' names, `v0001_initial.py` and so on.

    Asked for by every look at the health, and the same as long as the process runs.
    """
    return max((path.name[1:5] for path in (_SCRIPTS / "versions").glob("v*.py")), default=None)


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config
