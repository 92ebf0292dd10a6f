"""One SQLite file that holds the whole practice Telegram."""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bot.sandbox.records import Callback, Json, JsonValue, Runner, StoredFile

FIRST_RUNNER_ID: Final = 700_000_001
VERSION: Final = 1
"""Layout of the file; raise it when a table changes."""

# NORMAL and OFF differ only when the machine dies; WAL keeps every commit through a kill of the process.
_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA busy_timeout=5000;"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runners (
    id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, username TEXT, language_code TEXT,
    started INTEGER NOT NULL DEFAULT 0, blocked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, chat_id INTEGER NOT NULL, body TEXT NOT NULL, keyboard TEXT);
CREATE INDEX IF NOT EXISTS messages_by_chat ON messages (chat_id, id);
CREATE TABLE IF NOT EXISTS updates (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS callbacks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL,
    runner_id INTEGER NOT NULL, asked_at REAL NOT NULL, answered INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS files (
    number INTEGER PRIMARY KEY AUTOINCREMENT, file_id TEXT NOT NULL UNIQUE, unique_id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL UNIQUE, name TEXT NOT NULL, mime TEXT NOT NULL, data BLOB NOT NULL);
"""
_FILE_COLUMNS = "file_id, unique_id, path, name, mime, data"


class StoreUnusable(Exception):  # noqa: N818 (says what is the matter)
    """The practice file cannot be used. The message names it and says how to mend it."""

    def __init__(self, path: Path | None, what: object) -> None:
        super().__init__(
            f"{path}: this practice file cannot be used ({what}); "
            "name another file, or delete this one to begin with empty chats"
        )


class Store:
    """Reads and writes rows; knows no Telegram rule. `path` None keeps everything in memory.

    Opening raises StoreUnusable.
    Calls are synchronous and made from one thread: handing them to another would take longer than they do.
    """

    def __init__(self, path: Path | None) -> None:
        try:
            self._db = sqlite3.connect(path or ":memory:", isolation_level=None)
        except sqlite3.Error as error:
            raise StoreUnusable(path, error) from error
        try:
            self._prepare(path)
        except sqlite3.Error as error:
            self._db.close()
            raise StoreUnusable(path, error) from error
        except StoreUnusable:
            self._db.close()
            raise

    def _prepare(self, path: Path | None) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, VERSION):
            raise StoreUnusable(path, f"it has layout {version} and this program reads layout {VERSION}")
        self._db.executescript(f"{_PRAGMAS} {_SCHEMA} PRAGMA user_version = {VERSION};")

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def fact(self, key: str, default: JsonValue = None) -> JsonValue:
        row = self._one("SELECT value FROM facts WHERE key = ?", key)
        return json.loads(row[0]) if row else default

    def set_fact(self, key: str, value: object) -> None:
        self._run("INSERT OR REPLACE INTO facts VALUES (?, ?)", key, json.dumps(value))

    def add_runner(self, first_name: str, username: str | None, language_code: str | None) -> Runner:
        cursor = self._run(
            "INSERT INTO runners (id, first_name, username, language_code) "
            "VALUES ((SELECT coalesce(max(id) + 1, ?) FROM runners), ?, ?, ?)",
            *(FIRST_RUNNER_ID, first_name, username, language_code),
        )
        return Runner(_new_id(cursor), first_name, username, language_code, started=False, blocked=False)

    def runner(self, runner_id: int) -> Runner | None:
        row = self._one("SELECT * FROM runners WHERE id = ?", runner_id)
        return _runner(row) if row else None

    def runners(self) -> list[Runner]:
        return [_runner(row) for row in self._db.execute("SELECT * FROM runners ORDER BY id")]

    def start_runner(self, runner_id: int) -> None:
        self._run("UPDATE runners SET started = 1 WHERE id = ? AND NOT started", runner_id)

    def set_blocked(self, runner_id: int, blocked: bool) -> bool:
        """True when this changed something."""
        changed = self._run(
            "UPDATE runners SET blocked = ? WHERE id = ? AND blocked <> ?", blocked, runner_id, blocked
        )
        return changed.rowcount == 1

    def add_message(self, chat_id: int, body: Json, keyboard: Json | None) -> int:
        shown = json.dumps(keyboard) if keyboard else None
        return _new_id(
            self._run(
                "INSERT INTO messages (chat_id, body, keyboard) VALUES (?, ?, ?)",
                chat_id,
                json.dumps(body),
                shown,
            )
        )

    def message(self, chat_id: int, message_id: int) -> Json | None:
        row = self._one("SELECT id, body FROM messages WHERE id = ? AND chat_id = ?", message_id, chat_id)
        return _message(*row) if row else None

    def replace_message(self, message: Json) -> None:
        body = {key: value for key, value in message.items() if key != "message_id"}
        self._run("UPDATE messages SET body = ? WHERE id = ?", json.dumps(body), message["message_id"])

    def delete_message(self, message_id: int) -> None:
        self._run("DELETE FROM messages WHERE id = ?", message_id)

    def history(self, chat_id: int, before: int | None, limit: int) -> list[Json]:
        """The newest messages of a chat, oldest first, each with the reply keyboard that came along."""
        rows = self._db.execute(
            "SELECT id, body, keyboard FROM messages WHERE chat_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
            (chat_id, before or 2**62, limit),
        ).fetchall()
        return [_message(*row) for row in reversed(rows)]

    def add_update(self, body: Json) -> int:
        return _new_id(self._run("INSERT INTO updates (body) VALUES (?)", json.dumps(body)))

    def updates(self, limit: int) -> list[Json]:
        rows = self._db.execute("SELECT id, body FROM updates ORDER BY id LIMIT ?", (limit,))
        return [{"update_id": number, **json.loads(body)} for number, body in rows]

    def forget_updates(self, before: int) -> None:
        self._run("DELETE FROM updates WHERE id < ?", before)

    def forget_update(self, update_id: int) -> None:
        self._run("DELETE FROM updates WHERE id = ?", update_id)

    def keep_last_updates(self, count: int) -> None:
        self._run(
            "DELETE FROM updates WHERE id NOT IN (SELECT id FROM updates ORDER BY id DESC LIMIT ?)", count
        )

    def pending_updates(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM updates").fetchone()[0])

    def add_callback(self, chat_id: int, message_id: int, runner_id: int, asked_at: float) -> int:
        return _new_id(
            self._run(
                "INSERT INTO callbacks (chat_id, message_id, runner_id, asked_at) VALUES (?, ?, ?, ?)",
                *(chat_id, message_id, runner_id, asked_at),
            )
        )

    def answer_callback(self, callback_id: int, asked_since: float) -> Callback | None:
        """Take a tap as answered. None when it is unknown, too old or answered already."""
        row = self._db.execute(
            "UPDATE callbacks SET answered = 1 WHERE id = ? AND NOT answered AND asked_at >= ? "
            "RETURNING id, chat_id, message_id, runner_id",
            (callback_id, asked_since),
        ).fetchone()
        return Callback(*row) if row else None

    def add_file(self, folder: str, suffix: str, name: str, mime: str, data: bytes) -> StoredFile:
        unique_id = secrets.token_urlsafe(12)
        cursor = self._run(
            f"INSERT INTO files ({_FILE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 (a constant list)
            *(f"PRACTICE{unique_id}", unique_id, unique_id, name, mime, data),
        )
        number = _new_id(cursor)
        path = f"{folder}/file_{number}{suffix}"
        self._run("UPDATE files SET path = ? WHERE number = ?", path, number)
        return StoredFile(f"PRACTICE{unique_id}", unique_id, path, name, mime, data)

    def file_by_id(self, file_id: str) -> StoredFile | None:
        return self._file("file_id", file_id)

    def file_by_unique_id(self, unique_id: str) -> StoredFile | None:
        return self._file("unique_id", unique_id)

    def file_by_path(self, path: str) -> StoredFile | None:
        return self._file("path", path)

    def _file(self, column: str, value: str) -> StoredFile | None:
        row = self._one(f"SELECT {_FILE_COLUMNS} FROM files WHERE {column} = ?", value)  # noqa: S608 (our own names)
        return StoredFile(*row) if row else None

    def _run(self, sql: str, *values: object) -> sqlite3.Cursor:
        return self._db.execute(sql, values)

    def _one(self, sql: str, *values: object) -> JsonValue:
        return self._run(sql, *values).fetchone()


def _new_id(cursor: sqlite3.Cursor) -> int:
    if cursor.lastrowid is None:
        raise RuntimeError("an INSERT gave no row id")
    return cursor.lastrowid


def _runner(row: tuple[Any, ...]) -> Runner:
    runner_id, first_name, username, language_code, started, blocked = row
    return Runner(runner_id, first_name, username, language_code, bool(started), bool(blocked))


def _message(message_id: int, body: str, keyboard: str | None = None) -> Json:
    shown = {"reply_keyboard": json.loads(keyboard)} if keyboard else {}
    return {"message_id": message_id, **json.loads(body), **shown}
