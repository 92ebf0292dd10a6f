"""The lighter week: day 7 looks again, day 14 decides."""

from datetime import date, timedelta

import pytest

from bot.coaching.overload import LighterWeek, advise, is_day_to_look, is_not_better, open_week
from bot.coaching.series import WINDOW, Advice, Extras, Facts, Found, Given, Pain, Rule, Sign

BEGAN = date(2026, 11, 2)
O1 = Given(BEGAN, Rule.D6, Sign.NEVER_LOW)
BEFORE = dict.fromkeys(range(-6, 1), 3)
"""A mean of 3 in the week up to the O1."""


def on(number: int) -> date:
    """The day that lies so many days after the O1."""
    return BEGAN + timedelta(days=number)


def week(scores: dict[int, int], rule: Rule = Rule.D6) -> LighterWeek:
    return LighterWeek(BEGAN, rule, {on(number): score for number, score in scores.items()})


def facts(scores: dict[int, int], today: int, **extras: object) -> Facts:
    days = range(today - WINDOW + 1, today + 1)
    answers = tuple(scores.get(number) for number in days)
    return Facts(on(today), answers, extras=Extras(**extras))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days_after", "after", "runs"),
    [
        (0, None, False),  # today's own is not known yet
        (1, None, True),
        (20, None, True),
        (21, None, False),
        (10, -1, True),
        (10, 0, False),  # cleared on that day
        (10, 5, False),
    ],
)
def test_an_episode_runs_three_weeks_unless_a_professional_ended_it(
    days_after: int, after: int | None, runs: bool
) -> None:
    found = open_week((O1,), {}, on(days_after), after=None if after is None else on(after))
    assert (found is not None) is runs


def test_the_first_of_two_counts_and_advice_without_a_sign_is_none() -> None:
    second = Given(on(7), Rule.D7, Sign.WORSE_SORE)
    found = open_week((second, O1, Given(on(-1), Rule.D4)), {}, on(9), after=None)
    assert found is not None
    assert (found.day, found.rule) == (BEGAN, Rule.D6)


@pytest.mark.parametrize(
    ("answered", "today", "looks"),
    [
        ((), 6, False),
        ((), 7, True),
        ((), 9, True),
        ((), 13, True),
        ((), 14, False),
        ((7,), 8, False),
        ((6,), 7, True),
        ((3, 9), 12, False),
    ],
)
def test_the_first_check_in_of_the_second_week_looks_again(
    answered: tuple[int, ...], today: int, looks: bool
) -> None:
    scores = dict.fromkeys((*answered, today), 1)
    assert is_day_to_look(week(scores), on(today)) is looks


@pytest.mark.parametrize(
    ("after", "today", "stops"),
    [
        ({12: 3, 13: 3, 14: 3}, 14, True),
        ({12: 4, 13: 4, 14: 2}, 14, True),
        ({12: 3, 13: 3, 14: 2}, 14, False),  # lower
        ({12: 3, 13: 3, 14: 3}, 13, False),  # not yet
        ({12: 3, 14: 3}, 14, False),  # two answers are no mean
        ({12: 3, 14: 3, 16: 3}, 16, True),  # the first day with three
        ({12: 3, 13: 3, 14: 3, 15: 3}, 15, False),  # told on day 14
        ({19: 3, 20: 3, 21: 3}, 21, False),  # too long ago
        ({18: 3, 19: 3, 20: 3}, 20, True),
    ],
)
def test_a_mean_that_is_no_lower_after_two_weeks_is_not_better(
    after: dict[int, int], today: int, stops: bool
) -> None:
    scores = BEFORE | after
    assert is_not_better(facts(scores, today), week(scores)) is stops


@pytest.mark.parametrize(("before", "now", "stops"), [(0, 0, False), (2, 2, False), (2, 3, True)])
def test_soreness_in_the_safe_band_is_not_held_against_an_o1_that_came_from_sessions(
    before: int, now: int, stops: bool
) -> None:
    scores = dict.fromkeys(range(-6, 1), before) | dict.fromkeys((12, 13, 14), now)
    assert is_not_better(facts(scores, 14), week(scores, Rule.D8)) is stops


def test_the_same_sign_again_is_not_better_however_low_the_scores_are() -> None:
    scores = BEFORE | {12: 1, 13: 1, 14: 1}
    hurt = facts(scores, 14, pains=(Pain.ACHE, Pain.ACHE))
    assert is_not_better(hurt, week(scores, Rule.D8))
    assert not is_not_better(hurt, week(scores, Rule.D6))


def test_too_few_answers_before_leave_it_to_the_sign() -> None:
    scores = {0: 3, 12: 3, 13: 3, 14: 3}
    assert not is_not_better(facts(scores, 14), week(scores))


def test_not_better_comes_before_all_but_a_score_that_needs_the_check_at_once() -> None:
    scores = BEFORE | {12: 3, 13: 3, 14: 7}
    assert advise(facts(scores, 14), week(scores)) == Found(Rule.O1, Advice.STOP)
    scores = BEFORE | {12: 3, 13: 3, 14: 9}
    assert advise(facts(scores, 14), week(scores)) == Found(Rule.D0, Advice.TRIAGE_NOW)
    scores = BEFORE | {12: 1, 13: 1, 14: 1}
    assert advise(facts(scores, 14), week(scores)) == Found(Rule.D10, Advice.CLEAR)
    assert advise(facts(scores, 14), None) == Found(Rule.D10, Advice.CLEAR)
