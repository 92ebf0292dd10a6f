import re

import pytest

from bot.content.checks.limits import REPLY_WORDS
from bot.content.knowledge import Knowledge, default_folder
from bot.content.load import load
from bot.content.markup import to_html
from bot.content.telegram_html import parse

EMERGENCY = ("112", "999", "911", "000")
SUBJECTS_AT_LEAST = 36
PHRASINGS_AT_LEAST = 12
# "Take 400 mg", "two tablets": a coach that gives doses is dangerous.
DOSE = re.compile(r"\d+ ?(?:mg|g|mcg|ml|iu|tablets?|pills?)\b|\btake (?:one|two|three)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def shipped() -> Knowledge:
    return load(default_folder())


def test_there_are_enough_subjects_next_door_and_ways_to_ask_of_each(shipped: Knowledge) -> None:
    assert len(shipped.neighbours) >= SUBJECTS_AT_LEAST
    few = [
        name for name, subject in shipped.neighbours.items() if len(subject.phrasings) < PHRASINGS_AT_LEAST
    ]
    assert few == []


def test_no_two_subjects_claim_one_phrasing(shipped: Knowledge) -> None:
    claimed = [text.lower() for subject in shipped.neighbours.values() for text in subject.phrasings]
    assert sorted({text for text in claimed if claimed.count(text) > 1}) == []


def test_every_subject_has_a_title_and_a_reply_of_its_own(shipped: Knowledge) -> None:
    subjects = shipped.neighbours.values()
    assert len({subject.title for subject in subjects}) == len(subjects)
    assert len({subject.reply for subject in subjects}) == len(subjects)


def test_every_reply_is_one_short_line_that_telegram_takes(shipped: Knowledge) -> None:
    for name, subject in shipped.neighbours.items():
        shown = parse(to_html(subject.reply)).text
        assert shown, name
        assert "\n" not in shown, name
        assert "*" not in shown, name
        assert len(subject.reply.split()) <= REPLY_WORDS, name


def test_no_reply_gives_a_dose(shipped: Knowledge) -> None:
    assert [name for name, subject in shipped.neighbours.items() if DOSE.search(subject.reply)] == []


@pytest.mark.parametrize("subject", ["mental-health", "eating-disorders"])
def test_a_subject_near_a_crisis_names_people_to_call(shipped: Knowledge, subject: str) -> None:
    reply = shipped.neighbours[subject].reply
    parsed = parse(to_html(reply))
    assert any(str(one.get("url")).startswith("https://findahelpline.com") for one in parsed.entities)
    assert all(number in parsed.text for number in EMERGENCY)


@pytest.mark.parametrize(
    "subject",
    ["heart-chest-faint", "heart-rate-zones", "breathing-asthma", "back-neck-shoulder-injury"],
)
def test_a_subject_near_an_emergency_names_the_numbers(shipped: Knowledge, subject: str) -> None:
    assert all(number in shipped.neighbours[subject].reply for number in EMERGENCY)


@pytest.mark.parametrize(
    ("subject", "fact"),
    [
        ("achilles-calves", "One calf swollen, warm or red"),
        ("hip-groin-quad-injury", "stop running"),
        ("weight-loss-diet", "periods have stopped"),
        ("pregnancy-after-birth", "swollen calf"),
        ("diagnosis-scans", "a big bruise"),
        ("medicines-doctors", "muscle pain or weakness"),
        ("shin-splints", "spot of the bone"),
    ],
)
def test_the_safety_fact_of_a_subject_is_told(shipped: Knowledge, subject: str, fact: str) -> None:
    assert fact in shipped.neighbours[subject].reply
