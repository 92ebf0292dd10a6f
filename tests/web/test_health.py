"""Alive without a database; ready only with one that is up to date, and with work that moves."""

import asyncio

import httpx
import pytest
from sqlalchemy import text

from bot.storage.migrate import Revisions
from bot.storage.store import Store
from bot.web.door import Door
from tests.statements import connected

FINE = {"open": "ok", "store": "ok", "schema": "ok", "inbox": "ok"}


async def test_all_is_well(client: httpx.AsyncClient) -> None:
    alive, ready = await client.get("/healthz"), await client.get("/readyz")
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()) == (200, FINE)


async def _failing(client: httpx.AsyncClient, *parts: str) -> None:
    assert (await client.get("/healthz")).status_code == 200
    ready = await client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json() == {**FINE, **dict.fromkeys(parts, "failing")}


async def test_work_that_does_not_move_is_told(client: httpx.AsyncClient, parts: dict[str, bool]) -> None:
    parts["inbox"] = False
    await _failing(client, "inbox")


async def test_a_schema_that_is_not_the_newest_is_told(client: httpx.AsyncClient, store: Store) -> None:
    async with connected(store) as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    await _failing(client, "schema")


async def test_a_store_that_fails_is_told_and_why_stays_in_the_log(
    client: httpx.AsyncClient,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def failing() -> Revisions:
        raise OSError("postgresql://coach:password@db")

    monkeypatch.setattr(store, "revisions", failing)
    await _failing(client, "store", "schema")
    assert "the store does not answer" in caplog.text


async def test_a_store_that_hangs_is_told_in_time(
    client: httpx.AsyncClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.health.STORE_WITHIN", 0.05)

    async def hanging() -> Revisions:
        await asyncio.Event().wait()
        raise AssertionError("nobody ends this wait")

    monkeypatch.setattr(store, "revisions", hanging)
    await _failing(client, "store", "schema")


async def test_a_coach_that_starts_or_stops_is_not_ready(door: Door) -> None:
    await door.close()
    await door.open()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{door.port}") as client:
        await _failing(client, "open")
