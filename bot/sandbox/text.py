"""Text on its way into a message: cleaned, measured in UTF-16 units, and with its entities."""

import re
from functools import lru_cache
from typing import Final

from bot.content.telegram_entities import Span, settle
from bot.content.telegram_html import HtmlError, Parsed, parse, utf16_length
from bot.sandbox.params import Params
from bot.sandbox.records import Json
from bot.sandbox.refusal import Refusal, bad_request

LONGEST_TEXT: Final = 4096
LONGEST_CAPTION: Final = 1024
MOST_ENTITIES: Final = 100
_CONTROL: Final = {code: " " for code in range(32) if code != 10} | {13: None}
_FOUND: Final = re.compile(
    r"(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{3,31})?)(?![\w/])"
    r"|(?<!\w)(?P<mention>@[A-Za-z]\w{3,31})\b"
    r"|(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)'])"
)


def clean(text: str) -> str:
    """Text as Telegram keeps it: no control characters, no broken surrogates, trimmed."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return settle(whole.translate(_CONTROL), ())[0]


def written_text(
    params: Params, name: str, longest: int, entities_name: str = "entities"
) -> tuple[str, list[Json]]:
    """A bot's text and entities. Raises Refusal when it cannot be parsed; the caller checks the length."""
    raw = params.text(name) or ""
    mode = (params.text("parse_mode") or "").lower()
    if mode == "html":
        text, entities = _html(raw)
    elif mode:
        raise _wrong_mode(mode)
    else:
        text, entities = _with_entities(raw, params.sequence(entities_name) or [])
    return (text, with_found(text, entities)) if utf16_length(text) <= longest else (text, [])


def with_found(text: str, entities: list[Json]) -> list[Json]:
    """Add the commands, mentions and links that Telegram finds by itself, in order of place."""
    if not ("/" in text or "@" in text):
        return entities
    taken = [
        (e["offset"], e["offset"] + e["length"])
        for e in entities
        if e["type"] in ("code", "pre", "text_link")
    ]
    found = [
        e
        for e in _found(text)
        if not any(start < e["offset"] + e["length"] and e["offset"] < end for start, end in taken)
    ]
    return sorted(entities + found, key=lambda e: (e["offset"], -e["length"]))[:MOST_ENTITIES]


def _found(text: str) -> list[Json]:
    entities: list[Json] = []
    at = offset = 0
    for match in _FOUND.finditer(text):
        offset += utf16_length(text[at : match.start()])
        entities.append({"type": match.lastgroup, "offset": offset, "length": utf16_length(match[0])})
        at = match.start()
        if len(entities) == MOST_ENTITIES:
            break
    return entities


def _html(raw: str) -> tuple[str, list[Json]]:
    try:
        parsed = _parse(raw)
    except HtmlError as error:
        raise bad_request(f"can't parse entities: {error.what}") from error
    return parsed.text, [dict(entity) for entity in parsed.entities]


@lru_cache(maxsize=2048)
def _parse(html: str) -> Parsed:
    # A bot says the same few hundred things to everybody; reading one costs more than all else in a send.
    return parse(html)


def _wrong_mode(mode: str) -> Refusal:
    if mode in ("markdown", "markdownv2"):
        return bad_request("can't parse entities: the practice Telegram reads parse_mode HTML only")
    return bad_request("unsupported parse_mode")


def _with_entities(raw: str, given: list[Json]) -> tuple[str, list[Json]]:
    whole = raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text, spans = settle(whole.translate(_CONTROL), [_span(entity) for entity in given])
    kept = {"text_link": "url", "pre": "language", "custom_emoji": "custom_emoji_id"}
    return text, [
        {
            "type": s.type,
            "offset": s.offset,
            "length": s.length,
            **({kept[s.type]: s.argument} if s.argument else {}),
        }
        for s in spans
    ]


def _span(entity: Json) -> Span:
    try:
        argument = entity.get("url") or entity.get("language") or entity.get("custom_emoji_id") or ""
        return Span(str(entity["type"]), int(entity["offset"]), int(entity["length"]), str(argument))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise bad_request("can't parse entities: every MessageEntity needs type, offset and length") from None
