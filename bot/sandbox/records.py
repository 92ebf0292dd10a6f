"""What the store hands out."""

from dataclasses import dataclass
from typing import Any, TypeAlias

JsonValue: TypeAlias = Any
"""Whatever JSON can hold."""

Json: TypeAlias = dict[str, Any]
"""One JSON object."""


@dataclass(frozen=True)
class Runner:
    """One practice user. `started` is set by the first message, `blocked` by the page."""

    id: int
    first_name: str
    username: str | None
    language_code: str | None
    started: bool
    blocked: bool

    def as_user(self) -> Json:
        named = {"username": self.username, "language_code": self.language_code}
        known = {key: value for key, value in named.items() if value}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **known}

    def as_chat(self) -> Json:
        known = {"username": self.username} if self.username else {}
        return {"id": self.id, "type": "private", "first_name": self.first_name, **known}


@dataclass(frozen=True)
class StoredFile:
    """A picture, voice note or document. `path` is what getFile gives, e.g. `photos/file_3.png`."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime: str
    data: bytes


@dataclass(frozen=True)
class Callback:
    """A tap that the bot has still to answer."""

    id: int
    chat_id: int
    message_id: int
    runner_id: int
