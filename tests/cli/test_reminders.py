import json
import time
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner, Result

from bot.cli.reminders import app

GOOD = {
    "days": ["tue", "fri"],
    "at": "07:00",
    "zone": "Europe/Berlin",
    "from": "2026-10-20T00:00:00Z",
    "count": 3,
}
INSTANTS = ["2026-10-20T05:00:00Z", "2026-10-23T05:00:00Z", "2026-10-27T06:00:00Z"]


def run(*arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(app, ["preview", *arguments], input=stdin)


def options(**changes: object) -> list[str]:
    given = {**GOOD, "days": "tue,fri", **changes}
    return [part for name, value in given.items() if value is not None for part in (f"--{name}", str(value))]


def answers(*objects: object) -> tuple[int, list[dict]]:
    result = run("--jsonl", stdin="".join(json.dumps(thing) + "\n" for thing in objects))
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("days", [["tue", "fri"], "tue,fri", "fri, TUE", ["fri", "tue", "fri"]])
def test_days_are_a_list_or_a_string_in_any_order(days: object) -> None:
    assert answers(GOOD | {"days": days}) == (0, [{"instants": INSTANTS}])


def test_an_instant_at_the_start_counts_and_another_offset_means_the_same() -> None:
    code, found = answers(
        GOOD | {"from": "2026-10-20T07:00:00+02:00"}, GOOD | {"from": "2026-10-20T05:00:00.001Z"}
    )
    assert (code, found[0]["instants"]) == (0, INSTANTS)
    assert found[1]["instants"][:2] == INSTANTS[1:]


@pytest.mark.parametrize(
    ("changes", "instants"),
    [
        (
            {"days": "sat,sun,mon", "at": "02:30", "from": "2026-03-28T00:00:00Z"},
            ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"],
        ),
        (
            {"days": "sat,sun,mon", "at": "02:30", "from": "2026-10-24T00:00:00Z"},
            ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"],
        ),
        (
            {
                "days": "sat,sun,mon",
                "at": "00:15",
                "zone": "America/Santiago",
                "from": "2026-09-05T00:00:00Z",
            },
            ["2026-09-05T04:15:00Z", "2026-09-06T04:00:00Z", "2026-09-07T03:15:00Z"],
        ),
    ],
    ids=["a gap", "an overlap", "a gap at midnight"],
)
def test_switch_days_are_neither_skipped_nor_doubled(changes: dict, instants: list[str]) -> None:
    assert answers(GOOD | changes) == (0, [{"instants": instants}])


BAD = [
    ({"zone": "Europe/Berlim"}, "zone"),
    ({"zone": "Europe"}, "zone"),
    ({"zone": "../../etc/passwd"}, "zone"),
    ({"zone": ""}, "zone"),
    ({"zone": "localtime"}, "zone"),
    ({"days": "tue,frei"}, "frei"),
    ({"days": ""}, "days"),
    ({"days": "tue,,fri"}, "days"),
    ({"at": "25:00"}, "at"),
    ({"at": "07:60"}, "at"),
    ({"at": "seven"}, "at"),
    ({"at": "\u0660\u0667:\u0660\u0660"}, "at"),
    ({"from": "2026-10-20T00:00:00"}, "from"),
    ({"from": "2026-10-20"}, "from"),
    ({"from": "soon"}, "from"),
    ({"from": "9999-12-31T00:00:00Z"}, "from"),
    ({"from": "0001-01-01T00:00:00+14:00"}, "from"),
    ({"count": 0}, "count"),
    ({"count": -1}, "count"),
    ({"count": 10_001}, "count"),
    ({"count": "many"}, "count"),
    ({"count": 2.5}, "count"),
    ({"count": 10**15}, "count"),
]


@pytest.mark.parametrize(("changes", "named"), BAD, ids=[str(changes) for changes, _ in BAD])
def test_a_bad_value_is_one_line_that_names_it_and_exit_status_1(changes: dict, named: str) -> None:
    result = run(*options(**changes))
    assert result.exit_code == 1
    assert named in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


MISTYPED = [{"days": []}, {"days": 2}, {"days": [1]}, {"days": None}, {"at": 7}, {"zone": None}, {"from": 0}]
MISTYPED += [{"count": "5"}, {"count": True}, {"count": None}]


@pytest.mark.parametrize("changes", [changes for changes, _ in BAD] + MISTYPED, ids=str)
def test_a_bad_line_is_reported_in_its_place_and_the_others_are_done(changes: dict) -> None:
    code, (before, error, after) = answers(GOOD, GOOD | changes, GOOD)
    assert (code, error["line"]) == (1, 2)
    assert next(iter(changes)) in error["error"]
    assert before == after == {"instants": INSTANTS}


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_field_is_named(name: str) -> None:
    code, found = answers({key: value for key, value in GOOD.items() if key != name})
    assert (code, found) == (1, [{"error": f"missing: {name}", "line": 1}])


@pytest.mark.parametrize("line", ["{", "[]", "null", '"tue"', "\ufeff{}"])
def test_a_line_that_is_no_object_is_an_error_of_its_own(line: str) -> None:
    result = run("--jsonl", stdin=f"{line}\n{json.dumps(GOOD)}\n")
    error, good = map(json.loads, result.stdout.splitlines())
    assert (result.exit_code, error["line"], good["instants"]) == (1, 1, INSTANTS)


def test_bytes_that_are_no_text_spoil_only_their_line() -> None:
    result = run("--jsonl", stdin=b'\xff\xfe{"days"\n' + json.dumps(GOOD).encode())
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 2)


def test_options_show_local_time_and_utc_one_date_a_line() -> None:
    result = run(*options())
    assert result.exit_code == 0
    assert result.stdout.splitlines()[2] == "Tue 2026-10-27 07:00 Europe/Berlin\t2026-10-27T06:00:00Z"
    assert len(result.stdout.splitlines()) == 3


def test_a_terminal_gets_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    result = run(*options())
    assert result.exit_code == 0
    assert "Local time, Europe/Berlin" in result.stdout
    assert all(instant in result.stdout for instant in INSTANTS)


def test_without_a_start_the_preview_begins_now() -> None:
    result = run(*options(**{"from": None, "count": 1}))
    instant = datetime.fromisoformat(result.stdout.split("\t")[1].strip())
    assert 0 <= (instant - datetime.now(UTC)).total_seconds() < 5 * 86_400


def test_without_a_rule_the_options_that_are_missing_are_named() -> None:
    result = run("--at", "07:00")
    assert (result.exit_code, result.stderr) == (1, "reminders preview: missing: days, zone\n")


def test_a_hundred_rules_of_300_instants_take_a_moment() -> None:
    """A thousand such lines have 20 s: a tenth of them is held to its tenth, and takes a tenth of that."""
    lines = [GOOD | {"count": 300, "zone": zone} for zone in ("Europe/Berlin", "America/Santiago")] * 50
    begun = time.perf_counter()
    code, found = answers(*lines)
    assert (code, {len(answer["instants"]) for answer in found}) == (0, {300})
    assert time.perf_counter() - begun < 2
