"""The JSON API behind the chat page: `/practice/api/...`."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any, Final, Literal, TypeAlias, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox import runner_actions
from bot.sandbox.bot_profile import audience
from bot.sandbox.cast import RunnerRole
from bot.sandbox.clock import PracticeControls
from bot.sandbox.params import LARGEST_FILE, Upload
from bot.sandbox.records import Json, Runner
from bot.sandbox.refusal import Refusal
from bot.sandbox.state import Sandbox

HISTORY_PAGE: Final = 60
ONE_DAY: Final = timedelta(days=1)
_SHOWN_INLINE: Final = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "audio/wav", "audio/ogg"}
)
_KEEP_ALIVE: Final = b"retry: 700\n\n"


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewRunner(_Body):
    first_name: str = Field(min_length=1, max_length=64, pattern=r"\S")
    language_code: str | None = Field(None, pattern=r"^[A-Za-z-]{2,12}$")


class Written(_Body):
    runner: int
    text: str
    reply_to: int | None = None


class Tapped(_Body):
    runner: int
    data: str


class Located(_Body):
    runner: int
    latitude: float
    longitude: float


class Blocking(_Body):
    blocked: bool


class Jump(_Body):
    to: Literal["next-due", "one-day"]


Model = TypeVar("Model", bound=BaseModel)
Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


class PracticeApi:
    """Handlers over one sandbox. A refusal is answered as `{"error": ...}` with its status."""

    def __init__(self, sandbox: Sandbox, controls: PracticeControls) -> None:
        self._sandbox = sandbox
        self._controls = controls

    def routes(self) -> list[Route]:
        api, chat = "/practice/api", "/practice/api/chats/{chat_id}"
        table: list[tuple[str, str, Handler]] = [
            ("GET", f"{api}/state", self.state),
            ("POST", f"{api}/runners", self.create_runner),
            ("POST", f"{api}/runners/{{runner_id:int}}/blocked", self.block),
            ("GET", f"{api}/runners/{{runner_id:int}}/commands", self.commands),
            ("GET", f"{chat}/messages", self.history),
            ("POST", f"{chat}/messages", self.send_text),
            ("POST", f"{chat}/messages/{{message_id:int}}/text", self.edit_text),
            ("POST", f"{chat}/messages/{{message_id:int}}/taps", self.tap),
            ("POST", f"{chat}/files", self.send_file),
            ("POST", f"{chat}/locations", self.send_location),
            ("GET", f"{api}/files/{{unique_id}}", self.file),
            ("GET", f"{api}/clock", self.clock),
            ("POST", f"{api}/clock", self.jump),
            ("GET", f"{api}/events", self.events),
        ]
        return [Route(path, _answering(handler), methods=[method]) for method, path, handler in table]

    async def state(self, request: Request) -> Response:
        sandbox = self._sandbox
        described = {key: sandbox.store.fact(key, "") for key in ("description", "short_description")}
        shown = {
            "bot": {**sandbox.bot_user(), **described},
            "group": sandbox.group_chat(),
            "runners": [_shown(runner) for runner in sandbox.store.runners()],
            "clock": await self._clock(),
        }
        return JSONResponse(shown)

    async def create_runner(self, request: Request) -> Response:
        wanted = await _body(request, NewRunner)
        role = RunnerRole(first_name=wanted.first_name.strip(), language_code=wanted.language_code)
        with self._sandbox.transaction():
            runner = self._sandbox.add_runner(role)
        self._sandbox.hub.publish({"type": "runner", "runner_id": runner.id})
        return JSONResponse(_shown(runner), 201)

    async def block(self, request: Request) -> Response:
        wanted = await _body(request, Blocking)
        runner_id = request.path_params["runner_id"]
        runner_actions.set_blocked(self._sandbox, runner_id, wanted.blocked)
        return JSONResponse(_shown(runner_actions.find_runner(self._sandbox, runner_id)))

    async def commands(self, request: Request) -> Response:
        runner = runner_actions.find_runner(self._sandbox, request.path_params["runner_id"])
        return JSONResponse({"commands": commands_for(self._sandbox, runner)})

    async def history(self, request: Request) -> Response:
        before, limit = _number(request, "before"), _number(request, "limit") or HISTORY_PAGE
        limit = min(max(limit, 1), 500)
        found = self._sandbox.store.history(_chat_id(request), before, limit + 1)
        return JSONResponse({"messages": found[-limit:], "earlier": len(found) > limit})

    async def send_text(self, request: Request) -> Response:
        sent = await _body(request, Written)
        chat_id = _chat_id(request)
        return JSONResponse(
            runner_actions.send_text(self._sandbox, sent.runner, sent.text, chat_id, sent.reply_to), 201
        )

    async def edit_text(self, request: Request) -> Response:
        sent = await _body(request, Written)
        message_id, chat_id = request.path_params["message_id"], _chat_id(request)
        return JSONResponse(
            runner_actions.edit_text(self._sandbox, sent.runner, message_id, sent.text, chat_id)
        )

    async def tap(self, request: Request) -> Response:
        tapped = await _body(request, Tapped)
        message_id, chat_id = request.path_params["message_id"], _chat_id(request)
        return JSONResponse(
            runner_actions.tap(self._sandbox, tapped.runner, message_id, tapped.data, chat_id), 201
        )

    async def send_file(self, request: Request) -> Response:
        """The body is the file; `runner`, `kind`, `name` and `caption` stand in the query."""
        query = request.query_params
        runner_id = _number(request, "runner")
        kind = query.get("kind")
        if runner_id is None or kind is None:
            raise Refusal(422, "runner and kind are needed")
        data = await request.body()
        if len(data) > LARGEST_FILE:
            raise Refusal(413, "the file is too large")
        mime = request.headers.get("content-type", "application/octet-stream")
        upload = Upload(query.get("name", "file"), mime, data)
        sent = runner_actions.Attachment(kind, upload, query.get("caption", ""))
        chat_id = _chat_id(request)
        return JSONResponse(runner_actions.send_file(self._sandbox, runner_id, sent, chat_id), 201)

    async def send_location(self, request: Request) -> Response:
        sent = await _body(request, Located)
        chat_id = _chat_id(request)
        return JSONResponse(
            runner_actions.send_location(self._sandbox, sent.runner, sent.latitude, sent.longitude, chat_id),
            201,
        )

    async def file(self, request: Request) -> Response:
        kept = self._sandbox.store.file_by_unique_id(request.path_params["unique_id"])
        if kept is None:
            raise Refusal(404, "there is no such file")
        # Only harmless kinds are shown in place: an uploaded page must not run as ours.
        inline = kept.mime in _SHOWN_INLINE and "download" not in request.query_params
        place = "inline" if inline else f"attachment; filename*=UTF-8''{quote(kept.name, safe='')}"
        mime = kept.mime if inline else "application/octet-stream"
        return Response(kept.data, media_type=mime, headers={"content-disposition": place})

    async def clock(self, request: Request) -> Response:
        return JSONResponse(await self._clock())

    async def jump(self, request: Request) -> Response:
        wanted = await _body(request, Jump)
        now = self._controls.now()
        target = now + ONE_DAY if wanted.to == "one-day" else await self._controls.next_due()
        if target is None:
            raise Refusal(409, "nothing is planned, so there is nothing to jump to")
        # Something overdue is sent by a jump on the spot.
        await self._controls.jump(max(target, now))
        clock = await self._clock()
        self._sandbox.hub.publish({"type": "clock", "clock": clock})
        return JSONResponse(clock)

    async def events(self, request: Request) -> Response:
        stream = _stream(self._sandbox)
        return StreamingResponse(
            stream, media_type="text/event-stream", headers={"cache-control": "no-store"}
        )

    async def _clock(self) -> Json:
        due = await self._controls.next_due()
        now = self._controls.now()
        return {"now": now.isoformat(), "next_due": due.isoformat() if due else None}


def commands_for(sandbox: Sandbox, runner: Runner) -> list[Json]:
    """The command menu of a private chat: the narrowest scope first, the runner's language before none."""
    kept: dict[str, list[Json]] = sandbox.store.fact("commands", {})
    language = (runner.language_code or "").partition("-")[0].lower()
    scopes: list[Json] = [
        {"type": "chat", "chat_id": runner.id},
        {"type": "all_private_chats"},
        {"type": "default"},
    ]
    for scope in scopes:
        for spoken in dict.fromkeys((language, "")):
            if found := kept.get(audience(scope, spoken)):
                return found
    return []


def _shown(runner: Runner) -> Json:
    return {**runner.as_user(), "started": runner.started, "blocked": runner.blocked}


async def _stream(sandbox: Sandbox) -> AsyncIterator[bytes]:
    async with sandbox.hub.subscribe() as events:
        yield _KEEP_ALIVE
        yield _event({"type": "hello"})
        async for event in events:
            yield _event(event)


def _event(event: Json) -> bytes:
    return b"data: " + json.dumps(event).encode() + b"\n\n"


def _answering(handler: Handler) -> Handler:
    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Refusal as refusal:
            return JSONResponse({"error": refusal.description}, refusal.code)

    return answer


async def _body(request: Request, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        first: Any = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise Refusal(422, f"{where}: {first['msg']}") from None


def _chat_id(request: Request) -> int:
    # Starlette's own "int" takes no sign, and a group's id has one.
    given = request.path_params["chat_id"]
    if not re.fullmatch(r"-?\d{1,18}", given):
        raise Refusal(404, f"there is no chat {given}")
    return int(given)


def _number(request: Request, name: str) -> int | None:
    value = request.query_params.get(name, "")
    if not value:
        return None
    try:
        return int(value)
    except ValueError:
        raise Refusal(422, f"{name}: expected a whole number") from None
