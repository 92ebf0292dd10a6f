"""The practice Telegram as one ASGI application."""

from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.sandbox.bot_api import BotApi
from bot.sandbox.clock import OffsetClock, PracticeControls
from bot.sandbox.guard import Guard
from bot.sandbox.practice_api import PracticeApi
from bot.sandbox.state import Sandbox

PAGE: Final = Path(__file__).with_name("page")


class _FreshFiles(StaticFiles):
    """The page's files; a browser asks each time, so that an upgrade is never mixed with old files."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "no-cache"
        return response


def create_app(sandbox: Sandbox, controls: PracticeControls | None = None) -> Starlette:
    """Bot API, practice API and page. Without controls the clock moves but nothing is ever due."""
    if controls:
        sandbox.use_clock(controls.now)
    practice = PracticeApi(sandbox, controls or OffsetClock(sandbox, sandbox.wall))
    api = BotApi(sandbox)
    routes = [
        Route("/bot{call:path}", api),
        Route("/file/bot{call:path}", api),
        *practice.routes(),
        Route("/", _index),
        Mount("/page", _FreshFiles(directory=PAGE)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard)])


async def _index(request: Request) -> Response:
    return FileResponse(PAGE / "index.html", headers={"cache-control": "no-cache"})
