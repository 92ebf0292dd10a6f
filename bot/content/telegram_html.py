"""Telegram's HTML, read the way the Bot API reads it.

`parse` gives the text and entities that a message would carry, and refuses what Telegram refuses, with
Telegram's own words. Behaviour after the Bot API's section "HTML style" and the open-source TDLib. Two things
are simpler here: a `tg://user` link stays a plain link, and links are checked by their shape only.
"""

import re
from dataclasses import dataclass, replace
from typing import NotRequired, TypedDict

from bot.content.telegram_entities import Span, settle

_TAG_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_SPACE = " \t\r\n\v\0"
_CONTROL = {code: " " for code in range(32) if code != 10} | {13: None}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_PLAIN = re.compile(r"[^<&]+")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]*));?")
_TAG_NAME = re.compile(rf"[^{_SPACE}>]*")
_ATTRIBUTE_NAME = re.compile(rf"[^{_SPACE}=>]*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_LINK = re.compile(
    r"(?:https?|tg|ton)://[^\s/]+(?P<rest>\S*)|(?P<bare>[\w-]+(?:\.[\w-]+)+(?:[/?#:]\S*)?)", re.IGNORECASE
)


class Entity(TypedDict):
    """A MessageEntity; `offset` and `length` count UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: NotRequired[str]
    language: NotRequired[str]
    custom_emoji_id: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a chat shows: the text without tags, trimmed, and its entities in Telegram's order."""

    text: str
    entities: tuple[Entity, ...]


class HtmlError(ValueError):
    """Telegram would refuse this text. `offset` counts bytes of the UTF-8 form, as Telegram does."""

    def __init__(self, offset: int, what: str) -> None:
        super().__init__(what)
        self.offset = offset
        self.what = what


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(html: str) -> Parsed:
    """Read Telegram HTML. Raises HtmlError where the Bot API would answer "can't parse entities"."""
    reader = _Reader(html.translate(_CONTROL))
    text, spans = settle(*reader.read())
    return Parsed(text, tuple(_entity(span) for span in spans))


def _entity(span: Span) -> Entity:
    entity = Entity(type=span.type, offset=span.offset, length=span.length)
    if span.type == "text_link":
        entity["url"] = span.argument
    elif span.type == "pre" and span.argument:
        entity["language"] = span.argument
    elif span.type == "custom_emoji":
        entity["custom_emoji_id"] = span.argument
    return entity


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    text_from: int


class _Reader:
    def __init__(self, html: str) -> None:
        self._html = html
        self._at = 0
        self._text: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._spans: list[Span] = []

    def read(self) -> tuple[str, list[Span]]:
        while self._at < len(self._html):
            self._step()
        if self._open:
            tag = self._open[-1].tag
            raise self._error(self._at, f'Can\'t find end tag corresponding to start tag "{tag}"')
        return "".join(self._text), self._spans

    def _step(self) -> None:
        if self._html.startswith("</", self._at):
            self._end_tag()
        elif self._html[self._at] == "<":
            self._start_tag()
        elif plain := _PLAIN.match(self._html, self._at):
            self._at = plain.end()
            self._emit(plain[0])
        else:
            self._emit(self._character())

    def _emit(self, text: str) -> None:
        self._text.append(text)
        self._length += utf16_length(text)

    def _character(self) -> str:
        """A decoded reference; an unknown one stands for itself, as in Telegram."""
        start = self._at
        match = _REFERENCE.match(self._html, start)
        decoded = match and self._decode(match)
        if match and decoded:
            self._at = match.end()
            return decoded
        self._at += 1
        return self._html[start]

    def _decode(self, match: re.Match[str]) -> str:
        hexadecimal, decimal, name = match.groups()
        if name is not None:
            return _NAMED.get(name, "")
        digits = match[0].rstrip(";")
        code = int(hexadecimal or "0", 16) if hexadecimal is not None else int((decimal or "0")[:10])
        if code == 0 or code >= 0x10FFFF or len(digits) >= 10:
            return ""
        if 0xD800 <= code <= 0xDFFF:
            what = "Text contains invalid Unicode characters after decoding HTML entities"
            raise self._error(match.start(), what)
        return chr(code)

    def _start_tag(self) -> None:
        begin = self._at
        tag = self._take(_TAG_NAME, begin + 1).lower()
        if self._at >= len(self._html):
            raise self._error(begin, "Unclosed start tag{at}")
        if tag not in _TAG_TYPES:
            raise self._error(begin, f'Unsupported start tag "{tag}"{{at}}')
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error(begin, 'Tag "span" must have class "tg-spoiler"{at}')
        self._open.append(_Open(tag, _argument(tag, attributes), self._length, len(self._text)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._skip_space()
            if self._peek() == ">":
                self._at += 1
                return attributes
            name = self._take(_ATTRIBUTE_NAME, self._at)
            if not name:
                what = "Empty attribute name in the" if self._peek() else "Unclosed start"
                raise self._error(begin, f'{what} tag "{tag}"{{at}}')
            self._skip_space()
            attributes[name] = self._value(tag, name, begin)

    def _value(self, tag: str, name: str, begin: int) -> str:
        if self._peek() != "=":
            if (tag, name) == ("blockquote", "expandable") and self._peek():
                return "1"
            raise self._error(
                begin, f'Expected equal sign in declaration of an attribute of the tag "{tag}"{{at}}'
            )
        self._at += 1
        self._skip_space()
        quote = self._peek()
        if quote in ('"', "'"):
            return self._quoted(quote, begin)
        token_at = self._at
        token = self._take(_NAME_TOKEN, token_at).lower()
        if not self._peek():
            raise self._error(begin, f'Unclosed start tag "{tag}"{{at}}')
        if self._peek() not in _SPACE + ">":
            raise self._error(token_at, "Unexpected end of name token{at}")
        return token

    def _quoted(self, quote: str, begin: int) -> str:
        self._at += 1
        value: list[str] = []
        while self._peek() not in ("", quote):
            value.append(self._character())
        self._at += 1
        if not self._peek():
            raise self._error(begin, "Unclosed start tag{at}")
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise self._error(begin, "Unexpected end tag{at}")
        name = self._take(_TAG_NAME, begin + 2).lower()
        self._skip_space()
        if self._peek() != ">":
            raise self._error(begin, "Unclosed end tag{at}")
        self._at += 1
        opened = self._open.pop()
        if name not in ("", opened.tag):
            found = f'expected "</{opened.tag}>", found "</{name}>"'
            raise self._error(begin, f"Unmatched end tag{{at}}, {found}")
        if self._length > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        span = Span(_TAG_TYPES[opened.tag], opened.offset, self._length - opened.offset, opened.argument)
        if opened.tag == "a":
            link = _checked_link(opened.argument or "".join(self._text[opened.text_from :]))
            if link:
                self._spans.append(replace(span, argument=link))
            return
        if opened.tag == "tg-emoji" and not (opened.argument.isdecimal() and int(opened.argument)):
            raise self._error(self._at, "Invalid custom emoji identifier specified")
        if opened.tag == "blockquote" and opened.argument:
            span = replace(span, type="expandable_blockquote")
        self._spans.append(span)

    def _peek(self) -> str:
        return self._html[self._at : self._at + 1]

    def _take(self, pattern: re.Pattern[str], start: int) -> str:
        match = pattern.match(self._html, start)
        self._at = match.end() if match else start
        return match[0] if match else ""

    def _skip_space(self) -> None:
        while self._peek() and self._peek() in _SPACE:
            self._at += 1

    def _error(self, at: int, what: str) -> HtmlError:
        """`{at}` in `what` becomes the place, as Telegram writes it."""
        offset = len(self._html[:at].encode("utf-8", "surrogatepass"))
        return HtmlError(offset, what.replace("{at}", f" at byte offset {offset}"))


def _argument(tag: str, attributes: dict[str, str]) -> str:
    match tag:
        case "a":
            return attributes.get("href", "")
        case "code":
            return attributes.get("class", "").removeprefix("language-") if "class" in attributes else ""
        case "tg-emoji":
            return attributes.get("emoji-id", "")
        case "blockquote":
            return "1" if "expandable" in attributes else ""
        case _:
            return ""


def _checked_link(url: str) -> str:
    """The link as Telegram keeps it, or "" when Telegram would show plain text instead of a link."""
    match = _LINK.fullmatch(url.strip())
    if not match:
        return ""
    if match["bare"]:
        return "http://" + match["bare"] + ("" if "/" in match["bare"] else "/")
    return match[0] + ("" if match["rest"] else "/")
