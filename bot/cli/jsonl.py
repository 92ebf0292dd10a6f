"""Lines of JSON in, lines of JSON out: bad lines are reported in place and the rest is done."""

import json
from collections.abc import Callable, Iterable
from typing import Any, TextIO

from pydantic import ValidationError

JsonObject = dict[str, Any]


def process(lines: Iterable[str], out: TextIO, handle: Callable[[JsonObject], JsonObject]) -> int:
    """Write `handle(object)` for each line; a line that fails becomes `{"error", "line"}`.

    Blank lines are skipped but counted. `handle` raises ValueError (pydantic's is one) for a bad object.
    Returns the exit status: 0, or 1 when any line failed.
    """
    status = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            result = handle(_parse(line))
        except ValueError as error:
            status = 1
            result = {"error": _explain(error), "line": number}
        out.write(json.dumps(result, ensure_ascii=False, separators=(",", ":")) + "\n")
    out.flush()
    return status


def _parse(line: str) -> JsonObject:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("not JSON we can read: nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError(f"expected an object like {{...}}, got {type(value).__name__}")
    return value


def _explain(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(_place(detail["loc"]) + detail["msg"] for detail in error.errors(include_url=False))


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) + ": " if location else ""
