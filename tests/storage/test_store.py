import asyncio
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.storage.store import Store
from tests.statements import connected

from .conftest import ALICE, BOB, NOW


async def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.begin() as tx:
            await tx.runners.ensure(ALICE, NOW)
            _ = 1 / 0
    async with store.read() as tx:
        assert await tx.runners.get(ALICE) is None


async def test_what_is_done_in_a_hurry_is_there_for_the_next_transaction(store: Store) -> None:
    async with store.hurried() as tx:
        await tx.runners.ensure(ALICE, NOW)
    async with store.read() as tx:
        assert await tx.runners.get(ALICE) is not None


async def test_read_modify_writes_side_by_side_lose_no_update(runners: Store) -> None:
    async def add_forty() -> None:
        for _ in range(40):
            async with runners.begin() as tx:
                runner = await tx.runners.get(ALICE)
                await tx.runners.update(ALICE, state_rule=str(int(runner.state_rule or 0) + 1))

    await asyncio.gather(*(add_forty() for _ in range(8)))
    async with runners.read() as tx:
        assert (await tx.runners.get(ALICE)).state_rule == "320"


async def test_two_processes_worth_of_stores_lose_no_update(database: str) -> None:
    """Two stores on one database share no lock in memory, as two processes would not."""
    stores = [await Store.open(database) for _ in range(2)]
    async with stores[0].begin() as tx:
        await tx.runners.ensure(ALICE, NOW)

    async def add_twenty(store: Store) -> None:
        for _ in range(20):
            async with store.begin() as tx:
                runner = await tx.runners.get(ALICE)
                await tx.runners.update(ALICE, state_rule=str(int(runner.state_rule or 0) + 1))

    await asyncio.gather(*(add_twenty(store) for store in stores for _ in range(2)))
    async with stores[1].read() as tx:
        assert (await tx.runners.get(ALICE)).state_rule == "80"
    for store in stores:
        await store.close()


def test_sqlite_as_its_driver_is_set_up_loses_an_update_without_an_error(tmp_path: Path) -> None:
    """Why every connection is told to leave transactions to us, and a writer to say so at once."""
    engine = create_engine(f"sqlite:///{tmp_path / 'counter.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    with engine.connect() as one, engine.connect() as other:
        values = [connection.scalar(text("SELECT value FROM counter")) for connection in (one, other)]
        for connection, value in zip((one, other), values, strict=True):
            connection.execute(text("UPDATE counter SET value = :new"), {"new": value + 1})
            connection.commit()
        assert one.scalar(text("SELECT value FROM counter")) == 1
    engine.dispose()


async def test_writers_at_the_same_time_share_a_transaction_and_one_that_fails_undoes_its_own_part_only(
    store: Store,
) -> None:
    async def arrive(chat_id: int) -> None:
        async with store.begin() as tx:
            await tx.runners.ensure(chat_id, NOW)
            _ = 1 / (chat_id % 10)

    ended = await asyncio.gather(*(arrive(chat_id) for chat_id in range(1, 31)), return_exceptions=True)
    assert [type(one) for one in ended].count(ZeroDivisionError) == 3
    async with store.read() as tx:
        assert [n for n in range(1, 31) if await tx.runners.get(n) is None] == [10, 20, 30]


async def test_two_hundred_writers_at_once_all_get_their_turn(store: Store) -> None:
    async def arrive(chat_id: int) -> None:
        async with store.begin() as tx:
            await tx.runners.ensure(chat_id, NOW)

    await asyncio.gather(*(arrive(chat_id) for chat_id in range(200)))
    async with store.read() as tx:
        assert await tx.runners.count() == 200


async def test_what_was_kept_is_there_after_opening_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deeper' / 'still' / 'coach.db'}"
    store = await Store.open(url)
    async with store.begin() as tx:
        kept = await tx.runners.ensure(ALICE, NOW)
    await store.close()
    store = await Store.open(url)
    async with store.read() as tx:
        assert await tx.runners.get(ALICE) == kept
    await store.close()


async def test_a_reader_sees_one_moment_throughout(database: str) -> None:
    store = await Store.open(database)
    async with store.read() as reading:
        assert await reading.runners.get(ALICE) is None
        async with store.begin() as writing:
            await writing.runners.ensure(ALICE, NOW)
            await writing.runners.ensure(BOB, NOW)
        assert await reading.runners.count() == 0
    async with store.read() as reading:
        assert await reading.runners.count() == 2
    await store.close()


async def test_a_reader_is_not_held_up_by_a_writer(database: str) -> None:
    store = await Store.open(database)
    async with store.begin() as writing:
        await writing.runners.ensure(ALICE, NOW)
        async with store.read() as reading:
            assert await reading.runners.count() == 0
    await store.close()


async def test_a_sqlite_connection_is_told_what_keeps_data_safe(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'coach.db'}")
    async with connected(store) as connection:
        told = {
            name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "busy_timeout", "foreign_keys", "secure_delete")
        }
    assert told == {"journal_mode": "wal", "busy_timeout": 5000, "foreign_keys": 1, "secure_delete": 1}
    await store.close()


@pytest.mark.parametrize("url", ["", "coach.db", "mysql://localhost/coach", "oracle://x"])
async def test_a_database_we_cannot_use_is_refused_with_a_word_on_how_to_write_it(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///"):
        await Store.open(url)


async def test_a_folder_in_place_of_the_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=tmp_path.name):
        await Store.open(f"sqlite:///{tmp_path}")
