"""Real processes on one database: two that answer, one that sends; killed or stopped in the middle."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.bot_api import BotApi
from bot.sandbox.records import JsonValue
from bot.sandbox.server import SandboxServer
from bot.sandbox.state import Sandbox
from bot.serving import Server
from bot.storage.store import Store
from bot.storage.tables import chat_leases
from tests.statements import connected

from ..databases import SHARED
from ..test_restart import ROOT, Chat

TOKEN, SECRET = "4242:abc-DEF_1", "shared_Secret-1"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _spawn(role: str, mine: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--role", role],
        cwd=ROOT,
        env={**os.environ, **mine},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@dataclass
class Gate:
    """Holds what the coach sends until it is opened."""

    open: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0

    async def pass_through(self, request: Request) -> None:
        if "sendMessage" in request.url.path or "editMessage" in request.url.path:
            self.waiting += 1
            await self.open.wait()
            self.waiting -= 1

    async def held(self, count: int = 1) -> None:
        async with asyncio.timeout(20):
            while self.waiting < count:  # noqa: ASYNC110 (nothing tells)
                await asyncio.sleep(0.01)


class Balancer:
    """Hands each request of Telegram to the next process; one that is gone costs a 502."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.ports: list[int] = []
        self.given: list[int] = []
        self.server = Server(Starlette(routes=[Route("/hook", self._pass_on, methods=["POST"])]))

    async def _pass_on(self, request: Request) -> Response:
        port = self.ports[len(self.given) % len(self.ports)]
        self.given.append(port)
        headers = {name: value for name, value in request.headers.items() if name != "host"}
        try:
            answer = await self._client.post(
                f"http://127.0.0.1:{port}/hook", content=await request.body(), headers=headers
            )
        except httpx.TransportError:
            return Response(status_code=502)
        return Response(status_code=answer.status_code)


class Town:
    """The practice Telegram, a balancer, one store, and as many processes as a test starts."""

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        self.client = client
        self.url = url
        self.sandbox = Sandbox.open()
        self.telegram = SandboxServer(self.sandbox)
        self.balancer = Balancer(client)
        self.gate = Gate()
        self.gate.open.set()
        self.store: Store
        self.running: dict[int, subprocess.Popen[str]] = {}

    @property
    def runner(self) -> int:
        return self.sandbox.store.runners()[0].id

    @property
    def chat(self) -> Chat:
        return Chat(self.client, f"{self.telegram.base_url}/practice/api", self.runner)

    async def start(self, role: str) -> int:
        """Returns the port of its health, once it is ready."""
        port = _free_port()
        mine = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": self.telegram.base_url,
            "DATABASE_URL": self.url,
            "WEBHOOK_URL": f"http://127.0.0.1:{self.balancer.server.port}/hook",
            "WEBHOOK_SECRET": SECRET,
            "HTTP_PORT": str(port),
            "HTTP_HOST": "",
            "ADMIN_IDS": "",
            "LOG_LEVEL": "",
        }
        self.running[port] = _spawn(role, mine)
        await self._ready(port)
        if role != "sender":
            self.balancer.ports.append(port)
        return port

    async def _ready(self, port: int) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                answer = await self.client.get(f"http://127.0.0.1:{port}/readyz")
            except httpx.TransportError:
                answer = httpx.Response(503)
            if answer.is_success:
                return
            await asyncio.sleep(0.05)
        raise AssertionError("the process is never ready")

    async def end(self, port: int, number: int = signal.SIGTERM) -> str:
        """Signal it, and return its log."""
        if port in self.balancer.ports:
            self.balancer.ports.remove(port)
        process = self.running.pop(port)
        process.send_signal(number)
        _, log = await asyncio.to_thread(process.communicate, timeout=20)
        if number == signal.SIGTERM:
            assert process.returncode == 0
        return log

    async def value(self, sql: str) -> Any:
        async with connected(self.store) as connection:
            return (await connection.execute(text(sql))).scalar_one()


@pytest.fixture
async def town(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Town]:
    """On SQLite; by parameter on PostgreSQL."""
    url = f"sqlite:///{tmp_path / 'coach.sqlite3'}"
    if getattr(request, "param", "") == "postgres":
        url = request.getfixturevalue("postgres").new_database()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=30))
        built = Town(url, client)
        call = BotApi._call

        async def gated(api: BotApi, request: Request) -> JsonValue:
            await built.gate.pass_through(request)
            return await call(api, request)

        monkeypatch.setattr(BotApi, "_call", gated)
        stack.callback(built.sandbox.close)
        await built.telegram.start(0)
        stack.push_async_callback(built.telegram.stop)
        await built.balancer.server.start(0)
        stack.push_async_callback(built.balancer.server.stop)
        built.store = await Store.open(built.url)
        stack.push_async_callback(built.store.close)
        yield built
        for process in built.running.values():
            process.kill()
            process.communicate()


async def _set_up(chat: Chat) -> None:
    await chat.send("/start", "hamstring coach")
    steps = [("Let's go", "1/5"), ("Skip", "2/5"), ("Skip", "3/5"), ("Skip", "4/5"), ("Skip", "5/5")]
    for label, then in steps:
        await chat.tap(label, then)
    await chat.tap("No daily check-in", "All set.")


async def _until(fine: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if await fine():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(what)


on_both = pytest.mark.parametrize("town", SHARED, indirect=True)


@on_both
async def test_two_answer_and_one_sends_on_one_store_and_each_stops_when_asked(town: Town) -> None:
    first, second = await town.start("web"), await town.start("web")
    sender = await town.start("sender")
    await _set_up(town.chat)
    assert {first, second} <= set(town.balancer.given), "both have taken part in one conversation"
    now = datetime.now(UTC)
    async with town.store.begin() as tx:
        await tx.occurrences.replan(town.runner, "strength", now.date(), now)
    await town.chat.sees("Strength day.")
    logs = []
    for port in (first, second, sender):
        begun = time.monotonic()
        logs.append(await town.end(port))
        assert time.monotonic() - begun < 10
    assert "Traceback" not in "".join(logs)
    assert SECRET not in "".join(logs)
    assert await town.value("SELECT count(*) FROM chat_leases") == 0


async def test_a_web_process_neither_sends_what_is_due_nor_a_sender_answers(town: Town) -> None:
    web = await town.start("web")
    await _set_up(town.chat)
    now = datetime.now(UTC)
    async with town.store.begin() as tx:
        await tx.occurrences.replan(town.runner, "strength", now.date(), now)
    await asyncio.sleep(3)
    assert (
        await town.value("SELECT state FROM occurrences WHERE attempts = 0 ORDER BY due_at LIMIT 1")
        == "planned"
    )
    await town.end(web)
    sender = await town.start("sender")
    await town.chat.sees("Strength day.")
    posted = await town.client.post(f"http://127.0.0.1:{sender}/hook", json={})
    assert posted.status_code == 404


@on_both
async def test_what_a_killed_web_process_had_accepted_is_answered_by_another(town: Town) -> None:
    first = await town.start("web")
    await _set_up(town.chat)
    town.gate.open.clear()
    await town.chat._post("messages", {"text": "/settings"})
    await town.gate.held()
    log = await town.end(first, signal.SIGKILL)
    assert "Traceback" not in log
    assert await town.value("SELECT count(*) FROM chat_leases") == 1
    second = await town.start("web")
    async with connected(town.store) as connection:
        # Instead of waiting for it.
        await connection.execute(chat_leases.update().values(until=datetime(2000, 1, 1, tzinfo=UTC)))
    town.gate.open.set()

    async def handled() -> bool:
        return await town.value("SELECT count(*) FROM inbox WHERE handled_at IS NULL") == 0

    await _until(handled, "the update was never handled")
    assert "level" in (await town.chat.messages())[-1]["text"].lower()
    await town.end(second)


async def test_a_web_process_that_is_asked_to_stop_answers_what_it_has_begun(town: Town) -> None:
    port = await town.start("web")
    town.gate.open.clear()
    await town.chat._post("messages", {"text": "/start"})
    await town.gate.held()
    begun = time.monotonic()
    ending = asyncio.create_task(town.end(port))
    await asyncio.sleep(0.5)
    town.gate.open.set()
    log = await ending
    assert time.monotonic() - begun < 10
    assert "Traceback" not in log
    await town.chat.sees("hamstring coach")
    assert await town.value("SELECT count(*) FROM inbox WHERE handled_at IS NULL") == 0
    assert await town.value("SELECT count(*) FROM chat_leases") == 0


@pytest.mark.parametrize("role", ["sender", "all"])
async def test_a_sender_that_is_asked_to_stop_leaves_nothing_claimed(town: Town, role: str) -> None:
    web = await town.start("web")
    await _set_up(town.chat)
    await town.end(web)
    now = datetime.now(UTC)
    async with town.store.begin() as tx:
        for other in range(5):
            await tx.runners.ensure(900 + other, now)
            await tx.runners.update(900 + other, zone="Europe/Berlin", strength_on=True)
            await tx.occurrences.replan(900 + other, "strength", now.date(), now)
        await tx.occurrences.replan(town.runner, "strength", now.date(), now)
    town.gate.open.clear()
    port = await town.start(role)
    await town.gate.held()
    assert await town.value("SELECT count(*) FROM occurrences WHERE state = 'leased'") == 6
    begun = time.monotonic()
    # Telegram answers only when the process is gone: even that does not hold it up.
    log = await town.end(port)
    assert time.monotonic() - begun < 10
    assert "Traceback" not in log
    assert await town.value("SELECT count(*) FROM occurrences WHERE state = 'leased'") == 0
    # Side by side all six were on their way: which arrived, nobody knows.
    assert await town.value("SELECT count(*) FROM occurrences WHERE outcome LIKE 'unknown%'") == 6
    assert await town.value("SELECT count(*) FROM occurrences WHERE state = 'planned' AND attempts = 0") >= 5
    town.gate.open.set()


@pytest.mark.parametrize("role", ["web", "sender"])
def test_practice_mode_is_one_process(tmp_path: Path, role: str) -> None:
    process = _spawn(role, {"BOT_TOKEN": "", "DATABASE_URL": "", "XDG_DATA_HOME": str(tmp_path)})
    _, log = process.communicate(timeout=30)
    assert process.returncode == 2
    assert log.startswith("BOT_TOKEN: ")
    assert f"--role {role}" in log
