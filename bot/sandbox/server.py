"""Runs the practice Telegram inside the event loop of the program that uses it."""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn

from bot.sandbox.app import create_app
from bot.sandbox.clock import PracticeControls
from bot.sandbox.state import Sandbox

HOST: Final = "127.0.0.1"
STOP_WITHIN: Final = 0.7
"""Seconds for open requests to end by themselves; what is left is cut off."""


class PortTaken(OSError):  # noqa: N818 (says what is the matter)
    """Another program listens on the port already."""

    def __init__(self, port: int) -> None:
        super().__init__(errno.EADDRINUSE, f"port {port} on {HOST} is taken by another program")
        self.port = port


class _QuietServer(uvicorn.Server):
    """Leaves the signals to the program around it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class SandboxServer:
    """The HTTP server on 127.0.0.1. The sandbox stays open after `stop` and can be served again."""

    def __init__(self, sandbox: Sandbox, controls: PracticeControls | None = None) -> None:
        self._sandbox = sandbox
        self._app = create_app(sandbox, controls)
        self._server: _QuietServer | None = None
        self._running: asyncio.Task[None] | None = None
        self._port = 0

    @property
    def base_url(self) -> str:
        """`http://127.0.0.1:<port>`; the real port after `start(0)`."""
        return f"http://{HOST}:{self._port}"

    async def start(self, port: int) -> None:
        """Listen on the port (0: any free one) and return once requests are answered. Raises PortTaken."""
        listener = _listen(port)
        self._port = listener.getsockname()[1]
        self._sandbox.resume()
        config = uvicorn.Config(
            self._app, log_config=None, access_log=False, lifespan="off", ws="none", server_header=False
        )
        self._server = _QuietServer(config)
        self._running = asyncio.create_task(self._server.serve([listener]))
        while not self._server.started:
            if self._running.done():
                await self._running
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Stop within a second, whatever is still open."""
        if self._server is None or self._running is None:
            return
        self._sandbox.release()
        self._server.should_exit = True
        done, _ = await asyncio.wait({self._running}, timeout=STOP_WITHIN)
        if not done:
            self._cut_off(self._server)
        await self._running
        self._server = self._running = None

    @staticmethod
    def _cut_off(server: uvicorn.Server) -> None:
        server.force_exit = True
        for task in list(server.server_state.tasks):
            task.cancel()
        for connection in list(server.server_state.connections):
            connection.transport.abort()


def _listen(port: int) -> socket.socket:
    # asyncio turns off Nagle's delay (40 ms an answer) only on sockets that say that they are TCP.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        raise
    listener.setblocking(False)
    return listener
