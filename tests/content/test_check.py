"""Broken knowledge folders: each has exactly the wanted finding, in the right file and line."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.content.check import check
from bot.content.finding import Finding
from bot.content.knowledge import default_folder
from bot.content.yaml_file import read_yaml
from tests.content.folders import small_folder

BRIDGES = "entries/bridges.md"
SPRINTS = "entries/sprints.md"
SLEEP = "entries/sleep.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_folder(tmp_path)


def test_the_small_folder_has_no_findings(folder: Path) -> None:
    assert check(folder) == []


def test_the_shipped_knowledge_has_no_findings() -> None:
    assert [str(finding) for finding in check(default_folder())] == []


@dataclass(frozen=True)
class Case:
    """One of broken.yaml."""

    name: str
    file: str
    old: str
    new: str
    at: str
    what: str
    times: int = 1


CASES = [Case(**case) for case in read_yaml(Path(__file__).with_name("broken.yaml")).data]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_folder_has_exactly_this_finding(folder: Path, case: Case) -> None:
    path = folder / case.file
    text = path.read_text(encoding="utf-8")
    assert case.old in text
    broken = text.replace(case.old, case.new * case.times, 1)
    path.write_text(broken, encoding="utf-8")
    (finding,) = check(folder)
    assert (finding.file, finding.line) == (case.file, broken[: broken.index(case.at)].count("\n") + 1)
    assert case.what in finding.what
    assert finding.mend


def test_a_fact_told_by_nobody_is_found_where_its_wording_stands(folder: Path) -> None:
    path = folder / BRIDGES
    path.write_text(path.read_text(encoding="utf-8").replace("S76, S77", "S76"), encoding="utf-8")
    (finding,) = check(folder)
    assert (finding.file, finding.line) == ("facts.yaml", 77)
    assert finding.what == "no entry tells the fact S77: fact 77."


def test_an_unreadable_entry_is_not_blamed_for_the_facts_it_may_tell(folder: Path) -> None:
    (folder / BRIDGES).write_bytes(b"\xff")
    assert check(folder) == [
        Finding(BRIDGES, 1, "is not UTF-8 text", "save the file with the encoding UTF-8"),
    ]


@pytest.mark.parametrize(
    ("file", "what"),
    [
        (file, what)
        for file in (BRIDGES, "sources.yaml", "sections.yaml", "safety.yaml", "messages/common.yaml")
        for what in ("is empty", "cannot be read", "is not UTF-8 text")
        if not (what == "cannot be read" and "/" in file)
    ],
)
def test_a_file_that_cannot_be_used_is_one_finding(folder: Path, file: str, what: str) -> None:
    path = folder / file
    if what == "cannot be read":
        path.unlink()
    else:
        path.write_bytes(b"\n" if what == "is empty" else b"\xff\xfe")
    findings = check(folder)
    assert [(finding.file, finding.line) for finding in findings] == [(file, 1)]
    assert findings[0].what.startswith(what)


@pytest.mark.parametrize(
    ("file", "new_name", "what"),
    [
        (SLEEP, "entries/sleep.txt", "does not end in .md"),
        (SLEEP, "entries/sleep.MD", "does not end in .md"),
        ("messages/common.yaml", "messages/common.yml", "does not end in .yaml"),
    ],
)
def test_a_file_that_would_be_passed_over_is_found(folder: Path, file: str, new_name: str, what: str) -> None:
    (folder / file).rename(folder / new_name)
    assert (new_name, 1, what) in [(f.file, f.line, f.what) for f in check(folder)]


def test_an_empty_folder_is_all_findings_and_no_exception(tmp_path: Path) -> None:
    files = {finding.file for finding in check(tmp_path)}
    assert {"entries", "messages", "exercises", "sections.yaml", "safety.yaml"} <= files


def test_a_folder_that_is_not_there_is_findings_too(tmp_path: Path) -> None:
    assert check(tmp_path / "nowhere")


TRIAGE_CASES = [
    (
        "questions.yaml",
        "id: q9\n",
        "id: q19\n",
        {"the question `q9` is missing", "no question `q19` is known"},
    ),
    ("rules.yaml", "  R32:\n", "  R33:\n", {"`rules` has no `R32`", "`R33` is not known"}),
    ("rules.yaml", "  D10:\n", "  D11:\n", {"`series` has no `D10`", "`D11` is not known"}),
    (
        "outcomes.yaml",
        "closing:",
        "closed:",
        {"`closing` is missing", "`closed` is no key that is known here"},
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "what"), TRIAGE_CASES)
def test_a_gap_in_the_soreness_check_is_found(
    folder: Path, file: str, old: str, new: str, what: set[str]
) -> None:
    path = folder / "triage" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    findings = check(folder)
    assert {finding.file for finding in findings} == {f"triage/{file}"}
    assert {finding.what for finding in findings} == what


def test_questions_out_of_order_are_found(folder: Path) -> None:
    path = folder / "triage" / "questions.yaml"
    text = path.read_text(encoding="utf-8")
    swapped = (
        text.replace("id: q9\n", "id: q0\n").replace("id: q10\n", "id: q9\n").replace("id: q0\n", "id: q10\n")
    )
    path.write_text(swapped, encoding="utf-8")
    assert [finding.what for finding in check(folder)] == ["the questions are out of order"]


def test_a_finding_reads_as_one_line() -> None:
    finding = Finding("entries/sleep.md", 4, "`topic` is missing", "add a line `topic: ...`")
    assert str(finding) == "entries/sleep.md:4: `topic` is missing - add a line `topic: ...`"
