"""What survives a kill of the process."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from telegram import BotCommand

from bot.sandbox import runner_actions
from bot.sandbox.state import Sandbox

from .conftest import Serve, bot_at

_PROGRAM = """
import asyncio, sys
from pathlib import Path
from bot.sandbox.server import SandboxServer
from bot.sandbox.state import Sandbox

async def main():
    server = SandboxServer(Sandbox.open(Path(sys.argv[1])))
    await server.start(0)
    print(server.base_url, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
def victim(database: Path):
    """A practice server in a process of its own; gives its address and a way to kill it."""
    command = [sys.executable, "-c", _PROGRAM, str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().strip()

        def kill() -> None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()

        yield address, kill
        process.kill()


async def test_what_was_answered_survives_a_kill(victim, database: Path, serve: Serve):
    address, kill = victim
    async with httpx.AsyncClient(base_url=address) as client:
        runner = (await client.post("/practice/api/runners", json={"first_name": "Edda"})).json()["id"]
        chat = f"/practice/api/chats/{runner}/messages"
        await client.post(chat, json={"runner": runner, "text": "/start"})
        sent = await client.post("/bot1:a/sendMessage", json={"chat_id": runner, "text": "welcome"})
        await client.post("/bot1:a/setMyCommands", json={"commands": [{"command": "a", "description": "b"}]})
        await client.post("/practice/api/clock", json={"to": "one-day"})
    kill()

    sandbox = Sandbox.open(database)
    assert [r.first_name for r in sandbox.store.runners()][-1] == "Edda"
    assert [m["text"] for m in sandbox.store.history(runner, None, 9)] == ["/start", "welcome"]
    assert sandbox.clock_offset >= timedelta(days=1) - timedelta(seconds=30)
    async with bot_at(await serve(sandbox)) as bot:
        (update,) = await bot.get_updates()
        assert update.message.text == "/start"
        assert await bot.get_my_commands() == (BotCommand("a", "b"),)
        later = await bot.send_message(runner, "still here")
        assert later.message_id > sent.json()["result"]["message_id"]
    sandbox.close()


async def test_counters_names_and_settings_are_kept(database: Path, serve: Serve):
    before = Sandbox.open(database)
    runner_id = before.store.runners()[0].id
    runner_actions.send_text(before, runner_id, "/start")
    async with bot_at(await serve(before)) as bot:
        await bot.get_updates(allowed_updates=["message"])
        runner_actions.set_blocked(before, runner_id, True)
        await bot.set_my_short_description("a coach")
        message_id = (await bot.send_message(before.cast.group.id, "hello all")).message_id
        await bot.delete_message(before.cast.group.id, message_id)
    before.close()

    after = Sandbox.open(database)
    assert after.store.runner(runner_id).blocked
    assert len(after.store.runners()) == len(after.cast.runners)
    runner_actions.set_blocked(after, runner_id, False)
    async with bot_at(await serve(after)) as bot:
        assert (await bot.get_my_short_description()).short_description == "a coach"
        assert [u.message.text for u in await bot.get_updates()] == ["/start"]
        assert (await bot.send_message(after.cast.group.id, "again")).message_id > message_id
    after.close()
