import asyncio
import signal
import socket
import time

import httpx
import pytest
from telegram.error import NetworkError

from bot.sandbox.server import SandboxServer
from bot.sandbox.state import Sandbox
from bot.serving import PortTaken

from .conftest import bot_at


async def test_a_taken_port_is_named(sandbox: Sandbox):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} on 127.0.0.1 is taken") as taken:
            await SandboxServer(sandbox).start(port)
    assert taken.value.port == port


async def test_stopping_takes_less_than_a_second_with_polls_and_streams_open(sandbox: Sandbox):
    server = SandboxServer(sandbox)
    await server.start(0)
    async with bot_at(server) as bot, httpx.AsyncClient(base_url=server.base_url, timeout=20) as client:
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        async with client.stream("GET", "/practice/api/events") as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            await asyncio.sleep(0.1)
            began = time.monotonic()
            await server.stop()
            assert time.monotonic() - began < 1
            assert [line async for line in lines][-2:] == ['data: {"type": "hello"}', ""]
        assert await poll == ()


async def test_a_stuck_request_does_not_hold_the_stop_up(sandbox: Sandbox):
    class StuckControls:
        now = staticmethod(sandbox.now)

        async def next_due(self):
            await asyncio.Event().wait()

        async def jump(self, to):
            raise AssertionError(to)

    server = SandboxServer(sandbox, StuckControls())
    await server.start(0)
    async with httpx.AsyncClient(base_url=server.base_url) as client:
        stuck = asyncio.create_task(client.get("/practice/api/clock"))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        await server.stop()
        assert time.monotonic() - began < 1.5
        with pytest.raises(httpx.HTTPError):
            (await stuck).raise_for_status()


async def test_a_stopped_server_can_be_started_again_on_its_port(sandbox: Sandbox):
    server = SandboxServer(sandbox)
    await server.start(0)
    port = int(server.base_url.rpartition(":")[2])
    await server.stop()
    await server.start(port)
    async with bot_at(server) as bot:
        assert bot.username == sandbox.cast.bot.username
    await server.stop()


async def test_after_a_stop_nobody_answers(sandbox: Sandbox):
    server = SandboxServer(sandbox)
    await server.start(0)
    bot = bot_at(server)
    await bot.initialize()
    await server.stop()
    with pytest.raises(NetworkError):
        await bot.get_me()
    await bot.shutdown()


async def test_the_signals_stay_with_the_program_around_it(sandbox: Sandbox):
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    server = SandboxServer(sandbox)
    await server.start(0)
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
    await server.stop()


async def test_answers_are_not_held_back_by_the_network_stack(sandbox: Sandbox):
    # Nagle's algorithm and delayed acknowledgements together cost 40 ms an answer.
    server = SandboxServer(sandbox)
    await server.start(0)
    async with bot_at(server) as bot:
        began = time.monotonic()
        for _ in range(20):
            await bot.get_me()
        assert time.monotonic() - began < 20 * 0.03
    await server.stop()
