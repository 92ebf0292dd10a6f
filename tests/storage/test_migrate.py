import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Index, Table, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.storage.migrate import _config
from bot.storage.store import Store
from bot.storage.tables import metadata
from bot.storage.types import UtcDateTime


def _differences(connection: Connection) -> list:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return compare_metadata(context, metadata)


def _definitions(connection: Connection) -> dict[str, tuple]:
    """What Alembic does not compare: checks, primary keys, the words of indexes and generated columns."""
    looking = inspect(connection)
    return {
        table: (
            sorted((check["name"], check["sqltext"]) for check in looking.get_check_constraints(table)),
            looking.get_pk_constraint(table),
            [(column["name"], column.get("computed")) for column in looking.get_columns(table)],
            sorted(
                (
                    index["name"],
                    *sorted(f"{option} {value}" for option, value in index["dialect_options"].items()),
                )
                for index in looking.get_indexes(table)
            ),
        )
        for table in metadata.tables
    }


async def test_the_migrated_schema_is_the_one_the_code_expects(store: Store) -> None:
    async with store._engine.begin() as connection:
        assert await connection.run_sync(_differences) == []


async def test_the_migrated_schema_has_the_same_checks_keys_and_partial_indexes(blank: Store) -> None:
    await blank.upgrade()
    async with blank._engine.begin() as connection:
        migrated = await connection.run_sync(_definitions)
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
        assert migrated == await connection.run_sync(_definitions)


COUNTED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'",
    "postgresql": "SELECT table_name AS name FROM information_schema.columns "
    "WHERE table_schema = 'public' AND column_name = 'id' AND column_default LIKE 'nextval%'",
}


async def test_deleted_ids_never_come_back_in_the_migrated_schema(store: Store) -> None:
    """An id stands in the buttons of a sent message: a row that took it over would get another's taps."""
    query = text(COUNTED[store._engine.dialect.name])
    async with store._engine.begin() as connection:
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
    async with blank._writing() as connection:
        await connection.run_sync(_migrate, command.upgrade, "0001")
        assert "country" not in await connection.run_sync(_runner_columns)
        await connection.execute(text(OLD_RUNNER))
        await connection.run_sync(_migrate, command.upgrade, "0002")
        assert (await connection.execute(text("SELECT chat_id, country FROM runners"))).all() == [(7, None)]
        await connection.run_sync(_migrate, command.downgrade, "0001")
        assert "country" not in await connection.run_sync(_runner_columns)
        assert (await connection.execute(text("SELECT chat_id FROM runners"))).scalar_one() == 7


async def test_the_extras_come_and_go_with_their_migration_and_the_rows_stay(blank: Store) -> None:
    """Who was there before may be asked: the questions are on until they are turned off."""
    async with blank._writing() as connection:
        await connection.run_sync(_migrate, command.upgrade, "0006")
        await connection.execute(text(OLD_RUNNER))
        await connection.execute(
            text("INSERT INTO sessions VALUES (7, '2026-01-02', 'session', '2026-01-02 07:00:00')")
        )
        await connection.run_sync(_migrate, command.upgrade, "0007")
        assert (await connection.execute(text("SELECT extras_on FROM runners"))).scalar_one() == 1
        assert (await connection.execute(text("SELECT feel, felt_at FROM sessions"))).all() == [(None, None)]
        await connection.run_sync(_migrate, command.downgrade, "0006")
        assert "extras_on" not in await connection.run_sync(_runner_columns)
        assert (await connection.execute(text("SELECT kind FROM sessions"))).scalar_one() == "session"


async def test_what_was_planned_before_is_sent_in_the_new_order_and_can_be_taken_back(blank: Store) -> None:
    async with blank._writing() as connection:
        await connection.run_sync(_migrate, command.upgrade, "0008")
        await connection.execute(text(OLD_RUNNER))
        for kind in ("strength", "follow_up", "half_way"):
            await connection.execute(text(OLD_OCCURRENCE), {"kind": kind})
        await connection.run_sync(_migrate, command.upgrade, "0009")
        rows = await connection.execute(text("SELECT kind, priority FROM occurrences ORDER BY id"))
        assert rows.all() == [("strength", 1), ("follow_up", 0), ("half_way", 0)]
        await connection.run_sync(_migrate, command.downgrade, "0008")
        indexes = await connection.run_sync(lambda c: inspect(c).get_indexes("occurrences"))
        assert "ix_occurrences_ready_at" in {index["name"] for index in indexes}
        assert (await connection.execute(text("SELECT count(*) FROM occurrences"))).scalar_one() == 3


OLD_OCCURRENCE = """INSERT INTO occurrences (chat_id, kind, local_date, due_at, state, attempts)
    VALUES (7, :kind, '2026-01-02', '2026-01-02 07:00:00', 'planned', 0)"""
OLD_RUNNER = """INSERT INTO runners (chat_id, created_at, strength_days, strength_at, checkin_at, strength_on,
    checkin_on, state, pool_only, active)
    VALUES (7, '2026-01-01 00:00:00', 'tue', '07:00:00', '20:00:00', FALSE, FALSE, 'normal', FALSE, TRUE)"""


def _migrate(connection: Connection, run: Callable[[Config, str], None], to: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    run(config, to)


def _runner_columns(connection: Connection) -> set[str]:
    return {column["name"] for column in inspect(connection).get_columns("runners")}
