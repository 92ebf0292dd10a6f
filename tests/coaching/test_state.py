from datetime import date, timedelta

import pytest

from bot.coaching.outcome import Outcome
from bot.coaching.state import (
    Change,
    DayScore,
    Reason,
    TrainingState,
    TriageCall,
    after_checkin,
    after_half_way,
    after_triage,
    after_walking,
    cleared,
    ease_days,
    follows_physio,
    more_serious,
    outlasts,
)

TODAY = date(2026, 11, 22)
NORMAL, EASE, SWAP, STOP, URGENT = TrainingState


def days(*scores: int | None) -> list[DayScore]:
    """Oldest first, the last one is today; None for a day without an answer."""
    first = TODAY - timedelta(days=len(scores) - 1)
    dated = [(first + timedelta(days=index), score) for index, score in enumerate(scores)]
    return [DayScore(day, score) for day, score in dated if score is not None]


@pytest.mark.parametrize(
    ("current", "after"),
    [
        # K       A      X     P     U       E
        (NORMAL, (NORMAL, EASE, SWAP, STOP, URGENT, URGENT)),
        (EASE, (EASE, EASE, SWAP, STOP, URGENT, URGENT)),
        (SWAP, (SWAP, SWAP, SWAP, STOP, URGENT, URGENT)),
        (STOP, (STOP, STOP, STOP, STOP, URGENT, URGENT)),
        (URGENT, (URGENT, URGENT, URGENT, URGENT, URGENT, URGENT)),
    ],
)
def test_a_triage_sets_the_state_unless_a_more_serious_one_holds(
    current: TrainingState, after: tuple[TrainingState, ...]
) -> None:
    assert tuple(after_triage(current, outcome).state for outcome in Outcome) == after


@pytest.mark.parametrize(
    ("current", "outcome", "reason"),
    [
        (NORMAL, Outcome.X, Reason.TRIAGE),
        (SWAP, Outcome.X, Reason.TRIAGE),
        (NORMAL, Outcome.K, Reason.TRIAGE),
        (SWAP, Outcome.A, Reason.MORE_SERIOUS),
        (EASE, Outcome.K, Reason.MORE_SERIOUS),
        (STOP, Outcome.X, Reason.UNTIL_CLEARED),
        (URGENT, Outcome.P, Reason.UNTIL_CLEARED),
    ],
)
def test_a_triage_says_whose_word_counts(current: TrainingState, outcome: Outcome, reason: Reason) -> None:
    assert after_triage(current, outcome).reason is reason


@pytest.mark.parametrize(
    ("current", "began_today", "after"),
    [
        (EASE, False, NORMAL),
        (EASE, True, EASE),
        (SWAP, False, SWAP),
        (STOP, False, STOP),
        (URGENT, False, URGENT),
    ],
)
def test_keep_going_ends_ease_on_a_later_day_and_nothing_more_serious(
    current: TrainingState, began_today: bool, after: TrainingState
) -> None:
    assert after_triage(current, Outcome.K, began_today=began_today).state is after


@pytest.mark.parametrize(
    ("state", "soreness", "after", "triage"),
    [
        (NORMAL, 6, SWAP, TriageCall.OFFER),
        (NORMAL, 7, SWAP, TriageCall.OFFER),
        (NORMAL, 8, SWAP, TriageCall.NOW),
        (EASE, 6, SWAP, TriageCall.OFFER),
        (SWAP, 10, SWAP, TriageCall.NOW),
        (STOP, 6, STOP, TriageCall.OFFER),
        (URGENT, 9, URGENT, TriageCall.NOW),
    ],
)
def test_a_high_score_swaps_at_once_and_leads_to_the_triage(
    state: TrainingState, soreness: int, after: TrainingState, triage: TriageCall
) -> None:
    change = after_checkin(state, days(soreness), TODAY, began=TODAY)
    assert (change.state, change.triage) == (after, triage)
    assert change.reason is (Reason.SCORE_SEVERE if soreness >= 8 else Reason.SCORE_HIGH)


@pytest.mark.parametrize(
    ("scores", "began_ago", "asks"),
    [
        ((6, 2, 2), 2, True),
        ((6, 2, 0), 2, True),
        ((6, 3, 2), 2, False),
        ((6, 2, 3), 2, False),
        ((6, 2), 1, False),  # one low day
        ((2, 2), 1, False),  # the first of them is the day the swap began
        ((6, 2, None, 2), 3, False),  # an empty day is not a zero
        ((6, None, 1), 2, False),
        ((6, 1, None, 2, 2), 4, True),
        ((2, 2), None, True),
    ],
)
def test_a_swap_asks_about_walking_after_two_low_days_in_a_row(
    scores: tuple[int | None, ...], began_ago: int | None, asks: bool
) -> None:
    began = None if began_ago is None else TODAY - timedelta(days=began_ago)
    change = after_checkin(SWAP, days(*scores), TODAY, began=began)
    assert change == Change(SWAP, Reason.TWO_LOW if asks else Reason.NOT_YET, ask_walking=asks)


@pytest.mark.parametrize(
    ("soreness", "began_ago", "after", "reason"),
    [
        (2, 1, NORMAL, Reason.SETTLED),
        (0, 9, NORMAL, Reason.SETTLED),
        (2, None, NORMAL, Reason.SETTLED),
        (2, 0, EASE, Reason.NOT_YET),
        (3, 5, EASE, Reason.NOT_YET),
    ],
)
def test_ease_ends_with_a_low_answer_on_a_later_day(
    soreness: int, began_ago: int | None, after: TrainingState, reason: Reason
) -> None:
    began = None if began_ago is None else TODAY - timedelta(days=began_ago)
    assert after_checkin(EASE, days(soreness), TODAY, began=began) == Change(after, reason)


@pytest.mark.parametrize(("ago", "after"), [(0, EASE), (6, EASE), (7, NORMAL), (30, NORMAL)])
def test_a_lighter_week_lasts_its_seven_days(ago: int, after: TrainingState) -> None:
    began = TODAY - timedelta(days=ago)
    change = after_checkin(EASE, days(0), TODAY, began=began, ease_days=ease_days(Reason.OVERLOAD))
    assert change.state is after
    assert ease_days(Reason.NOT_SETTLING) == ease_days(None) == 1


@pytest.mark.parametrize("state", [STOP, URGENT])
def test_no_row_of_low_answers_ends_a_stop(state: TrainingState) -> None:
    assert after_checkin(state, days(*[0] * 14), TODAY) == Change(state, Reason.UNTIL_CLEARED)


@pytest.mark.parametrize(
    ("scores", "began_ago", "ends"),
    [
        ((5, 1, 0, 1, 0, 1, 0, 1), 7, True),
        ((0,) * 7, None, True),
        ((0,) * 7, 6, False),  # the first of them is the day on which the stop began
        ((5, 1, 0, 1, 2, 1, 0, 1), 7, False),
        ((5, 1, 0, 1, None, 1, 0, 1), 7, False),  # a day without an answer is not low
        ((5, 1, 0, 1, 0, 1, 0), 6, False),
    ],
)
def test_a_calm_week_after_a_stop_asks_about_walking(
    scores: tuple[int | None, ...], began_ago: int | None, ends: bool
) -> None:
    began = None if began_ago is None else TODAY - timedelta(days=began_ago)
    change = after_checkin(STOP, days(*scores), TODAY, began=began, sudden=False)
    expected = Change(STOP, Reason.SEVEN_CALM, ask_walking=True)
    assert change == (expected if ends else Change(STOP, Reason.UNTIL_CLEARED))
    for state, sudden in ((STOP, True), (URGENT, False)):
        held = after_checkin(state, days(*scores), TODAY, began=began, sudden=sudden)
        assert held == Change(state, Reason.UNTIL_CLEARED)


@pytest.mark.parametrize(
    ("state", "fine", "change"),
    [
        (STOP, True, Change(EASE, Reason.WEEK_LOW)),
        (STOP, False, Change(STOP, Reason.WALKING_NOT_FINE)),
        (URGENT, True, Change(URGENT, Reason.UNTIL_CLEARED)),
        (SWAP, True, Change(EASE, Reason.WALKING_FINE)),
    ],
)
def test_normal_walking_after_a_calm_week_ends_a_stop_and_nothing_more_serious(
    state: TrainingState, fine: bool, change: Change
) -> None:
    assert after_walking(state, fine, calm=True) == change


@pytest.mark.parametrize("soreness", [0, 3, 5])
def test_a_usual_answer_leaves_normal_training_alone(soreness: int) -> None:
    assert after_checkin(NORMAL, days(soreness), TODAY) == Change(NORMAL, Reason.USUAL)


def test_a_checkin_without_an_answer_for_today_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-11-22"):
        after_checkin(NORMAL, days(2, None), TODAY)


@pytest.mark.parametrize(
    ("state", "fine", "change"),
    [
        (SWAP, True, Change(EASE, Reason.WALKING_FINE)),
        (SWAP, False, Change(SWAP, Reason.WALKING_NOT_FINE)),
        (NORMAL, True, Change(NORMAL, Reason.USUAL)),
        (EASE, True, Change(EASE, Reason.USUAL)),
        (STOP, True, Change(STOP, Reason.UNTIL_CLEARED)),
        (URGENT, False, Change(URGENT, Reason.UNTIL_CLEARED)),
    ],
)
def test_walking_fine_ends_a_swap_only(state: TrainingState, fine: bool, change: Change) -> None:
    assert after_walking(state, fine) == change


@pytest.mark.parametrize(
    ("state", "after", "reason"),
    [
        (STOP, EASE, Reason.CLEARED),
        (URGENT, EASE, Reason.CLEARED),
        (SWAP, SWAP, Reason.USUAL),
        (EASE, EASE, Reason.USUAL),
        (NORMAL, NORMAL, Reason.USUAL),
    ],
)
def test_a_professional_ends_a_stop_by_way_of_ease(
    state: TrainingState, after: TrainingState, reason: Reason
) -> None:
    assert cleared(state) == Change(after, reason)


def test_the_more_serious_state_wins() -> None:
    assert more_serious(STOP, SWAP) is STOP
    assert more_serious(NORMAL, EASE) is EASE


@pytest.mark.parametrize(
    ("state", "soreness", "after"),
    [
        (NORMAL, None, NORMAL),
        (NORMAL, 5, NORMAL),
        (NORMAL, 6, SWAP),
        (EASE, 10, SWAP),
        (SWAP, 6, SWAP),
        (STOP, 9, STOP),
        (URGENT, 9, URGENT),
    ],
)
def test_half_a_check_swaps_from_six_and_makes_nothing_milder(
    state: TrainingState, soreness: int | None, after: TrainingState
) -> None:
    change = after_half_way(state, soreness)
    assert change.state is after
    assert (change.reason is Reason.INTERIM) is (soreness is not None and soreness >= 6)


@pytest.mark.parametrize(
    ("first", "then", "stays"),
    [
        (Outcome.X, Outcome.K, SWAP),
        (Outcome.X, Outcome.A, SWAP),
        (Outcome.A, Outcome.K, EASE),
        (Outcome.P, Outcome.K, STOP),
        (Outcome.U, Outcome.P, URGENT),
        (Outcome.E, Outcome.X, URGENT),
        (Outcome.A, Outcome.X, SWAP),
        (Outcome.K, Outcome.A, EASE),
    ],
)
def test_of_several_checks_on_one_day_the_most_serious_stands(
    first: Outcome, then: Outcome, stays: TrainingState
) -> None:
    state = after_triage(NORMAL, first).state
    assert after_triage(state, then, began_today=True).state is stays
    assert outlasts(state, then) is (first > then)


@pytest.mark.parametrize("current", [NORMAL, EASE, SWAP, STOP])
@pytest.mark.parametrize("outcome", [Outcome.K, Outcome.A, Outcome.X])
def test_under_a_physiotherapist_their_plan_comes_before_mild_outcomes(
    current: TrainingState, outcome: Outcome
) -> None:
    change = after_triage(current, outcome, began_today=False, physio=True)
    assert change == Change(current, Reason.USUAL)


@pytest.mark.parametrize(("outcome", "after"), [(Outcome.P, STOP), (Outcome.U, URGENT), (Outcome.E, URGENT)])
def test_under_a_physiotherapist_serious_outcomes_count_as_ever(
    outcome: Outcome, after: TrainingState
) -> None:
    assert after_triage(NORMAL, outcome, physio=True) == Change(after, Reason.TRIAGE)


def test_no_plan_comes_before_being_seen() -> None:
    assert not follows_physio(URGENT, Outcome.K, physio=True)
    assert not follows_physio(NORMAL, Outcome.K, physio=False)
