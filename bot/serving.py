"""Serves an ASGI application inside the event loop of the program that it belongs to."""

import asyncio
import errno
import os
import socket
import time
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

LOOPBACK: Final = "127.0.0.1"
STOP_WITHIN: Final = 0.7
"""Seconds for open requests to end by themselves; what is left is cut off."""


class Address(NamedTuple):
    """Where to listen. Port 0: any free one."""

    host: str
    port: int


class PortTaken(OSError):  # noqa: N818 (says what is the matter)
    """Another program listens on the port already."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(errno.EADDRINUSE, f"port {port} on {host} is taken by another program")
        self.port = port


class CannotListen(OSError):  # noqa: N818 (says what is the matter)
    """The address is not one of this machine's, or not ours to use."""


class Server:
    """One application on one address. After `stop` it can be started again."""

    def __init__(self, app: "ASGIApp", host: str = LOOPBACK) -> None:
        self._app = app
        self._host = host
        self._server: uvicorn.Server | None = None
        self.port = 0

    async def start(self, port: int) -> None:
        """Listen on the port (0: any free one, told by `port`) and return once requests are answered.

        Raises PortTaken and CannotListen.
        """
        import uvicorn  # noqa: PLC0415 (a coach that listens nowhere does without)

        listener = _listen(self._host, port)
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            date_header=False,
            server_header=False,
        )
        config.load()
        self._server = uvicorn.Server(config)
        self._server.lifespan = config.lifespan_class(config)
        # Not serve(): it takes the process's signals, which belong to the program around it.
        await self._server.startup([listener])

    async def stop(self, within: float = STOP_WITHIN) -> None:
        """Take nothing in any more; what is open may end by itself for `within` seconds."""
        server, self._server = self._server, None
        if server is None:
            return
        for listening in server.servers:
            listening.close()
        for connection in list(server.server_state.connections):
            connection.shutdown()
        if not await _ended(server, within):
            await _cut_off(server)


async def _ended(server: "uvicorn.Server", within: float) -> bool:
    """True as soon as no request is open; False when that takes too long."""
    state = server.server_state
    until = time.monotonic() + within
    while (state.connections or state.tasks) and time.monotonic() < until:  # noqa: ASYNC110 (no event tells)
        await asyncio.sleep(0.005)
    return not (state.connections or state.tasks)


async def _cut_off(server: "uvicorn.Server") -> None:
    tasks = list(server.server_state.tasks)
    for task in tasks:
        task.cancel()
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    await asyncio.gather(*tasks, return_exceptions=True)


def _listen(host: str, port: int) -> socket.socket:
    # asyncio turns off Nagle's delay (40 ms an answer) only on sockets that say that they are TCP.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":  # elsewhere this would let two programs share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host, port) from error
        raise CannotListen(f"{host} port {port}: {error.strerror or error}") from error
    listener.setblocking(False)
    return listener
