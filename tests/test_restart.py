"""The program as an operator runs it: killed without warning in the middle, started again, nothing lost."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.sandbox.server import SandboxServer
from bot.sandbox.state import Sandbox

ROOT = Path(__file__).parent.parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Program:
    """`python -m bot run` in practice mode, on files of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        self.folder = folder
        self.url = f"http://127.0.0.1:{self.port}/practice/api"
        self.process: subprocess.Popen[str] | None = None

    def spawn(self, **extra: str) -> subprocess.Popen[str]:
        unset = {"BOT_TOKEN": "", "BOT_API_URL": "", "DATABASE_URL": "", "ADMIN_IDS": "", "LOG_LEVEL": ""}
        mine = {"XDG_DATA_HOME": str(self.folder), "PRACTICE_PORT": str(self.port)}
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env={**os.environ, **unset, **mine, **extra},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    async def start(self, client: httpx.AsyncClient) -> None:
        self.process = self.spawn()
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                (await client.get(f"{self.url}/state")).raise_for_status()
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return
        raise AssertionError("the program does not answer")

    def kill(self, number: int = signal.SIGKILL) -> str:
        """End it and return what it wrote to its log."""
        assert self.process is not None
        self.process.send_signal(number)
        _, log = self.process.communicate(timeout=20)
        return log


class Chat:
    """The first runner's chat, seen from outside the program."""

    def __init__(self, client: httpx.AsyncClient, url: str, runner: int) -> None:
        self.client = client
        self.url = url
        self.runner = runner

    async def send(self, text: str, then: str) -> None:
        await self._post("messages", {"text": text})
        await self.sees(then)

    async def tap(self, label: str, then: str) -> None:
        message, data = await self._button(label)
        await self._post(f"messages/{message}/taps", {"data": data})
        await self.sees(then)

    async def post_tap(self, label: str) -> None:
        """A tap that nobody waits for."""
        message, data = await self._button(label)
        await self._post(f"messages/{message}/taps", {"data": data})

    async def sees(self, text: str) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if any(text in message.get("text", "") for message in await self.messages()):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{text!r} never came; last: {(await self.messages())[-1]}")

    async def messages(self) -> list[dict[str, Any]]:
        answer = await self.client.get(f"{self.url}/chats/{self.runner}/messages", params={"limit": 500})
        return [message for message in answer.json()["messages"] if message["from"]["is_bot"]]

    async def _button(self, label: str) -> tuple[int, str]:
        for message in reversed(await self.messages()):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"].startswith(label):
                        return message["message_id"], button["callback_data"]
        raise AssertionError(f"no button {label!r}")

    async def _post(self, path: str, body: dict[str, Any]) -> None:
        full = f"{self.url}/chats/{self.runner}/{path}"
        (await self.client.post(full, json={"runner": self.runner, **body})).raise_for_status()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=30) as opened:
        yield opened


async def test_killed_in_the_middle_of_a_triage_with_a_reminder_due_nothing_is_lost(
    tmp_path: Path, client: httpx.AsyncClient
) -> None:
    program = Program(tmp_path)
    await program.start(client)
    runner = (await client.get(f"{program.url}/state")).json()["runners"][0]["id"]
    chat = Chat(client, program.url, runner)
    await chat.send("/start", "hamstring coach")
    for label, then in [
        ("Let's go", "1/5"),
        ("Skip", "2/5"),
        ("Skip", "3/5"),
        ("Skip", "4/5"),
        ("Skip", "5/5"),
    ]:
        await chat.tap(label, then)
    await chat.tap("No daily check-in", "All set.")
    await chat.send("/soreness", "safety check")
    await chat.tap("None of these", "with this leg problem")
    await chat.post_tap("None of these")
    program.kill()

    # The tap was accepted and perhaps not yet answered: after the restart it must be.
    await program.start(client)
    await chat.sees("And any of these?")
    await chat.tap("None of these", "How sore was it")
    program.kill()
    await program.start(client)
    await chat.tap("1", "Where is it?")
    await chat.send("/cancel", "Stopped")
    jumped = asyncio.create_task(client.post(f"{program.url}/clock", json={"to": "next-due"}))
    await asyncio.sleep(0.05)
    program.kill()
    await asyncio.gather(jumped, return_exceptions=True)
    await program.start(client)
    await client.post(f"{program.url}/clock", json={"to": "next-due"})
    await chat.sees("Strength day.")
    log = program.kill(signal.SIGTERM)
    assert "Traceback" not in log
    reminders = [message for message in await _read(tmp_path) if "Strength day." in message]
    assert len(reminders) <= 2


async def _read(folder: Path) -> list[str]:
    """The chat as it stands in the file, after the program ended."""
    sandbox = Sandbox.open(folder / "hamstring-coach" / "practice-telegram.sqlite3")
    try:
        runner = sandbox.store.runners()[0]
        return [message.get("text", "") for message in sandbox.store.history(runner.id, None, 500)]
    finally:
        sandbox.close()


async def test_it_stops_within_ten_seconds_when_asked_to(tmp_path: Path, client: httpx.AsyncClient) -> None:
    program = Program(tmp_path)
    await program.start(client)
    begun = time.monotonic()
    log = program.kill(signal.SIGTERM)
    assert time.monotonic() - begun < 10
    assert program.process is not None
    assert program.process.returncode == 0
    assert "Traceback" not in log


async def test_with_a_token_it_serves_from_another_bot_api_server(
    tmp_path: Path, client: httpx.AsyncClient
) -> None:
    sandbox = Sandbox.open()
    server = SandboxServer(sandbox)
    await server.start(0)
    program = Program(tmp_path)
    program.process = program.spawn(BOT_TOKEN="4242:abc-DEF_1", BOT_API_URL=server.base_url)
    try:
        runner = sandbox.store.runners()[0].id
        chat = Chat(client, f"{server.base_url}/practice/api", runner)
        await chat.send("/start", "hamstring coach")
        await chat.send("how often should i train my hamstrings", "times a week")
    finally:
        log = await asyncio.to_thread(program.kill, signal.SIGTERM)
        await server.stop()
        sandbox.close()
    assert "Traceback" not in log
    assert "4242:abc-DEF_1" not in log
    assert (tmp_path / "hamstring-coach" / "coach.sqlite3").exists()


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ({"BOT_TOKEN": "nonsense"}, "BOT_TOKEN: "),
        ({"PRACTICE_PORT": "none"}, "PRACTICE_PORT: "),
        ({"DATABASE_URL": "sqlite:////proc/nowhere/coach.sqlite3"}, "DATABASE_URL: "),
    ],
)
def test_what_cannot_be_used_stops_the_start_with_one_line(
    tmp_path: Path, extra: dict[str, str], said: str
) -> None:
    process = Program(tmp_path).spawn(**extra)
    _, log = process.communicate(timeout=30)
    assert process.returncode == 2
    assert log.startswith(said)
    assert len(log.splitlines()) == 1
    assert "Example: " in log


def test_a_taken_port_is_told_in_one_line(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", program.port))
        other.listen()
        process = program.spawn()
        _, log = process.communicate(timeout=30)
    assert process.returncode == 2
    assert f"port {program.port} is taken" in log
    assert len(log.splitlines()) == 1
