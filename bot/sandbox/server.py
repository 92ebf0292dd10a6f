"""Runs the practice Telegram inside the event loop of the program that uses it."""

import asyncio
import errno
import os
import socket
import time
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


class SandboxServer:
    """The HTTP server on 127.0.0.1. The sandbox stays open after `stop` and can be served again."""

    def __init__(self, sandbox: Sandbox, controls: PracticeControls | None = None) -> None:
        self._sandbox = sandbox
        self._app = create_app(sandbox, controls)
        self._server: uvicorn.Server | None = None
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
            self._app, log_config=None, access_log=False, lifespan="off", ws="none", date_header=False
        )
        config.load()
        self._server = uvicorn.Server(config)
        self._server.lifespan = config.lifespan_class(config)
        # Not serve(): it takes the process's signals, which belong to the program around it.
        await self._server.startup([listener])

    async def stop(self) -> None:
        """Stop within a second, whatever is still open."""
        server, self._server = self._server, None
        if server is None:
            return
        self._sandbox.release()
        for listening in server.servers:
            listening.close()
        for connection in list(server.server_state.connections):
            connection.shutdown()
        if not await _ended(server, STOP_WITHIN):
            await _cut_off(server)


async def _ended(server: uvicorn.Server, within: float) -> bool:
    """True as soon as no request is open; False when that takes too long."""
    state = server.server_state
    until = time.monotonic() + within
    while (state.connections or state.tasks) and time.monotonic() < until:  # noqa: ASYNC110 (no event tells)
        await asyncio.sleep(0.005)
    return not (state.connections or state.tasks)


async def _cut_off(server: uvicorn.Server) -> None:
    tasks = list(server.server_state.tasks)
    for task in tasks:
        task.cancel()
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    await asyncio.gather(*tasks, return_exceptions=True)


def _listen(port: int) -> socket.socket:
    # asyncio turns off Nagle's delay (40 ms an answer) only on sockets that say that they are TCP.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":  # elsewhere this would let two programs share the port
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
