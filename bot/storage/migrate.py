"""The schema's version: where a database stands and how it gets up to date, without an alembic.ini."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 7_426_883_451
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
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def revisions(connection: Connection) -> Revisions:
    current = MigrationContext.configure(connection).get_current_revision()
    return Revisions(current, _head())


@cache
def _head() -> str | None:
    """Asked for by every look at the health, and the same as long as the process runs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config
