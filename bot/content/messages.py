"""Every sentence the bot says by itself: knowledge/messages/<area>.yaml."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, Final

from bot.content.markup import to_html
from bot.content.yaml_file import Document, FileError, Location, read_yaml

FOLDER: Final = "messages"
PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")


class MessageError(LookupError):
    """A message that is asked for is not there, or not in the form it is asked for."""


@dataclass(frozen=True)
class Message:
    """One text or one list of texts; `file` and `line` tell a curator where it stands."""

    key: str
    value: str | tuple[str, ...]
    file: str
    line: int

    @cached_property
    def html(self) -> str:
        """Telegram HTML with its `{placeholders}` still in place; line breaks stay as written."""
        return to_html(self.value if isinstance(self.value, str) else "\n".join(self.value), breaks=True)


@dataclass(frozen=True)
class Messages:
    """All messages by dotted key: `<area>.<key>...`."""

    by_key: Mapping[str, Message] = field(default_factory=dict)

    def text(self, key: str, **values: object) -> str:
        """Telegram HTML with the values escaped. Raises MessageError: unknown key or missing value."""
        message = self._single(key)
        return _fill(message, message.html, values, lambda value: escape(str(value)))

    def label(self, key: str, **values: object) -> str:
        """Plain text for a button. Raises MessageError like `text`."""
        message = self._single(key)
        return _fill(message, str(message.value), values, str)

    def choices(self, key: str) -> tuple[str, ...]:
        """The plain texts of a list. Raises MessageError when `key` is unknown or is no list."""
        message = self._find(key)
        if isinstance(message.value, str):
            raise MessageError(
                f"{message.file}:{message.line}: `{key}` is one text - make it a list of texts"
            )
        return message.value

    def __iter__(self) -> Iterator[Message]:
        return iter(self.by_key.values())

    def _find(self, key: str) -> Message:
        try:
            return self.by_key[key]
        except KeyError:
            area = key.partition(".")[0]
            raise MessageError(f"{FOLDER}/{area}.yaml: there is no message `{key}` - add it there") from None

    def _single(self, key: str) -> Message:
        message = self._find(key)
        if isinstance(message.value, str):
            return message
        raise MessageError(f"{message.file}:{message.line}: `{key}` is a list - make it one text")


def _fill(
    message: Message, template: str, values: Mapping[str, object], show: Callable[[object], str]
) -> str:
    def value_of(match: re.Match[str]) -> str:
        name = match[1]
        if name in values:
            return show(values[name])
        known = ", ".join(f"{{{value}}}" for value in sorted(values)) or "no placeholder"
        what = f"`{message.key}` asks for {{{name}}}, which it is not given"
        raise MessageError(f"{message.file}:{message.line}: {what} - use {known}")

    return PLACEHOLDER.sub(value_of, template)


def load_messages(folder: Path) -> Messages:
    """Read every area file of knowledge/messages. Raises FileError for the first that cannot be used."""
    found = (m for path in sorted(folder.glob("*.yaml")) for m in messages_of(path.stem, read_yaml(path)))
    return collect(found)


def collect(messages: Iterable[Message]) -> Messages:
    """Messages by key."""
    return Messages({message.key: message for message in messages})


def messages_of(area: str, document: Document) -> list[Message]:
    """The messages of one area file. Raises FileError at the first value that is no text or list of texts."""
    if not isinstance(document.data, dict):
        raise FileError(1, "is no mapping", "write `key: text` lines")
    return [
        Message(".".join((area, *map(str, at))), value, f"{FOLDER}/{area}.yaml", document.line(at))
        for at, value in _flatten(document, document.data, ())
    ]


def _flatten(document: Document, data: Any, at: Location) -> Iterator[tuple[Location, str | tuple[str, ...]]]:  # noqa: ANN401
    match data:
        case dict() if data:
            for key, value in data.items():
                _check_key(document, (*at, key))
                yield from _flatten(document, value, (*at, key))
        case str() if data.strip():
            yield at, data.strip()
        case list() if data and all(isinstance(item, str) and item.strip() for item in data):
            yield at, tuple(item.strip() for item in data)
        case _:
            raise FileError(
                document.line(at),
                f"`{_name(at)}` is no text or list of texts",
                "write a text, in double quotes",
            )


def _check_key(document: Document, at: Location) -> None:
    if not _KEY.fullmatch(str(at[-1])):
        raise FileError(
            document.line(at), f"`{at[-1]}` cannot be a key", "use small letters, digits, - and _ only"
        )


def _name(at: Location) -> str:
    return ".".join(map(str, at)) or "the file"
