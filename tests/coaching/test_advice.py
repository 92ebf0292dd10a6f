import re
from pathlib import Path

import pytest
from hypothesis import given
from pydantic import ValidationError

from bot.coaching.advice import compose
from bot.coaching.answers import (
    Answers,
    Days,
    Flag,
    Form,
    Location,
    Onset,
    PartialAnswers,
    Risk,
    Trend,
    Walking,
)
from bot.coaching.emergency import with_number
from bot.coaching.outcome import Outcome
from bot.coaching.space import ordinary
from bot.coaching.triage import RULES, Verdict, decide
from bot.content.emergency import EmergencyNumbers
from bot.content.markup import to_html
from bot.content.telegram_html import parse
from bot.content.triage import load_triage
from bot.content.yaml_file import read_yaml
from tests.coaching.cases import WORKED
from tests.coaching.space import ANY

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
TEXTS = load_triage(KNOWLEDGE)
NUMBERS = EmergencyNumbers.model_validate(read_yaml(KNOWLEDGE / "emergency.yaml").data)
CASES = {number: answers for number, _, _, answers in WORKED}
TRAINING = re.compile(
    r"\b(swim\w*|cycl\w*|bik\w*|pool|exercis\w*|workout\w*|session\w*|strength\w*|training|jog\w*"
    r"|bridge\w*|curl\w*|deadlift\w*|nordic\w*|squat\w*|sets?|warm-?up)\b",
    re.IGNORECASE,
)


def message(answers: Answers) -> str:
    """As somebody reads it of whom no country is known."""
    return with_number(compose(TEXTS, decide(answers), answers), NUMBERS)


def of(number: int, **changes: object) -> str:
    return message(Answers.model_validate(CASES[number].model_dump() | changes))


def test_the_buttons_offer_exactly_the_answers_there_are() -> None:
    offered: dict[str, set[str]] = {}
    for question in TEXTS.questions:
        offered.setdefault(question.key, set()).update(option.key for option in question.options)
    assert offered == {
        "flags": set(Flag),
        "soreness": set(),
        "q4b": {"yes", "no"},
        "location": set(Location),
        "onset": set(Onset),
        "days": set(Days),
        "form": set(Form),
        "walking": set(Walking),
        "trend": set(Trend),
        "risk": set(Risk),
    }


def test_every_rule_and_every_outcome_has_its_words() -> None:
    assert set(TEXTS.rules) == {rule.id for rule in RULES}
    assert set(TEXTS.outcomes) == set(Outcome)


@pytest.mark.parametrize("number", list(CASES))
def test_each_worked_case_gets_a_message_that_telegram_takes(number: int) -> None:
    text = of(number)
    assert "{" not in text
    assert len(parse(to_html(text, breaks=True)).text) > 200


def test_no_message_is_too_long_to_read() -> None:
    longest = max((message(answers) for answers in ordinary(149)), key=len)
    assert len(longest) < 1500
    assert len(of(20, flags=[flag for flag in Flag if flag > "B"], risk=list(Risk))) < 2000


@given(ANY)
def test_only_an_emergency_goes_without_the_closing_line(answers: Answers) -> None:
    verdict = decide(answers)
    assert message(answers).endswith(TEXTS.closing) is (verdict.outcome is not Outcome.E)


@given(ANY)
def test_urgent_and_emergency_messages_hold_no_training(answers: Answers) -> None:
    if decide(answers).outcome >= Outcome.U:
        assert not TRAINING.search(message(answers))


@given(ANY)
def test_no_message_holds_a_diagnosis_a_dose_or_a_soothing_phrase(answers: Answers) -> None:
    text = message(answers)
    assert not re.search(
        r"you have (a|an|torn|pulled)\b|no injury|you are fine|just stretch", text, re.IGNORECASE
    )
    assert not re.search(r"\d ?mg\b|ibuprofen|paracetamol|painkiller", text, re.IGNORECASE)


def test_a_sore_sit_bone_is_sent_to_the_pool_and_never_to_the_bike() -> None:
    seen = 0
    for answers in ordinary(149):
        if answers.location is not Location.SITBONE:
            continue
        text = message(answers)
        told_not_to = text.replace("No cycling", "").replace("avoid long sitting and cycling", "")
        assert not re.search(r"cycling|bike", told_not_to, re.IGNORECASE), text
        if decide(answers).outcome is Outcome.X:
            seen += 1
            assert "in the pool" in text and "No hamstring stretching" in text
    assert seen > 20


@pytest.mark.parametrize(
    ("number", "changes", "says"),
    [
        (1, {}, ["ordinary training soreness", "48 hours", "above 3", "red flag", "stride"]),
        (25, {}, ["midwife or doctor"]),
        (
            3,
            {},
            ["not alarming", "half your usual length", "rises by 2", "goes past 5", "Nordics", "no worse"],
        ),
        (15, {}, ["no hamstring stretching", "cushion"]),
        (30, {}, ["5 to 10 minutes of easy jogging"]),
        (5, {}, ["crawl", "saddle", "deep water", "20 to 30", "0-2", "10 to 15 minutes", "48 hours"]),
        (5, {}, ["leads to injury", "red flag", "half the sets", "last 30 days"]),
        (11, {}, ["First 48 to 72 hours", "up to 20 minutes", "No heat, alcohol, massage"]),
        (
            9,
            {},
            ["First 48 to 72 hours", "sooner", "whether you limp", "walking is fine if it does not hurt"],
        ),
        (18, {}, ["physiotherapist", "within days", "Be seen today", "I can't know what it is"]),
        (14, {}, ["don't stretch it", "avoid long sitting and cycling"]),
        (26, {}, ["GP or another doctor", "physiotherapist alone is not enough"]),
        (26, {"flags": ["C4"]}, ["pharmacist", "Don't stop taking it"]),
        (22, {}, ["GP or another doctor", "Don't run at all"]),
        (24, {"risk": ["preg"]}, ["GP or another doctor", "midwife"]),
        (24, {"risk": ["u18"]}, ["GP or another doctor", "parent"]),
        (24, {"risk": ["thin"]}, ["GP or another doctor", "blood thinner"]),
        (8, {}, ["111", "a pop, a snap or a tear", "tendon torn off the sit bone", "emergency number"]),
        (8, {"flags": ["B3"]}, ["bruise or swelling", "don't run on it, stretch it, massage it or test it"]),
        (12, {}, ["split", "tendon torn off the sit bone"]),
        (13, {}, ["sit bone that comes on suddenly", "tendon torn off the sit bone", "seen early"]),
        (20, {}, ["don't massage or rub the calf"]),
        (20, {"flags": [], "risk": ["preg"]}, ["don't massage or rub the calf", "pregnancy"]),
        (23, {}, ["under 18", "X-ray", "parent"]),
        (10, {}, ["you limp, and 7 or more"]),
        (21, {}, ["112", "999", "911", "000", "possible cauda equina", "Don't drive yourself", "don't wait"]),
        (21, {"flags": ["A3"]}, ["CK"]),
        (7, {}, ["CK"]),
    ],
)
def test_each_message_says_what_the_protocol_asks_of_it(
    number: int, changes: dict[str, object], says: list[str]
) -> None:
    text = of(number, **changes)
    assert [part for part in says if part not in text] == []


@pytest.mark.parametrize(
    ("number", "keeps_quiet_about"),
    [
        (1, "midwife"),
        (5, "First 48"),
        (18, "pharmacist"),
        (8, "calf"),
        (10, "torn off"),
        (21, "CK"),
        (3, "easy jogging"),
    ],
)
def test_a_message_holds_nothing_that_does_not_concern_the_runner(
    number: int, keeps_quiet_about: str
) -> None:
    assert keeps_quiet_about not in of(number)


def test_first_days_care_is_for_the_first_days() -> None:
    for number in (9, 11):
        assert "48 to 72 hours" in of(number, days="2-3")
        assert "48 to 72 hours" not in of(number, days="4-6")
    assert "came on suddenly, so the sooner" in of(9, days="4-6")


@given(ANY)
def test_an_emergency_gives_one_reason_only(answers: Answers) -> None:
    if decide(answers).outcome is Outcome.E:
        assert message(answers).count("**Why?**") == 1


@given(ANY)
def test_every_message_says_why_once_or_what_was_ticked(answers: Answers) -> None:
    text = message(answers)
    assert "**Why" in text or "You told me" in text


def test_answers_may_come_as_a_mapping_that_stopped_half_way() -> None:
    verdict = Verdict(Outcome.U, "R3")
    stored = {"flags": ["B2"]}
    assert compose(TEXTS, verdict, stored) == compose(
        TEXTS, verdict, PartialAnswers(flags=frozenset({Flag.B2}))
    )
    with pytest.raises(ValidationError):
        compose(TEXTS, verdict, {"flags": ["Z9"]})
