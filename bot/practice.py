"""Practice mode: the real coach, talking over HTTP to a Telegram of its own on this machine."""

from datetime import datetime
from pathlib import Path
from typing import Final

from bot.app import App
from bot.sandbox.server import SandboxServer
from bot.sandbox.state import Sandbox

TOKEN: Final = "1000000001:practice"  # noqa: S105 (no secret: it opens nothing but the practice server)


class PracticeClock:
    """Moves the coach's clock from one due message to the next, so that each is sent at its own time."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._app: App | None = None

    def drive(self, app: App) -> None:
        """The coach whose clock this is."""
        self._app = app

    def now(self) -> datetime:
        return self._app.coach.clock.now() if self._app else self._sandbox.wall() + self._sandbox.clock_offset

    async def next_due(self) -> datetime | None:
        if self._app is None:
            return None
        async with self._app.coach.store.read() as tx:
            return await tx.occurrences.next_due()

    async def jump(self, to: datetime) -> None:
        """Forward to `to`, with a stop at every message that falls due on the way."""
        app = self._app
        if app is None:
            return
        last = None
        # A row that stays due after its turn (leased by a process that died) must not hold the clock.
        while (due := await self.next_due()) is not None and due <= to and due != last:
            self._move(app, due)
            await app.deliver()
            last = due
        self._move(app, to)
        await app.deliver()

    def _move(self, app: App, to: datetime) -> None:
        app.coach.clock.jump(to)
        self._sandbox.set_clock_offset(app.coach.clock.offset)


class Practice:
    """The practice Telegram with its file, its server and its clock."""

    def __init__(self, path: Path | None) -> None:
        self.sandbox = Sandbox.open(path)
        self.clock = PracticeClock(self.sandbox)
        self.server = SandboxServer(self.sandbox, self.clock)

    async def start(self, port: int) -> None:
        """Raises bot.sandbox.server.PortTaken."""
        await self.server.start(port)

    async def stop(self) -> None:
        await self.server.stop()
        self.sandbox.close()
