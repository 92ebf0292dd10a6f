import json

import pytest

from bot.content.safety import SafetyLevel
from bot.evaluation.cases import Inside, Outside, Place, RedFlag
from bot.evaluation.reading import Assumed, read
from tests.evaluation.parts import NAMES

AT = Place("cases.jsonl", 1)


def lines(*rows: object) -> list[bytes]:
    return [json.dumps(row).encode() for row in rows]


@pytest.mark.parametrize(
    ("row", "case"),
    [
        (
            {"q": "how often", "topic": "frequency", "entry": "how-often", "also": ["sprinting"]},
            Inside(AT, "how often", "frequency", "how-often", ("sprinting",)),
        ),
        (
            {"q": "how often", "topic": "frequency", "origin": "user", "kind": "x"},
            Inside(AT, "how often", "frequency", None, ()),
        ),
        (
            {"q": "lagging?", "topic": "other-in-scope", "also": ["nutrition"]},
            Inside(AT, "lagging?", "other-in-scope", None, ("nutrition",)),
        ),
        ({"q": "shin splints", "topic": "~shins"}, Outside(AT, "shin splints", "shins")),
        ({"q": "chest pain", "kind": "medical-emergency"}, Outside(AT, "chest pain", "medical-emergency")),
        ({"q": "it popped", "level": "urgent"}, RedFlag(AT, "it popped", SafetyLevel.URGENT)),
        ({"q": "popcorn", "level": "none", "topic": "nutrition"}, RedFlag(AT, "popcorn", None)),
    ],
)
def test_the_keys_tell_what_a_line_is(row: object, case: object) -> None:
    assert read("cases.jsonl", lines(row), NAMES) == ([case], [])


@pytest.mark.parametrize(
    ("assumed", "kind"),
    [("near", "near"), ("far", "far")],
)
def test_a_line_that_does_not_tell_is_what_it_is_read_as(assumed: Assumed, kind: str) -> None:
    rows = lines({"q": "who invented the zip", "source": "x"}, {"q": "how often", "topic": "frequency"})
    cases, findings = read("cases.jsonl", rows, NAMES, assumed)
    assert findings == []
    assert cases[0] == Outside(AT, "who invented the zip", kind)
    assert isinstance(cases[1], Inside)


@pytest.mark.parametrize(
    ("line", "what", "mend"),
    [
        (b"{", "not JSON: Expecting property name enclosed in double quotes at column 2", "one object"),
        (b"[1]", "expected an object like {...}, got list", 'begin the line with {"q"'),
        (b'{"q": "\xff"}', "the line is not UTF-8", "save the file as UTF-8"),
        (b"[" * 100_000, "nested too deeply", "one flat object"),
        (b'{"topic": "frequency"}', '"q" is missing', 'write "q": "..."'),
        (b'{"q": " ", "topic": "frequency"}', '"q" must be a text in quotes, not empty', 'write "q"'),
        (b'{"q": "hi"}', 'no "topic", "kind" or "level" tells what the line is', "--as near"),
        (
            b'{"q": "hi", "topic": "frequencey"}',
            "there is no topic `frequencey`",
            "did you mean `frequency`?",
        ),
        (b'{"q": "hi", "topic": "zzz"}', "there is no topic `zzz`", "in sections.yaml"),
        (
            b'{"q": "hi", "topic": "frequency", "also": "x"}',
            '"also" must be a list',
            'write "also": ["topic"',
        ),
        (b'{"q": "hi", "topic": "frequency", "also": [1]}', "there is no topic `1`", "in sections.yaml"),
        (b'{"q": "hi", "topic": "frequency", "entry": "x"}', "there is no entry `x`", "in entries/"),
        (
            b'{"q": "hi", "topic": "frequency", "entry": "protein"}',
            "entry `protein` is of topic `nutrition`, not `frequency`",
            "correct the one or the other",
        ),
        (b'{"q": "hi", "level": "loud"}', "there is no level `loud`", "urgent, ask, crisis, none"),
        (b'{"q": "hi", "kind": 3}', '"kind" must be a text in quotes, not empty', 'write "kind"'),
    ],
)
def test_a_bad_line_is_named_with_its_mending_and_the_rest_is_read(line: bytes, what: str, mend: str) -> None:
    cases, findings = read("cases.jsonl", [b"", line, *lines({"q": "hi", "kind": "far"})], NAMES)
    assert cases == [Outside(Place("cases.jsonl", 3), "hi", "far")]
    (finding,) = findings
    assert (finding.file, finding.line, finding.what) == ("cases.jsonl", 2, what)
    assert mend in finding.mend


@pytest.mark.parametrize(("assumed", "key"), [("inside", "topic"), ("safety", "level")])
def test_what_a_line_is_read_as_may_need_a_key(assumed: Assumed, key: str) -> None:
    cases, (finding,) = read("cases.jsonl", lines({"q": "hi"}), NAMES, assumed)
    assert cases == []
    assert finding.what == f'"{key}" is missing'
