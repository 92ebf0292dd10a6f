import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.fact_table import BEGIN, END
from bot.cli.knowledge import app
from bot.content.knowledge import default_folder
from tests.content.folders import small_folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return small_folder(tmp_path / "knowledge")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_good_folder_is_one_line(folder: Path) -> None:
    result = run("check", "--folder", folder)
    assert result.exit_code == 0
    first, note = result.stdout.splitlines()
    assert first == "3 entries, 36 phrasings, 101 facts, 1 exercises, 9 messages, no findings"
    assert note.startswith("note: the topic model is missing")


def test_findings_are_lines_an_editor_can_open(folder: Path) -> None:
    path = folder / "entries" / "sleep.md"
    path.write_text(path.read_text(encoding="utf-8").replace("planning", "loft"), encoding="utf-8")
    result = run("check", "--folder", folder)
    assert result.exit_code == 1
    assert result.stdout == (
        "knowledge/entries/sleep.md:5: there is no section `loft` - "
        "use one of planning, soreness, or add it to sections.yaml\n"
    )
    assert result.stderr == "1 finding\n"


@pytest.mark.parametrize("command", ["check", "facts"])
def test_a_folder_that_is_not_there_is_said(tmp_path: Path, command: str) -> None:
    result = run(command, "--folder", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "there is no such folder" in result.stderr


def test_the_table_of_facts_is_printed(folder: Path) -> None:
    result = run("facts", "--folder", folder)
    assert result.exit_code == 0
    assert "| S1 | fact 1. | bridges, sleep, sprints |" in result.stdout
    assert result.stdout.count("\n") == 103


def test_a_page_gets_a_fresh_table_and_keeps_the_rest(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n{BEGIN}\nold\n{END}\nend\n", encoding="utf-8")
    assert run("facts", "--folder", folder, "--write", page).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# Page\n{BEGIN}\n| Fact |")
    assert text.endswith(f"| S101 | fact 101. | bridges |\n{END}\nend\n")


def test_facts_that_no_entry_tells_are_named_and_the_page_is_still_written(
    folder: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{BEGIN}\n{END}", encoding="utf-8")
    path = folder / "entries" / "bridges.md"
    path.write_text(path.read_text(encoding="utf-8").replace("S76, S77, ", ""), encoding="utf-8")
    result = run("facts", "--folder", folder, "--write", page)
    assert result.exit_code == 1
    assert "told by no entry: S76, S77" in result.stderr
    assert "| S77 | fact 77. | **none** |" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "what"), [("no markers", "has no place for the table"), (None, "No such file")]
)
def test_a_page_that_cannot_take_the_table_is_named(
    folder: Path, tmp_path: Path, text: str | None, what: str
) -> None:
    page = tmp_path / "page.md"
    if text is not None:
        page.write_text(text, encoding="utf-8")
    result = run("facts", "--folder", folder, "--write", page)
    assert result.exit_code == 1
    assert f"{page}: " in result.stderr
    assert what in result.stderr


def test_facts_refuse_entries_that_cannot_be_read(folder: Path) -> None:
    (folder / "entries" / "sleep.md").write_bytes(b"")
    result = run("facts", "--folder", folder)
    assert result.exit_code == 1
    assert result.stdout == (
        "knowledge/entries/sleep.md:1: is empty - write its content or delete the file\n"
    )


def test_the_page_in_the_docs_is_up_to_date(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "docs" / "knowledge.md"
    page = tmp_path / "knowledge.md"
    page.write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    assert run("facts", "--write", page).exit_code == 0
    assert page.read_text(encoding="utf-8") == shipped.read_text(encoding="utf-8")


def test_check_notes_a_model_older_than_its_sentences_and_still_passes(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(default_folder(), folder)
    fresh = CliRunner().invoke(app, ["check", "--folder", str(folder)])
    with (folder / "training" / "inside" / "frequency.txt").open("a", encoding="utf-8") as sentences:
        sentences.write("is a zebra day every fortnight enough for my hams\n")
    older = CliRunner().invoke(app, ["check", "--folder", str(folder)])
    assert (fresh.exit_code, older.exit_code) == (0, 0)
    assert "note:" not in fresh.output
    assert "older than the sentences" in older.output
