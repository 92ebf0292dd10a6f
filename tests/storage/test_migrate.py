import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Index, Table, create_engine, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.storage.migrate import _config, _head, upgrade
from bot.storage.store import Store
from bot.storage.tables import metadata
from bot.storage.types import UtcDateTime
from tests.statements import connected, engine_of


def _differences(connection: Connection) -> list:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return compare_metadata(context, metadata)


def _definitions(connection: Connection) -> dict[str, tuple]:
    """What Alembic does not compare: checks, keys, the words of indexes, the columns' order and defaults."""
    looking = inspect(connection)
    return {
        table: (
            sorted((check["name"], check["sqltext"]) for check in looking.get_check_constraints(table)),
            looking.get_pk_constraint(table),
            [
                (column["name"], column["default"], column.get("computed"))
                for column in looking.get_columns(table)
            ],
            sorted(
                (
                    index["name"],
                    *sorted(f"{option} {value}" for option, value in index["dialect_options"].items()),
                )
                for index in looking.get_indexes(table)
            ),
        )
        for table in looking.get_table_names()
    }


@pytest.fixture
async def migrated(blank: Store) -> Store:
    """A database that went all the way from the first schema to today's."""
    await blank._database.migrate(partial(_migrate, run=command.upgrade, to="head"))
    return blank


async def test_the_migrated_schema_is_the_one_the_code_expects(migrated: Store) -> None:
    assert await migrated._database.inspect(_differences) == []


async def test_an_empty_database_gets_at_once_what_the_migrations_make_one_by_one(migrated: Store) -> None:
    step_by_step = await migrated._database.inspect(_definitions)
    revisions = await migrated.revisions()
    await migrated._database.migrate(_drop_all)
    await migrated.upgrade()
    assert step_by_step == await migrated._database.inspect(_definitions)
    assert revisions == await migrated.revisions()


async def test_tables_of_another_program_are_not_taken_for_ours(blank: Store) -> None:
    async with connected(blank) as connection:
        await connection.execute(text("CREATE TABLE events (id INTEGER)"))
    with pytest.raises(DBAPIError, match="already exists"):
        await blank.upgrade()
    assert (await blank.revisions()).current is None


COUNTED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'",
    "postgresql": "SELECT table_name AS name FROM information_schema.columns "
    "WHERE table_schema = 'public' AND column_name = 'id' AND column_default LIKE 'nextval%'",
}


async def test_deleted_ids_never_come_back_in_the_migrated_schema(migrated: Store) -> None:
    """An id stands in the buttons of a sent message: a row that took it over would get another's taps."""
    query = text(COUNTED[engine_of(migrated).dialect.name])
    async with connected(migrated) as connection:
        found = {row.name for row in await connection.execute(query)}
    assert found == {table.name for table in metadata.tables.values() if "id" in table.c}


async def test_a_database_knows_its_version_before_and_after(blank: Store) -> None:
    before = await blank.revisions()
    await blank.upgrade()
    after = await blank.revisions()
    assert before.current is None
    assert after.current == after.head == before.head
    assert after.head is not None


async def test_upgrading_twice_changes_nothing(store: Store) -> None:
    before = await store.revisions()
    await store.upgrade()
    assert await store.revisions() == before


async def test_two_that_open_an_empty_database_at_once_both_find_it_ready(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    stores = await asyncio.gather(*(Store.open(url) for _ in range(3)))
    for store in stores:
        assert (await store.revisions()).current == (await store.revisions()).head
        await store.close()


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_the_tables_can_be_written_down_for_postgresql_too(table: Table) -> None:
    dialect = postgresql.dialect()
    words = str(CreateTable(table).compile(dialect=dialect))
    assert ("TIMESTAMP WITH TIME ZONE" in words) == any(isinstance(c.type, UtcDateTime) for c in table.c)
    assert "TIMESTAMP WITHOUT" not in words
    for index in table.indexes:
        assert ("WHERE" in str(CreateIndex(index).compile(dialect=dialect))) == _partial(index)


def _partial(index: Index) -> bool:
    return index.dialect_options["sqlite"]["where"] is not None


async def test_the_country_column_comes_and_goes_with_its_migration_and_the_rows_stay(blank: Store) -> None:
    """Both ways: a database of the first schema is brought up to date, and can be taken back."""

    def there_and_back(connection: Connection) -> None:
        _migrate(connection, command.upgrade, "0001")
        assert "country" not in _runner_columns(connection)
        connection.execute(text(OLD_RUNNER))
        _migrate(connection, command.upgrade, "0002")
        assert connection.execute(text("SELECT chat_id, country FROM runners")).all() == [(7, None)]
        _migrate(connection, command.downgrade, "0001")
        assert "country" not in _runner_columns(connection)
        assert connection.execute(text("SELECT chat_id FROM runners")).scalar_one() == 7

    await blank._database.migrate(there_and_back)


async def test_the_extras_come_and_go_with_their_migration_and_the_rows_stay(blank: Store) -> None:
    """Who was there before may be asked: the questions are on until they are turned off."""

    def there_and_back(connection: Connection) -> None:
        _migrate(connection, command.upgrade, "0006")
        connection.execute(text(OLD_RUNNER))
        connection.execute(
            text("INSERT INTO sessions VALUES (7, '2026-01-02', 'session', '2026-01-02 07:00:00')")
        )
        _migrate(connection, command.upgrade, "0007")
        assert connection.execute(text("SELECT extras_on FROM runners")).scalar_one() == 1
        assert connection.execute(text("SELECT feel, felt_at FROM sessions")).all() == [(None, None)]
        _migrate(connection, command.downgrade, "0006")
        assert "extras_on" not in _runner_columns(connection)
        assert connection.execute(text("SELECT kind FROM sessions")).scalar_one() == "session"

    await blank._database.migrate(there_and_back)


async def test_what_was_planned_before_is_sent_in_the_new_order_and_can_be_taken_back(blank: Store) -> None:
    def there_and_back(connection: Connection) -> None:
        _migrate(connection, command.upgrade, "0008")
        connection.execute(text(OLD_RUNNER))
        for kind in ("strength", "follow_up", "half_way"):
            connection.execute(text(OLD_OCCURRENCE), {"kind": kind})
        _migrate(connection, command.upgrade, "0009")
        rows = connection.execute(text("SELECT kind, priority FROM occurrences ORDER BY id"))
        assert rows.all() == [("strength", 1), ("follow_up", 0), ("half_way", 0)]
        _migrate(connection, command.downgrade, "0008")
        indexes = inspect(connection).get_indexes("occurrences")
        assert "ix_occurrences_ready_at" in {index["name"] for index in indexes}
        assert connection.execute(text("SELECT count(*) FROM occurrences")).scalar_one() == 3

    await blank._database.migrate(there_and_back)


def test_the_newest_migration_is_told_by_the_names_of_the_files() -> None:
    scripts = ScriptDirectory.from_config(_config())
    assert _head() == scripts.get_current_head()
    for script in scripts.walk_revisions():
        assert Path(script.path).name.startswith(f"v{script.revision}_")


def test_a_database_of_a_newer_program_is_not_taken_for_one_that_is_up_to_date(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'coach.db'}")
    with engine.begin() as connection:
        upgrade(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(CommandError, match="9999"):
            upgrade(connection)
    engine.dispose()


OLD_OCCURRENCE = """INSERT INTO occurrences (chat_id, kind, local_date, due_at, state, attempts)
    VALUES (7, :kind, '2026-01-02', '2026-01-02 07:00:00', 'planned', 0)"""
OLD_RUNNER = """INSERT INTO runners (chat_id, created_at, strength_days, strength_at, checkin_at, strength_on,
    checkin_on, state, pool_only, active)
    VALUES (7, '2026-01-01 00:00:00', 'tue', '07:00:00', '20:00:00', FALSE, FALSE, 'normal', FALSE, TRUE)"""


def _migrate(connection: Connection, run: Callable[[Config, str], None], to: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    run(config, to)


def _drop_all(connection: Connection) -> None:
    metadata.drop_all(connection)
    connection.execute(text("DROP TABLE alembic_version"))


def _runner_columns(connection: Connection) -> set[str]:
    return {column["name"] for column in inspect(connection).get_columns("runners")}
