from pathlib import Path
from zoneinfo import available_timezones

import pytest

from bot.coaching.places import PlaceMatch, find_zones
from bot.coaching.spelling import normal
from bot.content.places import Places, load_places

FILE = Path(__file__).parents[2] / "knowledge" / "places.yaml"


@pytest.fixture(scope="module")
def places() -> Places:
    return load_places(FILE)


def zones(text: str, places: Places) -> list[str]:
    return [match.zone for match in find_zones(text, places)]


NEW_YORK, LOS_ANGELES, CHICAGO = "America/New_York", "America/Los_Angeles", "America/Chicago"

ONE_ZONE = [
    # as it is spelled, in any case and with or without accents
    ("Berlin", "Europe/Berlin"),
    ("  new york ", NEW_YORK),
    ("NYC", NEW_YORK),
    ("Washington D.C.", NEW_YORK),
    ("L.A.", LOS_ANGELES),
    ("München", "Europe/Berlin"),
    ("munchen", "Europe/Berlin"),
    ("Muenchen", "Europe/Berlin"),
    ("sao paulo", "America/Sao_Paulo"),
    ("São Paulo", "America/Sao_Paulo"),
    ("Lodz", "Europe/Warsaw"),
    ("łódź", "Europe/Warsaw"),
    ("İstanbul", "Europe/Istanbul"),
    ("København", "Europe/Copenhagen"),
    ("Bangalore", "Asia/Kolkata"),
    ("Kyiv", "Europe/Kyiv"),
    ("Kiev", "Europe/Kyiv"),
    ("Saigon", "Asia/Ho_Chi_Minh"),
    ("Москва", "Europe/Moscow"),
    ("東京", "Asia/Tokyo"),
    ("N'Djamena", "Africa/Ndjamena"),
    ("Saint Petersburg, Russia", "Europe/Moscow"),
    # cities that only the zone database names
    ("Ushuaia", "America/Argentina/Ushuaia"),
    ("kiritimati", "Pacific/Kiritimati"),
    # with slips
    ("berln", "Europe/Berlin"),
    ("new yrok", NEW_YORK),
    ("newyork", NEW_YORK),
    ("Amsterdm", "Europe/Amsterdam"),
    ("melborne", "Australia/Melbourne"),
    ("los angelos", LOS_ANGELES),
    ("san fransico", LOS_ANGELES),
    ("johannesberg", "Africa/Johannesburg"),
    ("cincinatti", NEW_YORK),
    ("germny", "Europe/Berlin"),
    # beside a country or other words
    ("london uk", "Europe/London"),
    ("London, England", "Europe/London"),
    ("londn, uk", "Europe/London"),
    ("UK, London", "Europe/London"),
    ("georgia usa", NEW_YORK),
    ("austin tx", CHICAGO),
    ("I'm in Riga", "Europe/Riga"),
    ("i live in berlin germany", "Europe/Berlin"),
    ("asdf germany", "Europe/Berlin"),
    ("perth australia", "Australia/Perth"),
    # a country of one zone
    ("Germany", "Europe/Berlin"),
    ("Deutschland", "Europe/Berlin"),
    ("south korea", "Asia/Seoul"),
    # names of zones
    ("Europe/Berlin", "Europe/Berlin"),
    ("europe/berlin", "Europe/Berlin"),
    ("america/new york", NEW_YORK),
    ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ("Europe/Berln", "Europe/Berlin"),
    ("europe / berln", "Europe/Berlin"),
    ("US/Eastern", "US/Eastern"),
    # offsets and abbreviations
    ("UTC", "Etc/UTC"),
    ("UTC+0", "Etc/UTC"),
    ("UTC+2", "Etc/GMT-2"),
    ("utc +2", "Etc/GMT-2"),
    ("UTC+02:00", "Etc/GMT-2"),
    ("GMT-3", "Etc/GMT+3"),
    ("\u22125", "Etc/GMT+5"),
    ("+14", "Etc/GMT-14"),
    ("-12", "Etc/GMT+12"),
    ("Etc/GMT-2", "Etc/GMT-2"),
    ("I am in UTC+5:45", "Asia/Kathmandu"),
    ("JST", "Asia/Tokyo"),
    ("cest", "Europe/Berlin"),
    ("pacific time", LOS_ANGELES),
]


@pytest.mark.parametrize(("text", "zone"), ONE_ZONE, ids=[text for text, _ in ONE_ZONE])
def test_the_first_match_is_the_zone_that_was_meant(text: str, zone: str, places: Places) -> None:
    assert zones(text, places)[0] == zone


SEVERAL = [
    ("IST", ["Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"]),
    ("CET", ["Europe/Berlin", "Africa/Algiers"]),
    ("PST", [LOS_ANGELES, "Asia/Manila", "Pacific/Pitcairn"]),
    ("cst", [CHICAGO, "Asia/Shanghai", "America/Havana"]),
    ("GMT", ["Etc/GMT", "Europe/London", "Africa/Accra"]),
    ("UTC+5:30", ["Asia/Kolkata", "Asia/Colombo"]),
    ("usa", [NEW_YORK, LOS_ANGELES, CHICAGO]),
    ("Portland", [LOS_ANGELES, NEW_YORK]),
    ("birmingham", ["Europe/London", CHICAGO]),
    ("San Jose", [LOS_ANGELES, "America/Costa_Rica"]),
    ("paris texas", ["Europe/Paris", CHICAGO]),
    ("georgia", [NEW_YORK, "Asia/Tbilisi"]),
    ("la paz", ["America/La_Paz", "America/Mazatlan"]),
    ("london canada", ["Europe/London", "America/Toronto", "America/Vancouver"]),
]


@pytest.mark.parametrize(("text", "meant"), SEVERAL, ids=[text for text, _ in SEVERAL])
def test_what_may_mean_several_zones_offers_them_all(text: str, meant: list[str], places: Places) -> None:
    assert zones(text, places) == meant


NOTHING = [
    "",
    "   ",
    "asdf",
    "hello",
    "yes",
    "ok",
    "skip",
    "here",
    "no idea",
    "banana",
    "running",
    "hamstring",
    "sprain",
    "shoulder",
    "my leg hurts",
    "how often should I train?",
    "07:00",
    "3",
    "/cancel",
    "/",
    "europe",
    "europe/",
    "Nowhere/Berlin",
    "Africa/Nowhere",
    "UTC+15",
    "UTC-13",
    "UTC+5:31",
    "+99",
    "localtime",
    "Factory",
    "\N{RUNNER}",
    "\N{COMBINING ACUTE ACCENT}",
    "north",
    "brlni",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_names_no_place_finds_nothing(text: str, places: Places) -> None:
    assert find_zones(text, places) == ()


def test_a_guess_scores_less_than_what_was_spelled_out(places: Places) -> None:
    spelled, inside, guessed = (
        find_zones(text, places)[0].score for text in ("berlin", "austin tx", "berln")
    )
    assert spelled == 1 > inside > guessed > 0.5


def test_a_fixed_offset_is_named_as_people_write_it_though_the_zone_counts_the_other_way(
    places: Places,
) -> None:
    assert (
        find_zones("Etc/GMT-2", places)
        == find_zones("UTC+2", places)
        == (PlaceMatch("UTC+2", "Etc/GMT-2", 1.0),)
    )


def test_matches_are_no_more_than_asked_and_of_different_zones(places: Places) -> None:
    assert len(find_zones("usa", places, limit=2)) == 2
    many = [match.zone for match in find_zones("usa", places, limit=20)]
    assert len(many) == len(set(many)) > 5


def test_places_of_one_name_are_told_apart() -> None:
    twins = Places.model_validate(
        {
            "places": [
                {"name": "Springfield", "zone": CHICAGO, "country": "Here"},
                {"name": "Springfield", "zone": NEW_YORK},
            ]
        }
    )
    names = [match.name for match in find_zones("springfield", twins)]
    assert names == ["Springfield, Here", f"Springfield ({NEW_YORK})"]


def test_every_place_is_found_by_its_name_and_by_each_alias(places: Places) -> None:
    lost = [
        (spelling, place.zone)
        for place in places.places
        for spelling in (place.name, *place.aliases)
        if place.zone not in {match.zone for match in find_zones(spelling, places, limit=6)}
    ]
    assert lost == []


def test_every_zone_of_a_region_can_be_typed(places: Places) -> None:
    typed = {zone: zones(zone.lower(), places) for zone in available_timezones() if "/" in zone}
    assert [zone for zone, found in typed.items() if found != [zone]] == []


def test_an_ordinary_word_is_never_a_place_misspelled(places: Places) -> None:
    assert [word for word in places.ordinary if find_zones(word, places)] == []


def test_a_very_long_text_is_harmless(places: Places) -> None:
    assert find_zones("x" * 100_000, places) == ()
    assert find_zones("berlin " * 10_000, places)[0].zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Saint-Étienne", "st etienne"),
        ("St. John\N{RIGHT SINGLE QUOTATION MARK}s", "st johns"),
        ("Straße", "strasse"),
        ("Tromsø", "tromso"),
        ("  New\tYork_City ", "new york city"),
        ("U.K.", "uk"),
        ("", ""),
    ],
)
def test_spellings_are_made_alike(text: str, plain: str) -> None:
    assert normal(text) == plain
