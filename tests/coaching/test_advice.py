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


def test_a_reader_of_no_known_country_gets_the_list_of_numbers() -> None:
    for number in ("112", "999", "911", "000", "your local emergency number"):
        assert number in of(21)


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
