"""Curators' YAML with the line of every value, and without YAML's traps.

`yes`, `no`, `07:00` and dates stay the text that was typed (plain YAML 1.1 would turn them into booleans,
minutes and dates); a key written twice, an anchor or a tab is an error instead of a surprise.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

Location = tuple[int | str, ...]

_NESTING_LIMIT: Final = 50
_INDENT_LIMIT: Final = 200
_TAGGED: Final[Mapping[str, Callable[[str], str | int | float | bool | None]]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": lambda text: text == "true",
    "null": lambda _: None,
}
# YAML 1.2's short list of special words.
_WORDS: Final[Mapping[str, bool | None]] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"-?[0-9]+\.[0-9]+")
_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast one, where there is one; asked for its events alone."""


class FileError(ValueError):
    """A file that cannot be read at all."""

    def __init__(self, line: int, what: str, mend: str) -> None:
        super().__init__(f"line {line}: {what} - {mend}")
        self.line = line
        self.what = what
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data (dict, list, str, int, float, bool, None) and the line of each place in it."""

    data: Any
    lines: Mapping[Location, int]

    def line(self, location: Location) -> int:
        """The line of a place, or of the nearest place around it that was written down."""
        while location not in self.lines and location:
            location = location[:-1]
        return self.lines.get(location, 1)


def read_yaml(path: Path) -> Document:
    """Read one YAML file. Raises FileError with the line and what to do about it."""
    return parse_yaml(read_text(path))


def read_text(path: Path) -> str:
    """A text file as UTF-8 with plain line ends. Raises FileError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileError(
            1, f"cannot be read: {error.strerror}", "put the file there and let it be readable"
        ) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileError(line, "is not UTF-8 text", "save the file with the encoding UTF-8") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise FileError(1, "is empty", "write its content or delete the file")
    _refuse_tabs(text)
    return text


def _refuse_tabs(text: str) -> None:
    before, tab, _ = text.partition("\t")
    if tab:
        raise FileError(before.count("\n") + 1, "holds a tab", "use spaces instead of the tab")


def parse_yaml(text: str, first_line: int = 1) -> Document:
    """Parse YAML text that starts at `first_line` of its file. Raises FileError."""
    _refuse_deep_nesting(text, first_line)
    parser = _Parser(text)
    try:
        return _Builder(parser, first_line).document()
    except yaml.YAMLError as error:
        raise _unreadable(error, text, first_line) from error
    finally:
        parser.dispose()


def _refuse_deep_nesting(text: str, first_line: int) -> None:
    """The C parser follows nesting with the C stack, and a process that dies names no file and no line."""
    depth = 0
    for number, line in enumerate(text.split("\n"), start=first_line):
        opened = 0
        # Every start reads thousands of lines, and few of them hold a bracket: to look first is faster.
        if "[" in line or "{" in line or "]" in line or "}" in line:
            opened = max(line.count("["), line.count("{"))
            depth += line.count("[") + line.count("{") - line.count("]") - line.count("}")
        lead = len(line) - len(line.lstrip(" -?"))
        if max(opened, depth) > _NESTING_LIMIT or lead > _INDENT_LIMIT:
            raise FileError(number, "is nested too deeply", "write it flatter")
        depth = max(depth, 0)


class _Builder:
    """Builds plain data from the parser's events and notes the line of each place."""

    def __init__(self, parser: Any, first_line: int) -> None:  # noqa: ANN401 (one of two)
        self._parser = parser
        self._first = first_line
        self._anchors: dict[str, yaml.NodeEvent] = {}
        self._seen: set[int] = set()
        self._lines: dict[Location, int] = {}

    def document(self) -> Document:
        """The only one of the stream."""
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            raise FileError(self._first, "holds no YAML", "write its content or delete the file")
        try:
            data = self._build(self._next(), ())
        except FileError:
            # What cannot be parsed further down has to be mended first.
            self._to_the_end()
            raise
        self._to_the_end()
        return Document(data, self._lines)

    def _next(self) -> Any:  # noqa: ANN401
        """The next event; what an alias stands for in its place."""
        event: Any = self._parser.get_event()
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            return self._anchored(event)
        return event

    def _anchored(self, event: Any) -> Any:  # noqa: ANN401
        known = self._anchors.get(event.anchor)
        if isinstance(event, yaml.AliasEvent):
            if known is None:
                raise _fault("found undefined alias", event)
            return known
        if known is not None:
            raise _fault("second occurrence", event)
        self._anchors[event.anchor] = event
        return event

    def _to_the_end(self) -> None:
        while not isinstance(self._next(), yaml.DocumentEndEvent):
            pass
        if not isinstance(event := self._next(), yaml.StreamEndEvent):
            raise _fault("but found another document", event)

    def _build(self, event: Any, at: Location) -> Any:  # noqa: ANN401 (YAML is any data)
        line = self._line(event)
        if event.anchor is not None:
            if id(event) in self._seen:
                raise FileError(line, "uses a YAML anchor (&name, *name)", "write the text out again")
            self._seen.add(id(event))
        self._lines.setdefault(at, line)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event, line)
        if isinstance(event, yaml.MappingStartEvent) and _is_plain(event, ":map"):
            return self._mapping(at)
        if isinstance(event, yaml.SequenceStartEvent) and _is_plain(event, ":seq"):
            return self._sequence(at)
        raise _tagged(event, line)

    def _mapping(self, at: Location) -> dict[str, Any]:
        built: dict[str, Any] = {}
        while not isinstance(key := self._next(), yaml.MappingEndEvent):
            line = self._line(key)
            if not isinstance(key, yaml.ScalarEvent):
                raise FileError(line, "has a list or mapping as a key", "use a plain word before the colon")
            if key.value in built:
                raise FileError(line, f"has the key `{key.value}` twice", "keep one of them")
            self._lines[*at, key.value] = line
            built[key.value] = self._build(self._next(), (*at, key.value))
        return built

    def _sequence(self, at: Location) -> list[Any]:
        built: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            built.append(self._build(event, (*at, len(built))))
        return built

    def _line(self, event: Any) -> int:  # noqa: ANN401
        return self._first + int(event.start_mark.line)


def _fault(problem: str, event: Any) -> yaml.YAMLError:  # noqa: ANN401
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)


def _is_plain(event: yaml.CollectionStartEvent, kind: str) -> bool:
    return event.tag in (None, "!") or event.tag.endswith(kind)


def _scalar(event: yaml.ScalarEvent, line: int) -> str | int | float | bool | None:
    text = str(event.value)
    if event.tag in (None, "!"):
        return _plain(text) if event.implicit[0] else text
    try:
        return _TAGGED[event.tag.rpartition(":")[2]](text)
    except (KeyError, ValueError):
        raise _tagged(event, line) from None


def _plain(text: str) -> str | int | float | bool | None:
    """What text without quotes stands for."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "-0123456789":
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
    return text


def _tagged(event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> FileError:
    return FileError(line, f"uses the YAML tag `{event.tag}`", "remove the word that starts with !")


def _unreadable(error: yaml.YAMLError, text: str, first_line: int) -> FileError:
    mend = 'check indentation, and put text that has ": " or starts with a sign in double quotes'
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        return FileError(line, f"is not readable YAML: {error.problem or error.context}", mend)
    position = getattr(error, "position", 0)
    line = first_line + text.count("\n", 0, position)
    return FileError(line, "holds a character that YAML does not allow", "delete the invisible character")
