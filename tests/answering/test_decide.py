from dataclasses import replace

import pytest

from bot.answering.decide import (
    ANSWER,
    DOUBTS,
    REASSURED,
    SERIOUS,
    SUGGEST,
    SURE,
    Candidate,
    Standing,
    doubt,
    judge,
)

BEST = Candidate("frequency", "how-often", 0.9)
SECOND = Candidate("scheduling", "which-days", 0.06)
THIRD = Candidate("nutrition", "protein", 0.04)
FAR = Candidate("cramps", "cramps", 0.0001)

CLEAR = Standing(
    inside=0.99,
    candidates=(BEST, SECOND, THIRD, FAR),
    sure=0.9,
    sibling="once-a-week",
    subject="shoes",
    outside=0.01,
)
TIE = replace(CLEAR, candidates=(replace(BEST, score=0.5), replace(SECOND, score=0.45), THIRD))
OUTSIDE = replace(
    CLEAR,
    inside=0.1,
    outside=0.8,
    candidates=tuple(replace(one, score=one.score / 10) for one in CLEAR.candidates),
)


@pytest.mark.parametrize(
    ("standing", "kind", "reason"),
    [
        (CLEAR, "answer", "ranked"),
        (TIE, "suggest", "close"),
        (replace(CLEAR, sure=SURE / 2), "suggest", "close"),
        (OUTSIDE, "decline", "neighbour shoes"),
        (replace(OUTSIDE, outside=0.01), "decline", "outside"),
        (replace(OUTSIDE, subject=""), "decline", "outside"),
    ],
)
def test_the_chances_decide_and_the_reason_says_how(standing: Standing, kind: str, reason: str) -> None:
    decision = judge(standing)
    assert decision.kind == kind
    assert decision.reason.startswith(reason)
    assert len(decision.candidates) == 3


@pytest.mark.parametrize(
    ("candidates", "sibling", "offered"),
    [
        (TIE.candidates, "once-a-week", ("how-often", "which-days", "protein")),
        ((*TIE.candidates[:2], FAR), "once-a-week", ("how-often", "once-a-week", "which-days")),
        ((*TIE.candidates[:2], FAR), None, ("how-often", "which-days")),
    ],
)
def test_choices_are_of_different_topics_and_a_sibling_fills_the_gap(
    candidates: tuple[Candidate, ...], sibling: str | None, offered: tuple[str, ...]
) -> None:
    assert judge(replace(TIE, candidates=candidates, sibling=sibling)).suggestions == offered


def test_a_single_likely_entry_is_no_choice() -> None:
    alone = replace(TIE, candidates=(TIE.candidates[0],), sibling=None)
    assert judge(alone).kind == "decline"


def test_a_declined_question_names_its_subject_only_when_that_is_likely() -> None:
    assert judge(OUTSIDE).neighbour == "shoes"
    assert judge(replace(OUTSIDE, outside=0.01)).neighbour is None
    assert judge(CLEAR).neighbour is None


@pytest.mark.parametrize("subject", sorted(SERIOUS))
@pytest.mark.parametrize("standing", [CLEAR, TIE])
def test_a_hint_of_a_serious_subject_is_never_met_with_training_advice(
    standing: Standing, subject: str
) -> None:
    decision = judge(replace(standing, subject=subject, outside=0.2))
    assert (decision.kind, decision.neighbour) == ("decline", subject)


def test_choices_are_offered_before_answers_are_dared() -> None:
    assert 0 < SUGGEST < ANSWER < 1


@pytest.mark.parametrize(("kind", "message"), [(kind, message) for kind, (message, _) in DOUBTS.items()])
def test_a_red_flag_that_only_the_model_hears_is_asked_about_never_proclaimed(
    kind: str, message: str
) -> None:
    found = doubt(replace(CLEAR, alarms={kind: DOUBTS[kind][1]}), reassured=False)
    assert found
    assert (found.level, found.message) == ("ask", message)
    assert doubt(replace(CLEAR, alarms={kind: DOUBTS[kind][1] / 2}), reassured=False) is None


def test_the_worst_that_the_model_hears_comes_first() -> None:
    found = doubt(replace(CLEAR, alarms={"urgent": 0.6, "emergency": 0.4}), reassured=False)
    assert found
    assert found.message == "ask_emergency"


def test_a_message_that_says_all_is_well_is_asked_about_only_when_the_model_is_sure() -> None:
    assert doubt(replace(CLEAR, alarms={"emergency": REASSURED - 0.01}), reassured=True) is None
    assert doubt(replace(CLEAR, alarms={"emergency": REASSURED}), reassured=True)
