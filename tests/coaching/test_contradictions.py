"""Answers that do not fit together (protocol 8.3)."""

from typing import Any

import pytest

from bot.coaching.answers import Answers, given
from bot.coaching.contradictions import (
    CONTRADICTIONS,
    Contradiction,
    first_contradiction,
    most_serious_reading,
)
from bot.coaching.space import ordinary
from bot.coaching.triage import decide

from .cases import WORKED

SAMPLE = 37
"""Every 37th combination of the ordinary answers: a prime above 11 meets every axis."""

PLAIN: dict[str, Any] = {
    "flags": [],
    "soreness": 2,
    "location": "mid",
    "onset": "after",
    "days": "0-1",
    "form": "no",
    "walking": "fine",
    "trend": "same",
    "risk": [],
}


def answers(**changes: Any) -> Answers:
    return Answers.model_validate(PLAIN | changes)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, None),
        ({"soreness": 0}, None),
        ({"soreness": 0, "walking": "limp"}, "a-walking"),
        ({"soreness": 0, "walking": "uncomfortable"}, None),
        ({"soreness": 1, "walking": "limp"}, None),
        ({"soreness": 0, "form": "little"}, "a-form"),
        ({"soreness": 0, "form": "lot"}, "a-form"),
        ({"soreness": 0, "form": "notrun"}, None),
        ({"trend": "new"}, None),
        ({"trend": "new", "days": "2-3"}, None),
        ({"trend": "new", "days": "4-6"}, "b"),
        ({"trend": "new", "days": "14+", "onset": "noreason"}, "b"),
        ({"days": "4-6"}, None),
        ({"days": "7-13"}, "c-after"),
        ({"days": "14+"}, "c-after"),
        ({"days": "14+", "onset": "gradual"}, None),
        ({"days": "0-1", "onset": "gradual"}, "c-gradual"),
        ({"days": "2-3", "onset": "gradual"}, None),
        ({"soreness": 8}, "d"),
        ({"soreness": 7}, None),
        ({"soreness": 8, "walking": "uncomfortable"}, None),
        ({"soreness": 8, "form": "little"}, None),
        ({"soreness": 8, "form": "notrun"}, None),
    ],
)
def test_two_answers_that_exclude_each_other_are_found(changes: dict[str, Any], found: str | None) -> None:
    contradiction = first_contradiction(answers(**changes))
    assert (contradiction.id if contradiction else None) == found


def test_what_was_asked_about_gives_way_to_the_next() -> None:
    both = answers(soreness=0, walking="limp", form="lot")
    first = first_contradiction(both)
    assert first is not None
    assert first.pair == ("soreness", "walking")
    second = first_contradiction(both, {first.id})
    assert second is not None
    assert second.pair == ("soreness", "form")
    assert first_contradiction(both, {first.id, second.id}) is None


@pytest.mark.parametrize("one", CONTRADICTIONS, ids=lambda one: one.id)
def test_each_correction_resolves_its_contradiction(one: Contradiction) -> None:
    clashing = [combination for combination in ordinary(SAMPLE) if one.clashes(combination)]
    assert clashing
    for combination in clashing[:200]:
        for key, value in zip(one.pair, one.instead, strict=True):
            corrected = Answers.model_validate(combination.model_dump() | {key: value})
            assert not one.clashes(corrected)


def test_the_reading_is_never_milder_than_the_answers_as_they_stand() -> None:
    clashing = [one for one in ordinary(SAMPLE) if first_contradiction(one) is not None]
    assert clashing
    for one in clashing:
        change, verdict = most_serious_reading(one)
        assert verdict.outcome >= decide(one).outcome
        assert verdict == decide(Answers.model_validate(one.model_dump() | dict(change)))
        if verdict.outcome == decide(one).outcome:
            assert change == {}


@pytest.mark.parametrize(
    ("changes", "change", "outcome", "rule"),
    [
        # As they stand R21; at soreness 1 the two weeks count.
        ({"soreness": 0, "form": "little", "days": "14+", "onset": "noreason"}, {"soreness": 1}, "P", "R13"),
        # As they stand R32; what has built up over weeks and is not easing has its own rule.
        ({"onset": "gradual"}, {"days": "7-13"}, "P", "R14"),
        ({"trend": "new", "days": "4-6"}, {}, "A", "R29"),
        ({"soreness": 9}, {}, "P", "R8"),
        ({}, {}, "K", "R32"),
    ],
)
def test_the_more_serious_reading_counts(
    changes: dict[str, Any], change: dict[str, Any], outcome: str, rule: str
) -> None:
    reading, verdict = most_serious_reading(answers(**changes))
    assert (reading, verdict.outcome, verdict.rule) == (change, outcome, rule)


@pytest.mark.parametrize(("number", "outcome", "rule", "case"), WORKED)
def test_every_worked_case_ends_as_the_protocol_says(
    number: int, outcome: str, rule: str, case: Answers
) -> None:
    """Case 27 is itself a contradiction: asked once, then the worst answer counts."""
    _, verdict = most_serious_reading(case)
    assert (verdict.outcome, verdict.rule) == (outcome, rule)
    assert number != 27 or first_contradiction(case) is not None


def test_notes_of_the_talk_are_no_answers() -> None:
    kept = {"soreness": 3, "flags": ["C1"], "asked": ["b"], "last_risk": []}
    assert given(kept) == {"soreness": 3, "flags": ["C1"]}
