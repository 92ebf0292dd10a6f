"""Keeps other web sites out of the practice server.

The server listens on this machine only, but any site open in the same browser can try to reach it: directly
(cross-site requests) or under a name of its own that resolves to 127.0.0.1 (DNS rebinding).
"""

import json
import re
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOCAL: Final = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?")
_OTHER_SITES: Final = frozenset({"cross-site", "same-site"})
_HEADERS: Final = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        b"media-src 'self' blob:; connect-src 'self'; "
        b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


class Guard:
    """ASGI middleware: lets in what comes from this machine's own page or from no browser at all."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        why = _objection(scope)
        if why:
            await _refuse(why)(scope, receive, send)
        elif scope["path"].startswith("/bot"):
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, _with_headers(send))


def _objection(scope: Scope) -> str | None:
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if not _LOCAL.fullmatch(host):
        return "the practice server answers only as 127.0.0.1 or localhost"
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return "the practice server takes requests only from its own page"
    if headers.get("sec-fetch-site") in _OTHER_SITES and not _opens_page(scope, headers):
        return "the practice server takes requests only from its own page"
    return None


def _opens_page(scope: Scope, headers: Headers) -> bool:
    # A link on another site may open the page; it may not reach anything behind it.
    return bool(
        scope["path"] == "/" and scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate"
    )


def _refuse(why: str) -> Response:
    body = {"ok": False, "error_code": 403, "description": f"Forbidden: {why}"}
    return Response(json.dumps(body), 403, media_type="application/json")


def _with_headers(send: Send) -> Send:
    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_HEADERS]
        await send(message)

    return send_guarded
