"""The number to call: by time zone, by chosen country, and what is said when neither tells."""

from pathlib import Path
from zoneinfo import available_timezones

import pytest

from bot.coaching.emergency import country_code, country_of, find_countries, number_line, with_number
from bot.content.emergency import EmergencyNumbers
from bot.content.yaml_file import read_yaml

FILE = Path(__file__).parents[2] / "knowledge" / "emergency.yaml"
NUMBERS = EmergencyNumbers.model_validate(read_yaml(FILE).data)
CALL = NUMBERS.lines["call"]
UNKNOWN = "**112** or your local emergency number"


@pytest.mark.parametrize(
    ("zone", "number", "country"),
    [
        ("Europe/Berlin", "112", "Germany"),
        ("Europe/London", "999 or 112", "the UK"),
        ("America/New_York", "911", "the US"),
        ("America/Toronto", "911", "Canada"),
        ("Australia/Sydney", "000", "Australia"),
        ("Asia/Tokyo", "119", "Japan"),
        ("Pacific/Auckland", "111", "New Zealand"),
        ("Europe/Oslo", "113", "Norway"),
        ("Africa/Johannesburg", "10177 or 112 from a mobile", "South Africa"),
        ("US/Pacific", "911", "the US"),
        ("Asia/Calcutta", "112", "India"),
        ("Europe/Belfast", "999 or 112", "the UK"),
    ],
)
def test_a_zone_brings_the_number_of_its_country(zone: str, number: str, country: str) -> None:
    line = number_line(CALL, NUMBERS, zone)
    assert line == f"**{number}** ({country}), or the local number if you are elsewhere"


@pytest.mark.parametrize(
    "zone", ["Etc/UTC", "UTC", "Etc/GMT-2", "Iceland", "Mars/Olympus", "nonsense", "/", "é"]
)
def test_a_zone_without_a_country_brings_112_or_the_local_number(zone: str) -> None:
    assert number_line(CALL, NUMBERS, zone) == UNKNOWN


@pytest.mark.parametrize("zone", ["America/Lima", "Asia/Pyongyang"])
def test_a_country_whose_number_is_not_certain_brings_112_or_the_local_number(zone: str) -> None:
    assert number_line(CALL, NUMBERS, zone) == UNKNOWN


@pytest.mark.parametrize("zone", [None, ""])
def test_without_a_zone_the_list_is_said(zone: str | None) -> None:
    assert all(number in number_line(CALL, NUMBERS, zone) for number in ("112", "999", "911", "000"))


def test_a_chosen_country_goes_before_the_zone() -> None:
    assert country_code(NUMBERS, "Europe/Berlin", "JP") == "JP"
    assert country_code(NUMBERS, None, "JP") == "JP"


def test_a_chosen_country_that_left_the_file_falls_back_to_the_zone() -> None:
    assert country_code(NUMBERS, "Europe/Berlin", "XX") == "DE"


def test_every_zone_there_is_brings_a_line() -> None:
    for zone in available_timezones():
        assert "{" not in with_number("{emergency} {emergency_brief}", NUMBERS, zone)


@pytest.mark.parametrize("code", NUMBERS.countries)
def test_every_country_can_be_found_by_each_of_its_names(code: str) -> None:
    country = NUMBERS.countries[code]
    for name in (country.name, *country.also):
        assert find_countries(name.upper(), NUMBERS) == (code,)


@pytest.mark.parametrize("code", NUMBERS.countries)
def test_every_country_is_said_with_its_number(code: str) -> None:
    said = with_number("Call {emergency} ({emergency_brief}).", NUMBERS, None, code)
    country = country_of(NUMBERS, None, code)
    assert country is not None
    assert said.count(country.number) == said.count(country.name) == 2


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Germany", ("DE",)),
        ("  germany. ", ("DE",)),
        ("Germny", ("DE",)),
        ("united", ("GB", "US", "AE")),
        ("england", ("GB",)),
        ("n", ()),
        ("", ()),
        ("how often should i train", ()),
    ],
)
def test_a_typed_name_finds_its_country(typed: str, codes: tuple[str, ...]) -> None:
    assert set(find_countries(typed, NUMBERS)) == set(codes)


def test_a_text_without_a_placeholder_stays_as_it_is() -> None:
    assert with_number("Run {because}", NUMBERS, "Europe/Berlin") == "Run {because}"
