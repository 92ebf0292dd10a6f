import sqlite3
from pathlib import Path

import pytest

from bot.sandbox.state import Sandbox
from bot.sandbox.store import VERSION, Store, StoreUnusable


def test_a_file_that_is_no_database_is_named_with_a_way_out(tmp_path: Path):
    path = tmp_path / "practice.sqlite3"
    path.write_text("this is a shopping list, and a long one at that " * 50)
    with pytest.raises(StoreUnusable, match=r"practice\.sqlite3: .* delete this one"):
        Store(path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(StoreUnusable, match="nowhere"):
        Store(tmp_path / "nowhere" / "practice.sqlite3")


def test_a_file_of_another_layout_is_not_touched(database: Path):
    with sqlite3.connect(database) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    with pytest.raises(StoreUnusable, match=f"layout {VERSION + 1}"):
        Store(database)


def test_what_fails_half_way_leaves_nothing_behind(sandbox: Sandbox):
    runner_id = sandbox.store.runners()[0].id
    with pytest.raises(RuntimeError), sandbox.transaction():
        sandbox.add_message(sandbox.group_chat(), sandbox.bot_user(), {"text": "half"})
        sandbox.store.start_runner(runner_id)
        raise RuntimeError
    assert sandbox.store.history(sandbox.cast.group.id, None, 9) == []
    assert not sandbox.store.runner(runner_id).started


def test_sending_does_not_slow_down_with_the_history(sandbox: Sandbox):
    def plan(sql: str) -> str:
        return " ".join(row[3] for row in sandbox.store._db.execute(f"EXPLAIN QUERY PLAN {sql}"))

    assert "SCAN" not in plan("SELECT id FROM messages WHERE chat_id = 1 AND id < 9 ORDER BY id DESC LIMIT 5")
    assert "SCAN" not in plan("SELECT id, body FROM messages WHERE id = 1 AND chat_id = 1")
    assert "SCAN" not in plan("UPDATE callbacks SET answered = 1 WHERE id = 1 AND NOT answered")
