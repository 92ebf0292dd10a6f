"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import json
import logging
import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.methods import call_method
from bot.sandbox.params import read_params
from bot.sandbox.records import JsonValue
from bot.sandbox.refusal import Refusal
from bot.sandbox.state import Sandbox

_log = logging.getLogger(__name__)
_CALL: Final = re.compile(r"/bot([^/]*)/([^/]+)/?")
_FILE: Final = re.compile(r"/file/bot([^/]*)/(.+)")
_TOKEN: Final = re.compile(r"(\d{1,18}):[A-Za-z0-9_-]+")


class BotApi:
    """An ASGI application for one sandbox. Any token of the right shape is its bot."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            if found := _FILE.fullmatch(request.url.path):
                return self._file(*found.groups())
            return _ok(await self._call(request))
        except Refusal as refusal:
            return _refused(refusal)
        except Exception:
            _log.exception("the practice Telegram failed on a call")
            return _refused(Refusal(500, "Internal Server Error"))

    async def _call(self, request: Request) -> JsonValue:
        found = _CALL.fullmatch(request.url.path)
        if found is None:
            raise Refusal(404, "Not Found")
        bot_id = _bot_id(found[1])
        return await call_method(self._sandbox, bot_id, found[2], await read_params(request))

    def _file(self, token: str, path: str) -> Response:
        _bot_id(token)
        kept = self._sandbox.store.file_by_path(path)
        if kept is None:
            raise Refusal(404, "Not Found")
        return Response(kept.data, media_type="application/octet-stream")


def _bot_id(token: str) -> int:
    shape = _TOKEN.fullmatch(token)
    if shape is None:
        raise Refusal(401, "Unauthorized")
    return int(shape[1])


def _ok(result: object) -> Response:
    return _json({"ok": True, "result": result}, 200)


def _refused(refusal: Refusal) -> Response:
    return _json({"ok": False, "error_code": refusal.code, "description": refusal.description}, refusal.code)


def _json(content: object, status: int) -> Response:
    return Response(json.dumps(content).encode(), status, media_type="application/json")
