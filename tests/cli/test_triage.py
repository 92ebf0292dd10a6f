import json

import pytest
from typer.testing import CliRunner, Result

from bot.cli.triage import app
from tests.coaching.cases import WORKED

FULL: dict[str, object] = {
    "flags": ["NONE"],
    "soreness": 2,
    "location": "both",
    "onset": "after",
    "days": "0-1",
    "form": "no",
    "walking": "fine",
    "trend": "new",
    "risk": ["none"],
}


def run(text: str | bytes) -> Result:
    return CliRunner().invoke(app, ["--jsonl"], input=text)


def answer(**changes: object) -> dict[str, object]:
    result = run(json.dumps(FULL | changes))
    reply: dict[str, object] = json.loads(result.stdout)
    assert result.exit_code == (1 if "error" in reply else 0)
    return reply


def test_the_worked_cases_come_out_as_outcome_and_rule() -> None:
    result = run("".join(answers.model_dump_json() + "\n" for _, _, _, answers in WORKED))
    assert result.exit_code == 0
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"outcome": outcome, "rule": rule} for _, outcome, rule, _ in WORKED
    ]


@pytest.mark.parametrize("key", list(FULL))
def test_a_missing_answer_is_an_error_naming_the_key(key: str) -> None:
    result = run(json.dumps({name: value for name, value in FULL.items() if name != key}))
    reply = json.loads(result.stdout)
    assert result.exit_code == 1
    assert reply["line"] == 1
    assert reply["error"].startswith(f"{key}: ")


def test_q4b_that_was_not_put_counts_as_no() -> None:
    assert answer(soreness=7) == {"outcome": "X", "rule": "R20"}
    assert answer(soreness=8) == answer(soreness=8, q4b=None) == {"outcome": "P", "rule": "R8"}
    assert answer(soreness=7.5, q4b="no") == {"outcome": "P", "rule": "R8"}
    assert answer(soreness=9, q4b="yes") == {"outcome": "E", "rule": "R2"}


@pytest.mark.parametrize(
    ("line", "outcome", "rule"),
    [
        ({"flags": ["A3"]}, "E", "R1"),
        ({"flags": ["B2"]}, "U", "R3"),
        ({"flags": ["NONE", "B2", "A1"]}, "E", "R1"),
        ({"flags": ["B4"], "soreness": 9}, "U", "R3"),
        ({"flags": ["B4"], "soreness": None, "trend": "worse"}, "U", "R3"),
    ],
)
def test_a_red_flag_alone_is_enough(line: dict[str, object], outcome: str, rule: str) -> None:
    result = run(json.dumps(line))
    assert json.loads(result.stdout) == {"outcome": outcome, "rule": rule}
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ({"flags": ["C1"]}, "soreness"),
        ({"flags": ["A1"], "soreness": 11}, "soreness"),
        ({"flags": ["A1"], "mood": "low"}, "mood"),
        ({"flags": [], "soreness": 9, "q4b": True}, "location"),
    ],
)
def test_anything_else_half_filled_is_an_error(line: dict[str, object], named: str) -> None:
    reply = json.loads(run(json.dumps(line)).stdout)
    assert named in reply["error"]


def test_a_bad_line_is_reported_in_place_and_the_rest_is_done() -> None:
    good = json.dumps(FULL).encode()
    result = run(good + b"\n\n{oops\n" + b'{"flags": ["\xff"]}\n' + rb'{"\ud800": 1}' + b"\n" + good + b"\n")
    replies = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [reply.get("line") for reply in replies] == [None, 3, 4, 5, None]


def test_without_jsonl_a_hint_says_how_to_call_it() -> None:
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 2
    assert "--jsonl" in result.stderr
