"""What only PostgreSQL has: a server that can be away, several processes, types and limits of its own."""

import asyncio
import os
import signal
import sys

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.storage.database import open_database, parse_url
from bot.storage.store import Store
from bot.storage.tx import Tx
from bot.storage.unavailable import StoreUnavailable
from tests.databases import Postgres
from tests.statements import connected

from .conftest import ALICE, BOB, NOW


async def _ask(store: Store, question: str) -> list[tuple]:
    async with connected(store) as connection:
        return [tuple(row) for row in await connection.execute(text(question))]


async def test_instants_are_kept_with_their_zone_and_data_as_json(postgres_store: Store) -> None:
    kinds = dict(
        await _ask(
            postgres_store,
            "SELECT table_name || '.' || column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = 'public'",
        )
    )
    assert "timestamp without time zone" not in kinds.values()
    assert kinds["occurrences.due_at"] == kinds["occurrences.ready_at"] == "timestamp with time zone"
    assert (kinds["events.data"], kinds["runners.chat_id"]) == ("json", "bigint")


async def test_the_server_derives_when_a_row_is_ready_and_indexes_only_those(postgres_store: Store) -> None:
    generated = await _ask(
        postgres_store,
        "SELECT column_name FROM information_schema.columns WHERE is_generated = 'ALWAYS'",
    )
    partial = await _ask(
        postgres_store,
        "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE '%WHERE%'",
    )
    assert generated == [("ready_at",)]
    assert sorted(partial) == [("ix_inbox_pending",), ("ix_occurrences_priority_ready_at",)]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("statement_timeout", "15s"),
        ("lock_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "1min"),
        ("timezone", "UTC"),
        ("application_name", "hamstring-coach"),
    ],
)
async def test_every_connection_is_told_its_limits(postgres_store: Store, setting: str, value: str) -> None:
    assert await _ask(postgres_store, f"SHOW {setting}") == [(value,)]


async def test_a_migration_may_take_as_long_as_it_needs(postgres_store: Store) -> None:
    limit = await postgres_store._database.migrate(
        lambda connection: connection.scalar(text("SHOW statement_timeout"))
    )
    assert limit == "0"


async def test_a_transaction_that_only_reads_cannot_write(postgres_store: Store) -> None:
    with pytest.raises(DBAPIError, match="read-only"):
        async with postgres_store.read() as tx:
            await tx.runners.ensure(ALICE, NOW)


async def test_of_two_that_wait_for_each_other_one_goes_on_and_one_may_try_again(
    postgres_store: Store,
) -> None:
    async with postgres_store.begin() as tx:
        await tx.runners.ensure(ALICE, NOW)
        await tx.runners.ensure(BOB, NOW)
    both_hold_one = asyncio.Barrier(2)

    async def lock(first: int, second: int) -> None:
        async with postgres_store.begin() as tx:
            await tx.runners.get(first)
            await both_hold_one.wait()
            await tx.runners.get(second)

    ended = await asyncio.gather(lock(ALICE, BOB), lock(BOB, ALICE), return_exceptions=True)
    assert {type(one) for one in ended} == {type(None), StoreUnavailable}


async def test_addresses_may_say_what_psql_understands(postgres: Postgres) -> None:
    store = await Store.open(f"{postgres.new_database()}&sslmode=prefer&application_name=another")
    assert await _ask(store, "SELECT 1") == [(1,)]
    await store.close()


async def test_a_server_that_was_away_is_used_again_as_soon_as_it_is_back(
    postgres: Postgres, postgres_store: Store
) -> None:
    async with postgres_store.begin() as tx:
        await tx.runners.ensure(ALICE, NOW)
    postgres.stop()
    try:
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="database"):
                async with postgres_store.read() as tx:
                    await tx.runners.get(ALICE)
    finally:
        postgres.start()
    async with postgres_store.begin() as tx:
        assert (await tx.runners.get(ALICE)).created_at == NOW


async def test_a_transaction_that_the_server_left_in_the_middle_fails_clearly_and_leaves_nothing(
    postgres: Postgres, postgres_store: Store
) -> None:
    with pytest.raises(StoreUnavailable, match="lost"):
        async with postgres_store.begin() as tx:
            await tx.runners.ensure(ALICE, NOW)
            postgres.stop()
            postgres.start()
            await tx.runners.get(ALICE)
    async with postgres_store.begin() as tx:
        assert await tx.runners.get(ALICE) is None
        await tx.runners.ensure(ALICE, NOW)


async def test_a_server_that_falls_silent_is_given_up_and_replaced(
    postgres: Postgres, postgres_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As behind a cable that was pulled: nothing is refused, nothing comes back."""
    monkeypatch.setattr("bot.storage.postgres._ANSWER_WITHIN", 0.3)
    store = await Store.open(postgres.shared, migrate=False)
    silenced: list[int] = []
    try:
        with pytest.raises(StoreUnavailable, match="does not answer"):
            async with store.begin() as tx:
                silenced += await _backend(tx)
                os.kill(silenced[0], signal.SIGSTOP)
                await tx.runners.get(ALICE)
        async with store.begin() as tx:
            assert await tx.runners.get(ALICE) is None
            assert await _backend(tx) != silenced
    finally:
        os.kill(silenced[0], signal.SIGCONT)
        await store.close()


async def _backend(tx: Tx) -> list[int]:
    """The process of the server that serves this transaction."""
    found = await tx.runners._connection.execute(text("SELECT pg_backend_pid()"))
    return list(found.scalars())


async def test_a_server_that_is_not_there_is_an_error_that_says_so() -> None:
    with pytest.raises(StoreUnavailable, match="no connection to the database"):
        await Store.open("postgresql://nobody@127.0.0.1:1/coach")


def test_without_its_driver_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(ValueError, match=r"hamstring-coach\[postgres\]"):
        open_database(parse_url("postgresql://localhost/coach"))


async def test_of_processes_that_start_together_one_migrates_and_all_come_up(postgres: Postgres) -> None:
    url = postgres.new_database()
    command = [sys.executable, "-m", "bot", "db", "upgrade", "--database", url]
    started = [
        await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE) for _ in range(2)
    ]
    said = [(await process.communicate())[0].decode() for process in started]
    assert [process.returncode for process in started] == [0, 0], said
    store = await Store.open(url, migrate=False)
    standing = await store.revisions()
    assert standing.current == standing.head
    await store.close()


async def test_only_what_is_hurried_does_not_wait_for_the_disk(postgres_store: Store) -> None:
    async def decided_by(tx: Tx) -> str:
        asked = text("SELECT source FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'off'")
        return (await tx.runners._connection.execute(asked)).scalar_one()

    async with postgres_store.hurried() as tx:
        assert await decided_by(tx) == "client"
    async with postgres_store.begin() as tx:
        assert await decided_by(tx) != "client"
