"""What the advice does to the state: never milder, and nothing that contradicts what stands."""

from datetime import date

import pytest

from bot.coaching.ladder import Climbed, Ladder, Move, Step, again
from bot.coaching.series import Advice, Found, Rule, Sign
from bot.coaching.series_effect import Weighed, at_least, weigh, weigh_step
from bot.coaching.state import Change, Reason, TrainingState, TriageCall, more_serious

NORMAL, EASE, SWAP, STOP, URGENT = TrainingState
D2 = Found(Rule.D2, Advice.TRIAGE_NOW)
D3_TRIAGE = Found(Rule.D3, Advice.TRIAGE_NOW)
D3_EASE = Found(Rule.D3, Advice.EASE_OFF)
D4 = Found(Rule.D4, Advice.EASE_OFF)
D5 = Found(Rule.D5, Advice.STOP, Sign.SORE_WEEK)
D6 = Found(Rule.D6, Advice.O1, Sign.NEVER_LOW)
D8_SHARP = Found(Rule.D8, Advice.TRIAGE_NOW)
D9 = Found(Rule.D9, Advice.O2, Sign.WORSE_TIRED)
D10 = Found(Rule.D10, Advice.CLEAR)
NOT_BETTER = Found(Rule.O1, Advice.STOP)


@pytest.mark.parametrize(
    ("found", "states"),
    [
        # from   NORMAL EASE  SWAP  STOP  URGENT
        (D2, (SWAP, SWAP, SWAP, STOP, URGENT)),
        (D3_TRIAGE, (NORMAL, EASE, SWAP, STOP, URGENT)),
        (D3_EASE, (EASE, EASE, SWAP, STOP, URGENT)),
        (D4, (EASE, EASE, SWAP, STOP, URGENT)),
        (D5, (STOP, STOP, STOP, STOP, URGENT)),
        (D6, (EASE, EASE, SWAP, STOP, URGENT)),
        (D8_SHARP, (NORMAL, EASE, SWAP, STOP, URGENT)),
        (D9, (EASE, EASE, SWAP, STOP, URGENT)),
        (D10, (NORMAL, EASE, SWAP, STOP, URGENT)),
        (NOT_BETTER, (STOP, STOP, STOP, STOP, URGENT)),
    ],
)
def test_each_advice_moves_the_state_up_and_never_down(
    found: Found, states: tuple[TrainingState, ...]
) -> None:
    reached = tuple(weigh(Change(state, Reason.USUAL), found).change.state for state in TrainingState)
    assert reached == states


@pytest.mark.parametrize(
    ("found", "spoken_in"),
    [
        (D2, {NORMAL, EASE, SWAP, STOP, URGENT}),
        (D3_TRIAGE, {NORMAL, EASE, SWAP, STOP, URGENT}),
        (D4, {NORMAL, EASE}),
        (D5, {NORMAL, EASE, SWAP}),
        (D6, {NORMAL, EASE}),
        (D10, set()),
    ],
)
def test_advice_that_the_standing_state_covers_is_kept_back(
    found: Found, spoken_in: set[TrainingState]
) -> None:
    spoken = {state for state in TrainingState if weigh(Change(state, Reason.USUAL), found).found}
    assert spoken == spoken_in


def test_a_lighter_week_that_did_not_help_stops_with_a_reason_of_its_own() -> None:
    assert weigh(Change(NORMAL, Reason.USUAL), NOT_BETTER).change == Change(STOP, Reason.NOT_BETTER)


def test_settled_answers_speak_when_they_have_ended_ease() -> None:
    assert weigh(Change(NORMAL, Reason.SETTLED), D10) == Weighed(Change(NORMAL, Reason.SETTLED), D10)


@pytest.mark.parametrize("triage", [TriageCall.NONE, TriageCall.OFFER])
def test_the_walking_question_and_the_triage_stand_side_by_side(triage: TriageCall) -> None:
    asked = Change(SWAP, Reason.TWO_LOW, ask_walking=True, triage=triage)
    assert weigh(asked, D2).change == Change(SWAP, Reason.TWO_LOW, ask_walking=True, triage=TriageCall.NOW)


@pytest.mark.parametrize("asked", [Change(SWAP, Reason.TWO_LOW, True), Change(STOP, Reason.SEVEN_CALM, True)])
@pytest.mark.parametrize("found", [D2, D3_TRIAGE, D3_EASE, D4, D5, D6, D8_SHARP, D9, D10, NOT_BETTER])
def test_walking_is_asked_about_only_where_the_way_back_still_begins_with_it(
    asked: Change, found: Found
) -> None:
    change = weigh(asked, found).change
    stands = (change.state, change.reason) == (asked.state, asked.reason)
    assert change.ask_walking == stands


def test_a_lighter_week_starts_anew_within_ease_and_says_why() -> None:
    assert weigh(Change(EASE, Reason.NOT_YET), D6) == Weighed(Change(EASE, Reason.OVERLOAD), D6, anew=True)
    assert not weigh(Change(EASE, Reason.NOT_YET), D4).anew


def test_who_must_not_train_is_told_of_no_lighter_week() -> None:
    high_again = Found(Rule.D2, Advice.TRIAGE_NOW, Sign.HIGH_AGAIN)
    assert weigh(Change(STOP, Reason.SCORE_HIGH), high_again).found == D2
    assert weigh(Change(SWAP, Reason.SCORE_HIGH), high_again).found == high_again


@pytest.mark.parametrize("state", TrainingState)
def test_nothing_found_changes_nothing(state: TrainingState) -> None:
    assert weigh(Change(state, Reason.USUAL), None) == Weighed(Change(state, Reason.USUAL))


def test_a_high_score_asks_for_at_least_a_swap() -> None:
    assert at_least(Found(Rule.D1, Advice.OFFER_TRIAGE)) is SWAP
    assert more_serious(at_least(D5), SWAP) is STOP


LADDER = Ladder(Step.EASY_RUN, 1, date(2026, 11, 22))
UP = Climbed(LADDER, Move.UP, Change(EASE, Reason.STEP_UP))
DONE = Climbed(None, Move.DONE, Change(NORMAL, Reason.STEPS_DONE))
OUT = Climbed(None, Move.STOP, Change(STOP, Reason.STEPS_FAILED))


@pytest.mark.parametrize(
    ("climbed", "found", "state", "ladder", "move"),
    [
        (UP, None, EASE, LADDER, Move.UP),
        (UP, D10, EASE, LADDER, Move.UP),
        (UP, D4, EASE, LADDER, Move.UP),
        (UP, D3_TRIAGE, EASE, LADDER, Move.UP),
        (UP, D6, EASE, again(LADDER), Move.AGAIN),
        (UP, D2, SWAP, None, None),
        (UP, D5, STOP, None, None),
        (DONE, None, NORMAL, None, Move.DONE),
        (DONE, D6, EASE, None, None),
        (OUT, D6, STOP, None, Move.STOP),
        (OUT, D5, STOP, None, Move.STOP),
    ],
)
def test_on_the_ladder_only_what_is_more_serious_than_the_step_is_heard(
    climbed: Climbed, found: Found | None, state: TrainingState, ladder: Ladder | None, move: Move | None
) -> None:
    weighed = weigh_step(climbed, found)
    assert (weighed.change.state, weighed.ladder, weighed.move) == (state, ladder, move)


def test_easing_off_adds_nothing_to_a_step() -> None:
    assert weigh_step(UP, D4).found is None
    assert weigh_step(UP, D6).found == D6
