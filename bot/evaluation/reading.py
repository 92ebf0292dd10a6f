"""JSON lines -> cases. What a line is, its keys tell; bad lines become findings and the rest is read.

    {"q", "topic", "entry"?, "also"?}                            inside; topic "~name": outside, of kind name
    {"q", "kind"}                                                outside
    {"q", "level": emergency | urgent | ask | crisis | none}     safety

The topic "other-in-scope" says that the question is inside and none of the topics quite fits.
Other keys are ignored; `level` tells before `topic`, and `topic` before `kind`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final, Literal

from bot.content.finding import Finding
from bot.content.safety import SafetyLevel
from bot.evaluation.cases import Case, Inside, Names, Outside, Place, RedFlag

Assumed = Literal["inside", "near", "far", "safety"]

_OUTSIDE_TOPIC: Final = "~"
_NO_TOPIC_FITS: Final = "other-in-scope"
_NO_LEVEL: Final = "none"
_KEY_OF: Final[Mapping[Assumed, str]] = {"inside": "topic", "near": "kind", "far": "kind", "safety": "level"}
_STAND_IN: Final = {"topic": "sections.yaml", "entry": "entries/"}
_Row = dict[str, Any]


class _BadLineError(ValueError):
    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


def read(
    file: str, lines: Iterable[bytes], names: Names, assumed: Assumed | None = None
) -> tuple[list[Case], list[Finding]]:
    """Return the cases of one file and what is wrong with its other lines.

    `file` is how places and findings name it. `assumed` is what a line is whose keys do not tell.
    """
    cases: list[Case] = []
    findings: list[Finding] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            cases.append(_case(Place(file, number), _row(line), names, assumed))
        except _BadLineError as error:
            findings.append(Finding(file, number, error.what, error.mend))
    return cases, findings


def _row(line: bytes) -> _Row:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _BadLineError("the line is not UTF-8", "save the file as UTF-8") from error
    except json.JSONDecodeError as error:
        what = f"not JSON: {error.msg} at column {error.colno}"
        raise _BadLineError(what, 'write one object like {"q": "...", "topic": "..."} on the line') from error
    except RecursionError as error:
        raise _BadLineError("nested too deeply", "write one flat object on the line") from error
    if not isinstance(row, dict):
        raise _BadLineError(
            f"expected an object like {{...}}, got {type(row).__name__}", 'begin the line with {"q": ...'
        )
    return row


def _case(place: Place, row: _Row, names: Names, assumed: Assumed | None) -> Case:
    question = _text(row, "q")
    for key, build in _BUILDERS.items():
        if key in row:
            return build(place, question, row, names)
    if assumed in {"near", "far"}:
        return Outside(place, question, assumed)
    if assumed:
        key = _KEY_OF[assumed]
        raise _BadLineError(f'"{key}" is missing', f'add "{key}", or read the file --as something else')
    raise _BadLineError(
        'no "topic", "kind" or "level" tells what the line is', "add one, or say it with --as near, --as far"
    )


def _flag(place: Place, question: str, row: _Row, _names: Names) -> Case:
    level = _text(row, "level")
    levels = [*map(str, SafetyLevel), _NO_LEVEL]
    if level not in levels:
        raise _BadLineError(f"there is no level `{level}`", f"use one of {', '.join(levels)}")
    return RedFlag(place, question, None if level == _NO_LEVEL else SafetyLevel(level))


def _inside(place: Place, question: str, row: _Row, names: Names) -> Case:
    topic = _text(row, "topic")
    if topic.startswith(_OUTSIDE_TOPIC):
        return Outside(place, question, topic.removeprefix(_OUTSIDE_TOPIC))
    also = row.get("also") or []
    if not isinstance(also, list):
        raise _BadLineError('"also" must be a list', 'write "also": ["topic", ...]')
    for name in (topic, *also):
        _known("topic", name, names.topics | {_NO_TOPIC_FITS})
    entry = row.get("entry")
    if entry is not None:
        _known("entry", entry, names.topic_of)
        _belongs(entry, topic, names)
    return Inside(place, question, topic, entry, tuple(also))


def _outside(place: Place, question: str, row: _Row, _names: Names) -> Case:
    return Outside(place, question, _text(row, "kind"))


_BUILDERS: Final[Mapping[str, Callable[[Place, str, _Row, Names], Case]]] = {
    "level": _flag,
    "topic": _inside,
    "kind": _outside,
}


def _text(row: _Row, key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        what = f'"{key}" is missing' if value is None else f'"{key}" must be a text in quotes, not empty'
        raise _BadLineError(what, f'write "{key}": "..."')
    return value


def _known(what: Literal["topic", "entry"], name: object, known: Iterable[str]) -> None:
    names = sorted(known)
    if name in names:
        return
    close = get_close_matches(str(name), names, n=1)
    mend = f"did you mean `{close[0]}`?" if close else f"use one that stands in {_STAND_IN[what]}"
    raise _BadLineError(f"there is no {what} `{name}`", mend)


def _belongs(entry: str, topic: str, names: Names) -> None:
    if names.topic_of[entry] != topic:
        raise _BadLineError(
            f"entry `{entry}` is of topic `{names.topic_of[entry]}`, not `{topic}`",
            "correct the one or the other; a second topic that is fine goes under also",
        )
