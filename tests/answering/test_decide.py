import pytest

from bot.answering.decide import (
    ANSWER_INSIDE,
    ANSWER_SURE,
    SUGGEST_INSIDE,
    Candidate,
    inside,
    judge,
    sure,
)
from bot.answering.sense import Signals

BEST = Candidate("frequency", "how-often", 0.6)
SIBLING = Candidate("frequency", "once-a-week", 0.59)
THIRD = Candidate("frequency", "which-days", 0.58)
OTHER = Candidate("nutrition", "protein", 0.57)
FAR = Candidate("cramps", "cramps", 0.2)

CLEAR = Signals(lead=0.4, margin=0.3, known=1.0, leaning=5.0, strongest=3.0)
CLOSE = Signals(lead=0.4, margin=0.0, known=1.0, leaning=5.0, strongest=3.0)
OUTSIDE = Signals(lead=-0.3, margin=0.3, known=0.3, leaning=-5.0, strongest=-1.0)
UNKNOWN = Signals(lead=0.0, margin=0.0, known=0.0, leaning=-3.0, strongest=-1.0)


@pytest.mark.parametrize(
    ("signals", "kind", "reason"),
    [
        (CLEAR, "answer", "ranked"),
        (CLOSE, "suggest", "close"),
        (OUTSIDE, "decline", "neighbour shoes"),
        (UNKNOWN, "decline", "outside"),
    ],
)
def test_the_signals_decide_and_the_reason_says_how(signals: Signals, kind: str, reason: str) -> None:
    low = Candidate("frequency", "how-often", 0.2)
    decision = judge((low, OTHER), [low, SIBLING], signals, "shoes")
    assert decision.kind == kind
    assert decision.reason.startswith(reason)


@pytest.mark.parametrize(
    ("choices", "offered"),
    [
        ([BEST, SIBLING, THIRD, OTHER], ("how-often", "once-a-week", "protein")),
        ([BEST, OTHER, SIBLING], ("how-often", "protein", "once-a-week")),
        ([BEST, SIBLING, FAR], ("how-often", "once-a-week")),
        ([BEST, FAR], ("how-often", "cramps")),
    ],
)
def test_two_or_three_choices_are_offered_and_two_of_one_topic_at_most(
    choices: list[Candidate], offered: tuple[str, ...]
) -> None:
    low = Signals(lead=0.4, margin=-0.2, known=1.0, leaning=5.0, strongest=3.0)
    assert judge((BEST,), choices, low, "shoes").suggestions == offered


def test_a_single_close_entry_is_no_choice() -> None:
    low = Signals(lead=0.4, margin=-0.2, known=1.0, leaning=5.0, strongest=3.0)
    assert judge((BEST,), [BEST], low, "shoes").kind == "decline"


def test_thresholds_are_chances_in_one_unit_and_choices_are_offered_before_answers() -> None:
    assert 0 < SUGGEST_INSIDE <= ANSWER_INSIDE < 1
    assert 0 < ANSWER_SURE < 1


@pytest.mark.parametrize("size", [-1e9, -1.0, 0.0, 1.0, 1e9])
def test_chances_stay_between_0_and_1(size: float) -> None:
    signals = Signals(size, size, size, size, size)
    assert 0 <= inside(signals) <= 1
    assert 0 <= sure(signals, size) <= 1


def test_each_signal_for_inside_raises_the_chance() -> None:
    base = inside(CLOSE)
    assert inside(Signals(0.3, 0.0, 1.0, 5.0, 3.0)) < base
    assert inside(Signals(0.4, 0.0, 0.5, 5.0, 3.0)) < base
    assert inside(Signals(0.4, 0.0, 1.0, 3.0, 3.0)) < base
    assert inside(Signals(0.4, 0.0, 1.0, 5.0, 2.0)) < base
    assert sure(CLEAR, 0.5) > sure(CLOSE, 0.5)
