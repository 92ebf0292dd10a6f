"""The schema's version: where a database stands and how it gets up to date, without an alembic.ini.

Alembic is slow to import and large, so it is imported only where a database of an earlier version stands. An
empty one gets the tables as they are today, which a test holds against those that all migrations make.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import Column, Connection, MetaData, String, Table, func, inspect, select

from bot.storage.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS: Final = Path(__file__).parent / "migrations"
_VERSION: Final = Table(
    "alembic_version",
    MetaData(naming_convention={"pk": "%(table_name)s_pkc"}),
    Column("version_num", String(32), primary_key=True),
)
"""As Alembic makes it."""
_LOCK: Final = 7_426_883_451
"""A number of our own among PostgreSQL's advisory locks."""


class Revisions(NamedTuple):
    """`current` is None for a database without tables."""

    current: str | None
    head: str | None


def upgrade(connection: Connection) -> None:
    """Make the tables, or run the migrations that are missing, inside the connection's transaction.

    Of processes that start together one migrates; the others wait for its end and find nothing left to do.
    """
    if connection.dialect.name == "postgresql":
        # SQLite's one writer at a time is such a lock already.
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    if not _has_version(connection):
        _create(connection)
    elif connection.scalar(select(_VERSION)) != _head():
        _migrate(connection)


def revisions(connection: Connection) -> Revisions:
    current = connection.scalar(select(_VERSION)) if _has_version(connection) else None
    return Revisions(current, _head())


def _has_version(connection: Connection) -> bool:
    return inspect(connection).has_table(_VERSION.name)


@cache
def _head() -> str | None:
    """Read from the files' names, `v0001_initial.py` and so on.

    Asked for by every look at the health, and the same as long as the process runs.
    """
    return max((path.name[1:5] for path in (_SCRIPTS / "versions").glob("v*.py")), default=None)


def _create(connection: Connection) -> None:
    # Unchecked: a table of the same name that another program made is not ours to use.
    metadata.create_all(connection, checkfirst=False)
    _VERSION.create(connection)
    connection.execute(_VERSION.insert().values(version_num=_head()))


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
