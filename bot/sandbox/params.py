"""The parameters of one Bot API call, however the client packed them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.sandbox.records import Json, JsonValue
from bot.sandbox.refusal import Refusal, bad_request

LARGEST_FIELDS: Final = 4_000_000
LARGEST_FILE: Final = 50_000_000
_TRUE: Final = frozenset({"true", "1", "yes"})


@dataclass(frozen=True)
class Upload:
    name: str
    mime: str
    data: bytes


@dataclass(frozen=True)
class Params:
    """Values as the client sent them: strings from a form, structured from a JSON body. Names are exact."""

    values: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        return value if value is None or isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int | None = None) -> int | None:
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'parameter "{name}" must be an integer') from None

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in _TRUE

    def mapping(self, name: str) -> Json | None:
        value = self._structure(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"can't parse {name}: expected an Object")
        return value

    def sequence(self, name: str) -> list[Any] | None:
        value = self._structure(name)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"can't parse {name}: expected an Array")
        return value

    def file(self, name: str) -> Upload | str | None:
        """What was uploaded under this name, or the file_id or address that stands in its place."""
        value = self.text(name)
        if value and value.startswith("attach://"):
            return self.uploads.get(value.removeprefix("attach://"))
        return self.uploads.get(name) or value or None

    def _structure(self, name: str) -> JsonValue:
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None


async def read_params(request: Request) -> Params:
    """Read query string and body. Raises Refusal when the body cannot be read or is too large."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    query = dict(request.query_params) if request.url.query else {}
    if kind == "multipart/form-data":
        return await _multipart(request, query)
    body = await _body(request)
    if kind == "application/json" and body:
        return Params(query | _json_body(body))
    return Params(query | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))


async def _body(request: Request) -> bytes:
    body = await request.body()
    if len(body) > LARGEST_FIELDS:
        raise Refusal(413, "Request Entity Too Large")
    return body


def _json_body(body: bytes) -> Json:
    try:
        values = json.loads(body)
    except ValueError:
        raise bad_request("can't parse the JSON body") from None
    if not isinstance(values, dict):
        raise bad_request("object expected as the JSON body")
    return values


async def _multipart(request: Request, query: dict[str, Any]) -> Params:
    values: dict[str, Any] = dict(query)
    uploads: dict[str, Upload] = {}
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                uploads[name] = await _upload(value)
            else:
                values[name] = value
    return Params(values, uploads)


async def _upload(sent: UploadFile) -> Upload:
    if (sent.size or 0) > LARGEST_FILE:
        raise Refusal(413, "Request Entity Too Large")
    mime = sent.content_type or "application/octet-stream"
    return Upload(sent.filename or "file", mime, await sent.read())
