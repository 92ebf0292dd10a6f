import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.knowledge import app
from tests.content.folders import small_folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return small_folder(tmp_path / "knowledge")


def write(path: Path, *rows: object) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["eval", *map(str, arguments)])


def test_without_files_all_of_the_folders_own_are_read(folder: Path) -> None:
    write(folder / "evaluation" / "inside.jsonl", {"q": "question about sleep", "topic": "frequency"})
    write(folder / "evaluation" / "outside.jsonl", {"q": "where is the nearest bank", "kind": "far"})
    result = run("--folder", folder, "--misses", 1)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "right topic first" in result.stdout
    assert "far outside" in result.stdout
    assert "typos" in result.stdout
    assert "median" not in result.stdout


def test_a_folder_without_cases_is_said(folder: Path) -> None:
    result = run("--folder", folder)
    assert result.exit_code == 1
    assert "there is no .jsonl file - write one, or name a file" in result.stderr


def test_empty_files_are_said(folder: Path, tmp_path: Path) -> None:
    result = run(write(tmp_path / "none.jsonl"), "--folder", folder)
    assert result.exit_code == 1
    assert "there are no cases in the files" in result.stderr


def test_bad_lines_are_named_after_the_rest_was_measured(folder: Path, tmp_path: Path) -> None:
    file = write(
        tmp_path / "mine.jsonl", {"q": "sleep", "topic": "frequencey"}, {"q": "a bank", "kind": "far"}
    )
    result = run(file, tmp_path / "nowhere.jsonl", "--folder", folder)
    assert result.exit_code == 1
    assert "far outside" in result.stdout
    assert result.stderr.splitlines() == [
        "mine.jsonl:1: there is no topic `frequencey` - did you mean `frequency`?",
        "nowhere.jsonl:1: No such file or directory - name another file",
    ]


def test_a_file_can_be_read_as_something(folder: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.jsonl", {"q": "a bank", "source": "x"})
    assert run(file, "--folder", folder).exit_code == 1
    result = run(file, "--folder", folder, "--as", "far")
    assert (result.exit_code, "far outside" in result.stdout) == (0, True)


def test_rows_for_machines_hold_figures_cases_scorers_and_cost(folder: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.jsonl", {"q": "question about sleep \ud800", "topic": "frequency"})
    result = run(file, "--folder", folder, "--jsonl", "--compare", "--time", "--typos", 0)
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    kinds = [row["row"] for row in rows]
    assert {"figure", "case", "bin", "scorer", "cost"} <= set(kinds)
    assert not any(row["typos"] for row in rows if row["row"] == "figure")
    assert [row["name"] for row in rows if row["row"] == "scorer"][-1] == "the coach"
    (cost,) = [row for row in rows if row["row"] == "cost"]
    assert 0 < cost["median"] <= cost["p99"] < 1
    assert 0 < cost["load"] < 30


def test_scorers_and_cost_are_shown_on_request(folder: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.jsonl", {"q": "question about sleep", "topic": "frequency"})
    result = run(file, "--folder", folder, "--compare", "--time")
    assert "rapidfuzz token_set" in result.stdout
    assert "a question, p99" in result.stdout


def test_bad_knowledge_is_said(folder: Path) -> None:
    (folder / "sections.yaml").write_text("sections: 3\n", encoding="utf-8")
    result = run("--folder", folder)
    assert result.exit_code == 1
    assert "sections.yaml" in result.stderr
