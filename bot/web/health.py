"""Whether the process is alive, and whether it is fit to be sent work. Nothing here tells a secret."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.storage.store import Store

log = logging.getLogger(__name__)

STORE_WITHIN: Final = 2.0
"""Seconds in which the store must answer."""


class Health:
    """`parts` are further conditions by name: each true while all is well."""

    def __init__(self, store: Store, parts: Mapping[str, Callable[[], bool]]) -> None:
        self._store = store
        self._parts = parts
        self.open = False
        """Whether the start is over and the stop has not begun."""

    async def alive(self, request: Request) -> Response:
        """The event loop turns; nothing else is asked."""
        return JSONResponse({"status": "ok"})

    async def ready(self, request: Request) -> Response:
        report = {
            "open": self.open,
            **await self._of_store(),
            **{name: fine() for name, fine in self._parts.items()},
        }
        status = HTTPStatus.OK if all(report.values()) else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse({name: "ok" if fine else "failing" for name, fine in report.items()}, status)

    async def _of_store(self) -> dict[str, bool]:
        try:
            async with asyncio.timeout(STORE_WITHIN):
                current, head = await self._store.revisions()
        except Exception:
            log.exception("the store does not answer")
            return {"store": False, "schema": False}
        return {"store": True, "schema": current == head}
