"""The practice Telegram on a free port, and the real python-telegram-bot as its client."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox.clock import PracticeControls
from bot.sandbox.server import SandboxServer
from bot.sandbox.state import Sandbox

TOKEN = "4242:practice_Token-1"
Serve = Callable[..., Awaitable[SandboxServer]]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    opened = Sandbox.open()
    yield opened
    opened.close()


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts servers and stops them at the end, whatever the test did."""
    async with AsyncExitStack() as stack:

        async def start(sandbox: Sandbox, controls: PracticeControls | None = None) -> SandboxServer:
            server = SandboxServer(sandbox, controls)
            await server.start(0)
            stack.push_async_callback(server.stop)
            return server

        yield start


@pytest.fixture
async def server(sandbox: Sandbox, serve: Serve) -> SandboxServer:
    return await serve(sandbox)


def bot_at(server: SandboxServer, token: str = TOKEN) -> Bot:
    return Bot(
        token,
        base_url=f"{server.base_url}/bot",
        base_file_url=f"{server.base_url}/file/bot",
        request=_plain_http(),
        get_updates_request=_plain_http(),
    )


def _plain_http() -> HTTPXRequest:
    # Certificates take most of the time to make a client, and plain HTTP needs none.
    return HTTPXRequest(httpx_kwargs={"verify": False})


@pytest.fixture
async def bot(server: SandboxServer) -> AsyncIterator[Bot]:
    async with bot_at(server) as connected:
        yield connected


@pytest.fixture
async def page(server: SandboxServer) -> AsyncIterator[httpx.AsyncClient]:
    """The chat page's side of the practice API."""
    async with httpx.AsyncClient(base_url=f"{server.base_url}/practice/api") as client:
        yield client


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "practice.sqlite3"
