from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import __version__
from bot.cli.main import app
from bot.cli.triage_report import main
from bot.coaching.outcome import Outcome
from bot.coaching.space import Counts
from bot.coaching.triage import RULESET
from tests.content.folders import small_folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["triage", "report", *map(str, arguments)])


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting for real takes seconds, and one test does."""
    counts = Counts(1, {Outcome.K: 1}, {"R32": 1})
    monkeypatch.setattr(f"{main.__module__}.count", lambda: counts)


def test_the_report_is_one_page_with_this_version_and_rule_set_and_real_counts(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    result = run("--out", out)
    assert result.exit_code == 0
    assert result.stdout == (
        f"{out}: 32 rules, 369,600 combinations, 30 of 30 worked cases as the protocol says\n"
    )
    page = out.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert f"version {__version__}" in page
    assert RULESET in page
    assert "369,600" in page


@pytest.mark.usefixtures("fast")
def test_without_a_name_the_page_goes_into_the_folder_one_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run().exit_code == 0
    assert (tmp_path / "triage-report.html").is_file()


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize(
    ("out", "why"),
    [
        ("nowhere/page.html", "No such file or directory"),
        ("", "Is a directory"),
        ("file/x", "Not a directory"),
    ],
)
def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path: Path, out: str, why: str) -> None:
    (tmp_path / "file").write_text("")
    result = run("--out", tmp_path / out)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == f"{tmp_path / out}: {why} - name another file with --out\n"


def test_knowledge_with_findings_is_named_and_no_page_is_written(tmp_path: Path) -> None:
    folder = small_folder(tmp_path / "knowledge")
    (folder / "triage" / "cases.yaml").unlink()
    out = tmp_path / "page.html"
    result = run("--folder", folder, "--out", out)
    assert result.exit_code == 1
    assert result.stderr.startswith("triage/cases.yaml:1: cannot be read")
    assert not out.exists()


def test_a_knowledge_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    result = run("--folder", tmp_path / "none")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "there is no such folder" in result.stderr


def test_jsonl_and_report_do_not_go_together() -> None:
    result = CliRunner().invoke(app, ["triage", "--jsonl", "report"])
    assert result.exit_code == 2
    assert "triage --jsonl" in result.stderr
