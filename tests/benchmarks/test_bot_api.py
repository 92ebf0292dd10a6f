"""The bare Bot API server: what it hands out, and the times that it keeps."""

import asyncio
import json
from functools import partial
from typing import Any

import pytest
from telegram import Bot

from benchmarks import updates
from benchmarks.bot_api import BotApi
from benchmarks.connection import Connection

TOKEN = "1:bench"


async def test_a_bot_fetches_answers_and_is_timed() -> None:
    api = BotApi()
    server = await asyncio.get_running_loop().create_server(partial(Connection, api.answer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot") as bot:
        await _control(port, "queue", {"updates": [updates.writes(7, "hello")], "every": 0})
        (update,) = await bot.get_updates(timeout=5)
        assert update.message is not None
        assert update.message.text == "hello"
        assert (await _control(port, "report"))["waiting"] == 1
        sent = await bot.send_message(7, "<b>four & a half</b>")
        assert sent.text == "<b>four & a half</b>"
        assert await bot.get_updates(offset=update.update_id + 1, timeout=0) == ()
        report = await _control(port, "report")
    server.close()
    assert (report["waiting"], report["sent"]) == (0, 1)
    assert report["latencies"] == [pytest.approx(report["last"] - report["queued"])]
    assert report["latencies"][0] > 0


async def _control(port: int, what: str, body: object = None) -> dict[str, Any]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    content = json.dumps(body or {}).encode()
    head = f"POST /control/{TOKEN}/{what} HTTP/1.1\r\nContent-Length: {len(content)}\r\n\r\n"
    writer.write(head.encode() + content)
    answer = await reader.readuntil(b"\r\n\r\n")
    length = int(answer.split(b"Content-Length: ")[1].split(b"\r\n")[0])
    found: dict[str, Any] = json.loads(await reader.readexactly(length))
    writer.close()
    await writer.wait_closed()
    return found
