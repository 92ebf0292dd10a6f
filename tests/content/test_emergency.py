"""knowledge/emergency.yaml and the zone table of tzdata."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content import zone_countries as table
from bot.content.emergency import EmergencyNumbers
from bot.content.knowledge import Knowledge
from bot.content.zone_countries import parse, zone_countries


@pytest.fixture
def _anew() -> Iterator[None]:
    zone_countries.cache_clear()
    yield
    zone_countries.cache_clear()


def test_the_shipped_zone_table_knows_the_zones_of_its_countries() -> None:
    found = zone_countries()
    assert len(found) > 400
    assert (found["Europe/Berlin"], found["Europe/Oslo"], found["Asia/Tokyo"]) == ("DE", "NO", "JP")


def test_every_country_has_a_zone_of_its_own_so_that_its_code_is_one(knowledge: Knowledge) -> None:
    assert knowledge.emergency.countries.keys() <= set(zone_countries().values())


def test_lines_of_the_zone_table_that_make_no_sense_are_passed_over() -> None:
    text = "# comment\nDE\t+5230+01322\tEurope/Berlin\tmost of Germany\nDE\nx\ty\tz\n\n\x00"
    assert parse(text) == {"Europe/Berlin": "DE"}


@pytest.mark.usefixtures("_anew")
@pytest.mark.parametrize(("name", "value"), [("_PACKAGE", "no_such_package"), ("_FILE", "no.tab")])
def test_a_missing_zone_table_breaks_nothing(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setattr(table, name, value)
    assert zone_countries() == {}


@pytest.mark.usefixtures("_anew")
def test_an_unreadable_zone_table_breaks_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "zone.tab").write_bytes(b"\xff\xfe\x00DE")
    monkeypatch.setattr(table, "files", lambda _: tmp_path)
    assert zone_countries() == {}


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("buttons", ["XX"]),
        ("older_zones", {"US/": "XX"}),
        ("countries", {}),
        ("countries", {"de": {"name": "Germany", "number": "112"}}),
        ("countries", {"DE": {"name": "Ger*many", "number": "112"}}),
        ("countries", {"DE": {"name": "Germany", "number": "1"}}),
        ("countries", {"DE": {"name": "Germany", "number": "**112**"}}),
        ("lines", {}),
    ],
)
def test_a_file_with_a_slip_is_refused(knowledge: Knowledge, part: str, value: object) -> None:
    whole = knowledge.emergency.model_dump()
    with pytest.raises(ValueError, match=f"{part}|XX is missing"):
        EmergencyNumbers.model_validate(whole | {part: value})


def test_every_text_that_may_be_sent_in_an_emergency_asks_for_the_number(knowledge: Knowledge) -> None:
    texts = [knowledge.safety.messages["emergency"].text, knowledge.triage.outcomes["E"].blocks[0].text]
    assert all("{emergency}" in text for text in texts)
