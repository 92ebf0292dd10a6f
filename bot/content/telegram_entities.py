"""What Telegram does to entities once a text has been read: trim, drop, split, merge, sort."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
_MONOSPACE = ("code", "pre")
_ORDER = ("blockquote", "expandable_blockquote", "pre", "code", "text_link", *_STYLES, "custom_emoji")
_SPACE = " \t\r\n\v\0"

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """One entity; `offset` and `length` in UTF-16 code units, `argument` is its url, language or emoji id."""

    type: str
    offset: int
    length: int
    argument: str = ""

    @property
    def end(self) -> int:
        return self.offset + self.length


def settle(text: str, spans: Iterable[Span]) -> tuple[str, list[Span]]:
    """Trim the text and give its entities as a sent message carries them.

    Empty and blank entities go; code and pre hold no other entity; styles are cut around code and joined
    where they touch; the order is by offset, then the longer first.
    """
    trimmed = text.strip(_SPACE)
    units = trimmed.encode("utf-16-le", "surrogatepass")
    shift = len(text) - len(text.lstrip(_SPACE))
    kept = [span for span in (_clip(s, shift, len(units) // 2) for s in spans) if not _is_blank(span, units)]
    return trimmed, sorted(_untangle(_join_pre(kept)), key=_position)


def _clip(span: Span, shift: int, length: int) -> Span:
    start = min(max(span.offset - shift, 0), length)
    end = min(max(span.end - shift, 0), length)
    return replace(span, offset=start, length=end - start)


def _is_blank(span: Span, units: bytes) -> bool:
    return not units[2 * span.offset : 2 * span.end].decode("utf-16-le", "replace").strip(_SPACE)


def _position(span: Span) -> tuple[int, int, int]:
    return span.offset, -span.length, _ORDER.index(span.type)


def _join_pre(spans: list[Span]) -> list[Span]:
    """`<pre><code class="language-x">` is one pre entity with a language."""
    pres = {(span.offset, span.end) for span in spans if span.type == "pre"}
    languages = {
        (s.offset, s.end): s.argument for s in spans if s.type == "code" and (s.offset, s.end) in pres
    }
    others = [span for span in spans if span.type not in _MONOSPACE]
    codes = {(s.offset, s.end) for s in spans if s.type == "code"} - pres
    return [
        *others,
        *(Span("pre", start, end - start, languages.get((start, end), "")) for start, end in pres),
        *(Span("code", start, end - start) for start, end in codes),
    ]


def _untangle(spans: list[Span]) -> Iterator[Span]:
    fixed = [(s.offset, s.end) for s in spans if s.type in _MONOSPACE]
    for span in spans:
        own = (span.offset, span.end) if span.type in _MONOSPACE else None
        if span.type not in _STYLES and not any(_holds(f, span) for f in fixed if f != own):
            yield span
    for style in _STYLES:
        yield from _style(style, [(s.offset, s.end) for s in spans if s.type == style], fixed)


def _holds(outer: Interval, span: Span) -> bool:
    return outer[0] <= span.offset and span.end <= outer[1]


def _style(style: str, intervals: list[Interval], fixed: list[Interval]) -> Iterator[Span]:
    for merged in _merge(intervals):
        for start, end in _subtract(merged, _merge(fixed)):
            yield Span(style, start, end - start)


def _merge(intervals: list[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _subtract(interval: Interval, holes: list[Interval]) -> Iterator[Interval]:
    start, end = interval
    for hole_start, hole_end in holes:
        if hole_end <= start or hole_start >= end:
            continue
        if start < hole_start:
            yield start, hole_start
        start = hole_end
    if start < end:
        yield start, end
