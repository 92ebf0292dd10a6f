"""The database itself writes down what changes in it, by triggers: no code of the coach is believed."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import event, text

from bot.storage.store import Store
from tests.statements import connected, engine_of

from .log import Entry

_STATE: Final = {
    "from": "old.state",
    "to": "new.state",
    "rule": "new.state_rule",
    "step": "new.ladder_step",
}
_SETTING: Final = {
    name: f"new.{name}"
    for name in (
        "zone",
        "level",
        "strength_days",
        "strength_at",
        "checkin_at",
        "strength_on",
        "checkin_on",
        "paused_until",
        "active",
        "set_up_at",
        "silent_since",
        "here_at",
        "physio",
    )
}
_OCCURRENCE: Final = {
    name: f"new.{name}"
    for name in ("id", "kind", "local_date", "due_at", "state", "outcome", "message_id", "response")
}
_CHECKIN: Final = {"day": "new.local_date", "soreness": "new.soreness"}
_TRIAGE: Final = {
    "day": "new.local_date",
    "outcome": "new.outcome",
    "rule": "new.rule",
    "answers": "new.answers",
}
_EVENT: Final = {"id": "new.id", "kind": "new.kind", "data": "new.data"}
_SESSION: Final = {"day": "new.local_date", "kind": "new.kind"}
_GONE: Final = {"id": "old.id", "kind": "old.kind", "local_date": "old.local_date", "state": "'deleted'"}

_TRIGGERS: Final = (
    ("state", "update of state, state_rule, state_since on runners", _STATE),
    ("setting", "insert on runners", _SETTING),
    ("setting", f"update of {', '.join(_SETTING)} on runners", _SETTING),
    ("occurrence", "insert on occurrences", _OCCURRENCE),
    ("occurrence", "update on occurrences", _OCCURRENCE),
    ("occurrence", "delete on occurrences", _GONE),
    ("checkin", "insert on checkins", _CHECKIN),
    ("checkin", "update on checkins", _CHECKIN),
    ("triage", "insert on triages", _TRIAGE),
    ("event", "insert on events", _EVENT),
    ("session", "insert on sessions", _SESSION),
)


async def attend(store: Store, now: Callable[[], datetime]) -> None:
    """Watch this store; `now` dates the entries. Also spares the season the waits for the disk."""

    def prepare(connection: Any, _: object) -> None:
        connection.create_function("season_now", 0, lambda: now().isoformat())
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.close()

    event.listen(engine_of(store), "connect", prepare)
    await store.close()  # its next connections are the first that are heard of
    async with connected(store) as connection:
        await connection.execute(
            text(
                "CREATE TABLE IF NOT EXISTS season (id INTEGER PRIMARY KEY, at TEXT, what TEXT, chat INTEGER,"
                " data TEXT)"
            )
        )
        for number, (what, on, columns) in enumerate(_TRIGGERS):
            await connection.execute(text(_trigger(f"season_{number}", what, on, columns)))


async def entries(store: Store) -> list[Entry]:
    async with connected(store) as connection:
        rows = await connection.execute(text("SELECT at, what, chat, data FROM season ORDER BY id"))
        return [
            Entry(datetime.fromisoformat(at), what, chat, json.loads(data)) for at, what, chat, data in rows
        ]


def _trigger(name: str, what: str, on: str, columns: dict[str, str]) -> str:
    pairs = ", ".join(f"'{key}', {column}" for key, column in columns.items())
    row = "old" if on.startswith("delete") else "new"
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {on} BEGIN INSERT INTO season (at, what, chat, data) "
        f"VALUES (season_now(), '{what}', {row}.chat_id, json_object({pairs})); END"
    )
