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
_SCALARS: Final[Mapping[str, Callable[[str], str | int | float | bool | None]]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": lambda text: text == "true",
    "null": lambda _: None,
}
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """The fast parser with YAML 1.2's short list of special words."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|)$", "~n"),
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^-?(?:0|[1-9][0-9]{0,17})$", "-0123456789"),
    ("float", r"^-?[0-9]+\.[0-9]+$", "-0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), [*_first])
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^$"), [""])


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
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise FileError(first_line, "holds no YAML", "write its content or delete the file")
        builder = _Builder(first_line)
        return Document(builder.build(node, ()), builder.lines)
    except yaml.YAMLError as error:
        raise _unreadable(error, text, first_line) from error
    finally:
        loader.dispose()


def _refuse_deep_nesting(text: str, first_line: int) -> None:
    """The C parser follows nesting with the C stack, and a process that dies names no file and no line."""
    depth = 0
    for number, line in enumerate(text.split("\n"), start=first_line):
        depth += line.count("[") + line.count("{") - line.count("]") - line.count("}")
        lead = len(line) - len(line.lstrip(" -?"))
        if max(line.count("["), line.count("{"), depth) > _NESTING_LIMIT or lead > _INDENT_LIMIT:
            raise FileError(number, "is nested too deeply", "write it flatter")
        depth = max(depth, 0)


class _Builder:
    """Builds plain data from the parsed nodes and notes the line of each place."""

    def __init__(self, first_line: int) -> None:
        self._first = first_line
        self._seen: set[int] = set()
        self.lines: dict[Location, int] = {}

    def build(self, node: yaml.Node, at: Location) -> Any:  # noqa: ANN401 (YAML is any data)
        line = self._first + node.start_mark.line
        if id(node) in self._seen:
            raise FileError(line, "uses a YAML anchor (&name, *name)", "write the text out again")
        self._seen.add(id(node))
        self.lines.setdefault(at, line)
        if isinstance(node, yaml.MappingNode) and node.tag.endswith(":map"):
            return self._mapping(node, at)
        if isinstance(node, yaml.SequenceNode) and node.tag.endswith(":seq"):
            return [self.build(child, (*at, index)) for index, child in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node, line)
        raise FileError(line, f"uses the YAML tag `{node.tag}`", "remove the word that starts with !")

    def _mapping(self, node: yaml.MappingNode, at: Location) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key, value in node.value:
            line = self._first + key.start_mark.line
            if not isinstance(key, yaml.ScalarNode):
                raise FileError(line, "has a list or mapping as a key", "use a plain word before the colon")
            if key.value in built:
                raise FileError(line, f"has the key `{key.value}` twice", "keep one of them")
            self.lines[*at, key.value] = line
            built[key.value] = self.build(value, (*at, key.value))
        return built


def _scalar(node: yaml.ScalarNode, line: int) -> str | int | float | bool | None:
    convert = _SCALARS.get(node.tag.rpartition(":")[2])
    try:
        if convert is not None:
            return convert(node.value)
    except ValueError:
        pass
    raise FileError(line, f"uses the YAML tag `{node.tag}`", "remove the word that starts with !")


def _unreadable(error: yaml.YAMLError, text: str, first_line: int) -> FileError:
    mend = 'check indentation, and put text that has ": " or starts with a sign in double quotes'
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        return FileError(line, f"is not readable YAML: {error.problem or error.context}", mend)
    position = getattr(error, "position", 0)
    line = first_line + text.count("\n", 0, position)
    return FileError(line, "holds a character that YAML does not allow", "delete the invisible character")
