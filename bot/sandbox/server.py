"""Runs the practice Telegram inside the event loop of the program that uses it."""

from bot.sandbox.app import create_app
from bot.sandbox.clock import PracticeControls
from bot.sandbox.state import Sandbox
from bot.sandbox.webhook import Deliveries
from bot.serving import LOOPBACK, Server


class SandboxServer:
    """The HTTP server on 127.0.0.1. The sandbox stays open after `stop` and can be served again."""

    def __init__(self, sandbox: Sandbox, controls: PracticeControls | None = None) -> None:
        self._sandbox = sandbox
        self._server = Server(create_app(sandbox, controls))
        self._deliveries = Deliveries(sandbox)

    @property
    def base_url(self) -> str:
        """`http://127.0.0.1:<port>`; the real port after `start(0)`."""
        return f"http://{LOOPBACK}:{self._server.port}"

    async def start(self, port: int) -> None:
        """Listen on the port (0: any free one) and return once requests are answered. Raises PortTaken."""
        self._sandbox.resume()
        await self._server.start(port)
        self._deliveries.start()

    async def stop(self) -> None:
        """Stop within a second, whatever is still open."""
        self._sandbox.release()
        await self._deliveries.stop()
        await self._server.stop()
