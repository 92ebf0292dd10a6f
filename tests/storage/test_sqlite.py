"""What only SQLite has here: transactions that writers share, and a lock that another process may hold."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.storage.store import Store
from bot.storage.tx import Tx
from bot.storage.unavailable import StoreUnavailable
from tests.statements import engine_of

from .conftest import ALICE, BOB, NOW


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    return tmp_path / "coach.db"


@pytest.fixture
async def store(file: Path) -> AsyncIterator[Store]:
    opened = await Store.open(f"sqlite:///{file}")
    yield opened
    await opened.close()


async def _arrive(store: Store, chat_id: int) -> None:
    async with store.begin() as tx:
        await tx.runners.ensure(chat_id, NOW)


async def _known(store: Store) -> list[int]:
    async with store.read() as tx:
        return sorted(await tx.runners.of(range(1000)))


async def test_who_writes_at_the_same_time_waits_for_one_commit(store: Store) -> None:
    commits = []
    event.listen(engine_of(store), "commit", commits.append)
    await asyncio.gather(*(_arrive(store, chat_id) for chat_id in range(100)))
    assert len(commits) <= 2
    assert len(await _known(store)) == 100


async def test_nobody_hears_that_it_is_kept_before_it_is(store: Store, file: Path) -> None:
    await _arrive(store, 1)
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT chat_id FROM runners").fetchall() == [(1,)]


async def test_who_stops_waiting_leaves_the_others_what_they_wrote(store: Store) -> None:
    tasks = [asyncio.create_task(_arrive(store, chat_id)) for chat_id in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in ended] == [type(None), asyncio.CancelledError, type(None)]
    assert {0, 2} <= set(await _known(store))


async def test_when_the_database_undoes_everything_all_who_wrote_are_told_and_the_next_one_can(
    store: Store,
) -> None:
    """As it does when the disk is full: savepoints and all."""

    async def undo_all(tx: Tx) -> None:
        connection = tx.runners._connection.sync  # type: ignore[attr-defined]
        connection.connection.dbapi_connection.rollback()
        raise sqlite3.OperationalError("database or disk is full")

    async def break_it() -> None:
        async with store.begin() as tx:
            await undo_all(tx)

    ended = await asyncio.gather(_arrive(store, 1), break_it(), _arrive(store, 2), return_exceptions=True)
    assert [type(one) for one in ended] == [StoreUnavailable, sqlite3.OperationalError, type(None)]
    assert await _known(store) == [2]
    await _arrive(store, 3)
    assert await _known(store) == [2, 3]


async def test_a_writer_waits_for_another_process_and_holds_up_nobody(store: Store, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(_arrive(store, 1))
        for _ in range(5):
            await asyncio.sleep(0.01)
            assert await _known(store) == []
        assert not writing.done()
        other.execute("COMMIT")
    await writing
    assert await _known(store) == [1]


async def test_a_process_that_never_stops_writing_makes_the_store_unavailable(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.sqlite._WAITS", (0.001,) * 5)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="another process"):
            await _arrive(store, ALICE)
        other.execute("COMMIT")
    await _arrive(store, BOB)


async def test_a_store_that_is_closed_in_the_middle_keeps_what_was_written(store: Store) -> None:
    writing = asyncio.create_task(_arrive(store, 1))
    await asyncio.sleep(0)
    await store.close()
    await writing
    assert await _known(store) == [1]


async def test_what_was_committed_is_moved_into_the_file_apart_from_the_commits(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.checkpoints.EVERY", 0.0)
    for chat_id in range(20):
        await _arrive(store, chat_id)
    await store._database._checkpoints.finish()  # type: ignore[attr-defined]
    # The file alone, without its log.
    alone = sqlite3.connect(f"file:{file}?immutable=1", uri=True)
    with closing(alone):
        assert alone.execute("SELECT count(*) FROM runners").fetchone() == (20,)
