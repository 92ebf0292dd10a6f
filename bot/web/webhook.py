"""The webhook: an update is answered with 200 once it stands in the store, and not before."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from telegram import Bot, Update

from bot.chat.raw_update import with_raw

log = logging.getLogger(__name__)

LARGEST: Final = 1_000_000
"""Bytes of a body; the largest updates of Telegram are some ten thousand."""
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (a header's name)
HIGHEST: Final = 2**63 - 1


@dataclass(frozen=True)
class Webhook:
    """Where Telegram sends updates, and the word by which it is known."""

    url: str
    secret: str = field(repr=False)

    @property
    def path(self) -> str:
        """What is served; never empty."""
        return urlsplit(self.url).path or "/"


class _Refused(Exception):  # noqa: N818 (it is an answer, not a failure)
    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Receiver:
    """Checks a request of Telegram and has its update kept."""

    def __init__(
        self, secret: str, bot: Bot, keep: Callable[[Update], Awaitable[None]], is_open: Callable[[], bool]
    ) -> None:
        """`is_open` is false until the coach is there to answer; Telegram then comes again."""
        self._secret = secret.encode()
        self._bot = bot
        self._keep = keep
        self._is_open = is_open

    async def answer(self, request: Request) -> Response:
        try:
            await self._take(request)
        except _Refused as refused:
            # What else such a caller has to say is not listened to.
            return Response(status_code=refused.status, headers={"connection": "close"})
        return Response(status_code=HTTPStatus.OK)

    async def _take(self, request: Request) -> None:
        self._authorise(request)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise _Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        content = _content(await _body(request))
        if not self._is_open():
            raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE)
        update = self._update(content)
        if update is None:
            return
        try:
            await self._keep(update)
        except Exception as error:
            log.exception("update %s could not be stored; Telegram sends it again", update.update_id)
            raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE) from error

    def _authorise(self, request: Request) -> None:
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            raise _Refused(HTTPStatus.UNAUTHORIZED)

    def _update(self, content: dict[str, Any]) -> Update | None:
        try:
            return Update.de_json(with_raw(content), self._bot)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            # Refused, it would come again for a day and hold up its chat.
            log.exception("update %s cannot be read and is laid aside", content["update_id"])
            return None


async def _body(request: Request) -> bytes:
    """Read no more than is allowed, whatever the header says about the length."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except ClientDisconnect as gone:
        # As a proxy does when a body grows beyond its own limit.
        raise _Refused(HTTPStatus.BAD_REQUEST) from gone
    return bytes(body)


def _content(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _Refused(HTTPStatus.BAD_REQUEST) from error
    number = content.get("update_id") if isinstance(content, dict) else None
    if not isinstance(number, int) or not 0 < number <= HIGHEST:
        raise _Refused(HTTPStatus.BAD_REQUEST)
    return dict(content)
