"""Every sentence the bot says by itself: knowledge/messages/<area>.yaml."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, Final

from bot.content.finding import Finding, KnowledgeError
from bot.content.markup import to_html
from bot.content.yaml_file import Document, Location, read_yaml

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
    """Read every area file of the folder `messages`. Raises FileError or KnowledgeError."""
    found: list[Message] = []
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.yaml")):
        messages, wrong = read_area(path.stem, read_yaml(path))
        found += messages
        findings += wrong
    if findings:
        raise KnowledgeError(findings)
    return collect(found)


def collect(messages: Iterable[Message]) -> Messages:
    """Messages by key."""
    return Messages({message.key: message for message in messages})


def read_area(area: str, document: Document) -> tuple[list[Message], list[Finding]]:
    """The messages of one area file, and what in it is no message."""
    file = f"{FOLDER}/{area}.yaml"
    messages: list[Message] = []
    findings: list[Finding] = []
    for at, value in _leaves(document.data, ()):
        key = ".".join((area, *map(str, at)))
        wrong = _wrong(at, value)
        if wrong:
            findings.append(Finding(file, document.line(at), f"`{key}` {wrong[0]}", wrong[1]))
        else:
            messages.append(Message(key, _stripped(value), file, document.line(at)))
    return messages, findings


def _leaves(data: Any, at: Location) -> Iterator[tuple[Location, Any]]:  # noqa: ANN401 (YAML is any data)
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from _leaves(value, (*at, key))
    else:
        yield at, data


def _wrong(at: Location, value: Any) -> tuple[str, str] | None:  # noqa: ANN401
    bad_key = next((key for key in at if not _KEY.fullmatch(str(key))), None)
    if bad_key is not None or not at:
        return "cannot be a key", "write `key: text` lines, keys in small letters, digits, - and _"
    texts = value if isinstance(value, list) and value else [value]
    if all(isinstance(text, str) and text.strip() for text in texts):
        return None
    return "is no text or list of texts", "write a text, in double quotes"


def _stripped(value: str | list[str]) -> str | tuple[str, ...]:
    return value.strip() if isinstance(value, str) else tuple(text.strip() for text in value)
