"""What pydantic finds, said in a curator's words and with the line."""

from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.content.finding import Finding
from bot.content.yaml_file import Document, Location

_MISSING_PART: Final = {
    "lead": (
        "the answer does not begin with one bold line",
        "write `**The answer in one line.**` and a blank line",
    ),
    "body": (
        "there is no text between the bold line and `## More`",
        "write two or three short sentences there",
    ),
    "more": ("there is no `## More` part", "write a line `## More`, a blank line, and the longer answer"),
}
_WORDS: Final = {
    "missing": ("{name} is missing", "add a line `{key}: ...`"),
    "extra_forbidden": ("{name} is no key that is known here", "correct its spelling or delete it"),
    "string_type": ("{name} is not text", "put it in double quotes"),
    "string_too_short": ("{name} is empty", "write its text"),
    "string_pattern_mismatch": ("{name} is written as `{value}`", "{pattern}"),
    "int_type": ("{name} is not a whole number", "write a whole number, without quotes"),
    "int_parsing": ("{name} is not a whole number", "write a whole number, without quotes"),
    "int_from_float": ("{name} is not a whole number", "write a whole number, without quotes"),
    "tuple_type": ("{name} is not a list", "write its items as lines that begin with `- `"),
    "list_type": ("{name} is not a list", "write its items as lines that begin with `- `"),
    "dict_type": ("{name} is not a mapping", "write its parts as lines `key: value`"),
    "model_type": ("{name} is not a mapping", "write its parts as lines `key: value`"),
    "model_attributes_type": ("{name} is not a mapping", "write its parts as lines `key: value`"),
    "too_short": ("{name} has too few items", "give it at least {least}"),
    "enum": ("{name} is `{value}`", "write one of {expected}"),
    "literal_error": ("{name} is `{value}`", "write one of {expected}"),
}
_PATTERNS: Final = {
    "h": "write an address that begins with https://, or docs/<file>.md",
    "S": "write S or E and a number, such as S80 or E5",
    "a": "use 2 to 40 small letters, digits and hyphens, such as how-often",
}


def explain(file: str, document: Document, error: ValidationError) -> list[Finding]:
    """One finding for each thing pydantic says, at the line it is about."""
    details = error.errors(include_url=False)
    return [_finding(file, document, one) for one in details if not _follows(one, details)]


def _follows(one: ErrorDetails, others: Sequence[ErrorDetails]) -> bool:
    """pydantic leaves wrong items out and then counts: a list is not too short because an item is wrong."""
    at = one["loc"]
    return one["type"] == "too_short" and any(
        other["loc"][: len(at)] == at != other["loc"] for other in others
    )


def _finding(file: str, document: Document, details: ErrorDetails) -> Finding:
    location: Location = tuple(part for part in details["loc"] if part != "[key]")
    line = document.line(location)
    key = str(location[-1]) if location else "the file"
    if details["type"] == "missing" and key in _MISSING_PART:
        return Finding(file, line, *_MISSING_PART[key])
    context = details.get("ctx", {})
    what, mend = _WORDS.get(details["type"], ("{name}: {message}", "correct it as it says"))
    values = {
        "name": f"`{'.'.join(map(str, location))}`" if location else "the file",
        "key": key,
        "value": details.get("input"),
        "message": details["msg"].removeprefix("Value error, "),
        "least": context.get("min_length", 1),
        "expected": context.get("expected", ""),
        "pattern": _pattern(str(context.get("pattern", ""))),
    }
    return Finding(file, line, what.format(**values), mend.format(**values))


def _pattern(pattern: str) -> str:
    """How a key is written, by the first letter its pattern allows."""
    return _PATTERNS.get(pattern.lstrip("^[(")[:1], f"write it so that it fits {pattern}")
