from pathlib import Path
from zoneinfo import available_timezones

import pytest
from pydantic import ValidationError

from bot.content.finding import KnowledgeError
from bot.content.places import load_places

FILE = Path(__file__).parents[2] / "knowledge" / "places.yaml"
GOOD = """\
places:
  - {name: Riga, zone: Europe/Riga, country: Latvia, aliases: [Rīga]}
countries:
  Latvia: [Latvija]
"""


def findings(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    file = tmp_path / "places.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_places(file)
    assert {finding.file for finding in caught.value.findings} == {"places.yaml"}
    return [(finding.line, finding.what) for finding in caught.value.findings]


def test_the_places_that_are_shipped_can_be_used() -> None:
    places = load_places(FILE)
    assert len(places.places) >= 450
    assert {place.zone for place in places.places} <= available_timezones()
    assert all(place.country for place in places.places)


def test_no_place_stands_twice_in_the_shipped_file() -> None:
    names = [place.name for place in load_places(FILE).places]
    assert sorted(names) == sorted(set(names))


def test_zones_that_are_not_offered_exist() -> None:
    """A zone renamed in the database would otherwise be offered by its old word again, unnoticed."""
    assert load_places(FILE).not_offered <= available_timezones()


def test_a_place_reads_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "places.yaml"
    file.write_text(GOOD, encoding="utf-8")
    places = load_places(file)
    assert places.places[0].aliases == ("Rīga",)
    assert places.countries == {"Latvia": ("Latvija",)}
    with pytest.raises(ValidationError, match="frozen"):
        places.places = ()  # type: ignore[misc]


def test_a_zone_that_does_not_exist_is_found_at_its_line(tmp_path: Path) -> None:
    ((line, what),) = findings(tmp_path, GOOD.replace("zone: Europe/Riga", "zone: Europe/Rige"))
    assert line == 2
    assert "Europe/Rige" in what


def test_a_country_that_no_place_has_is_found_at_its_line(tmp_path: Path) -> None:
    ((line, what),) = findings(tmp_path, GOOD.replace("  Latvia:", "  Lettland:"))
    assert line == 4
    assert "Lettland" in what


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("zone: Europe/Riga, ", ""),
        GOOD.replace("name: Riga", "nmae: Riga"),
        GOOD.replace("name: Riga", 'name: ""'),
        GOOD + "meanings:\n  EET: {Riga: Europe/Rige}\n",
        GOOD + "offsets:\n  5:30: {India: Asia/Kolkata}\n",
        GOOD + "towns: []\n",
        "places: []\n",
        "places\n",
    ],
    ids=[
        "no zone",
        "a wrong key",
        "no name",
        "a wrong meaning",
        "an offset without a sign",
        "more",
        "none",
        "a word",
    ],
)
def test_what_cannot_be_used_is_a_finding(tmp_path: Path, text: str) -> None:
    assert findings(tmp_path, text)


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read"):
        load_places(tmp_path / "places.yaml")


def test_equal_places_have_equal_hashes() -> None:
    assert hash(load_places(FILE)) == hash(load_places(FILE))
