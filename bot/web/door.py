"""What a process of the coach answers over HTTP: the webhook, `/healthz`, `/readyz`."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.applications import Starlette
from starlette.routing import Route
from telegram import Bot, Update

from bot.serving import Address, Server
from bot.web.health import Health
from bot.web.webhook import Receiver, Webhook

ALIVE: Final = "/healthz"
READY: Final = "/readyz"
STOP_WITHIN: Final = 1.0


class Door:
    """Opened before the coach is there, so that its health can be asked; takes updates in once `ready`."""

    def __init__(
        self,
        address: Address,
        health: Health,
        webhook: Webhook | None,
        bot: Bot,
        keep: Callable[[Update], Awaitable[None]],
    ) -> None:
        self._address = address
        self._health = health
        routes = [Route(ALIVE, health.alive), Route(READY, health.ready)]
        if webhook is not None:
            receiver = Receiver(webhook.secret, bot, keep, lambda: health.open)
            routes.append(Route(webhook.path, receiver.answer, methods=["POST"]))
        self._server = Server(Starlette(routes=routes), address.host)

    @property
    def port(self) -> int:
        """The real one, once open."""
        return self._server.port

    async def open(self) -> None:
        """Raises PortTaken and CannotListen."""
        await self._server.start(self._address.port)

    def admit(self) -> None:
        """From here on updates are taken in."""
        self._health.open = True

    async def close(self) -> None:
        """Take nothing in any more, and let what came in be answered."""
        self._health.open = False
        await self._server.stop(STOP_WITHIN)
