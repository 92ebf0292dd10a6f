from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.content.check import check
from bot.content.finding import KnowledgeError
from bot.content.knowledge import Knowledge, default_folder
from bot.content.level import Level
from bot.content.load import load
from tests.content.folders import small_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_folder(tmp_path_factory.mktemp("knowledge"))


@pytest.fixture(scope="module")
def small(folder: Path) -> Knowledge:
    return load(folder)


def test_a_folder_becomes_knowledge(small: Knowledge) -> None:
    assert set(small.entries) == {"bridges", "sprints", "sleep"}
    assert [section.id for section in small.sections] == ["planning", "soreness"]
    assert small.topics == ("frequency", "sprinting")
    assert small.facts["S101"] == "fact 101."
    assert small.sources["S50"].title == "The article"
    assert set(small.routines) == set(Level)
    assert small.places.places[0].zone == "Europe/Riga"
    assert small.exercises["toe-tap"].name == "Toe tap"
    assert small.messages.text("common.hello", name="you") == "<b>Hello you</b>"


def test_small_talk_is_answered_as_html(small: Knowledge) -> None:
    assert small.smalltalk_reply("hello") == "Hello to <b>you</b>."
    with pytest.raises(KeyError):
        small.smalltalk_reply("nothing")


def test_knowledge_cannot_be_changed(small: Knowledge) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        small.topics = ()  # type: ignore[misc]


def test_loading_refuses_a_folder_with_findings_and_names_them_all(tmp_path: Path) -> None:
    folder = small_folder(tmp_path)
    for name in ("sleep", "sprints"):
        path = folder / "entries" / f"{name}.md"
        path.write_text(
            path.read_text(encoding="utf-8").replace("topic: frequency", "topic: x"), encoding="utf-8"
        )
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    assert [finding.file for finding in caught.value.findings] == ["entries/sleep.md", "entries/sprints.md"]
    assert "entries/sleep.md:3: `topic` is written as `x`" in str(caught.value)


def test_the_default_folder_is_the_one_beside_the_code() -> None:
    assert default_folder() == Path(__file__).parents[2] / "knowledge"


def test_an_installed_package_brings_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.content.knowledge._PACKAGE", tmp_path / "site-packages" / "bot")
    assert default_folder() == tmp_path / "site-packages" / "bot" / "_knowledge"


FILES = (
    "entries/sleep.md",
    "sections.yaml",
    "sources.yaml",
    "facts.yaml",
    "smalltalk.yaml",
    "neighbours.yaml",
    "messages/common.yaml",
    "exercises/toe-tap.yaml",
    "routines/advanced.yaml",
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(FILES),
    st.binary(max_size=40) | st.text(alphabet="-#:[]{}*&!|>'\"\n ab0").map(str.encode),
    st.floats(0, 1),
)
def test_no_slip_in_a_file_stops_the_check(folder: Path, file: str, slip: bytes, place: float) -> None:
    path = folder / file
    good = path.read_bytes()
    at = int(len(good) * place)
    path.write_bytes(good[:at] + slip + good[at:])
    try:
        findings = check(folder)
    finally:
        path.write_bytes(good)
    for finding in findings:
        assert finding.line >= 1
        assert finding.what
        assert finding.mend
