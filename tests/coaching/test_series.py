"""The rules over the check-in series; the worked rows are those of the protocol, section 6."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.series import (
    Advice,
    BodySign,
    Extras,
    Facts,
    Found,
    Given,
    Pain,
    Performance,
    Rule,
    Sign,
    first_match,
    shows_again,
)

TODAY = date(2026, 11, 22)
WORSE = (Performance.WORSE, Performance.WORSE)
TRIAGE, OFFER, EASE, STOP, CLEAR = (
    Advice.TRIAGE_NOW,
    Advice.OFFER_TRIAGE,
    Advice.EASE_OFF,
    Advice.STOP,
    Advice.CLEAR,
)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def read(series: str) -> tuple[int | None, ...]:
    """As the protocol writes it: oldest first, today last, - for a day without an answer."""
    return tuple(None if word == "-" else int(word) for word in series.split())


def facts(
    series: str,
    *,
    session_ago: int | None = None,
    given: tuple[Given, ...] = (),
    known_days: int | None = None,
    **extras: object,
) -> Facts:
    sessions = () if session_ago is None else (ago(session_ago),)
    return Facts(TODAY, read(series), sessions, given, known_days, Extras(**extras))  # type: ignore[arg-type]


HURT_TWICE = (Pain.ACHE, Pain.NONE, Pain.ACHE)
TIRED = frozenset({BodySign.TIRED, BodySign.POOR_SLEEP})
WORKED = [
    (facts("0 0 2 5", session_ago=2), Found(Rule.D3, EASE)),
    (facts("0 1 2 5"), Found(Rule.D3, TRIAGE)),
    (facts("1 2 4"), Found(Rule.D3, TRIAGE)),
    (facts("6 4 6"), Found(Rule.D2, TRIAGE)),
    (facts("7 6 6"), Found(Rule.D2, TRIAGE, Sign.HIGH_AGAIN)),
    (facts("5 6"), Found(Rule.D1, OFFER)),
    (facts("4 9"), Found(Rule.D0, TRIAGE)),
    (facts("3 4 4 3"), Found(Rule.D4, EASE)),
    (facts("3 3 - 3"), Found(Rule.D4, EASE)),
    (facts("3 - 4 3 3 - 3"), Found(Rule.D5, STOP, Sign.SORE_WEEK)),
    (facts("2 3 2 - 2 3 2 - 2 2 3 - 2 2"), Found(Rule.D6, Advice.O1, Sign.NEVER_LOW)),
    (facts("3 2 4 3 4 2 3", weekly_performance=WORSE), Found(Rule.D7, Advice.O1, Sign.WORSE_SORE)),
    (facts("2 2 1", pains=HURT_TWICE), Found(Rule.D8, Advice.O1, Sign.PAIN_DURING)),
    (
        facts("2 2 3 2 2 2 1", weekly_performance=WORSE, body_signs=TIRED),
        Found(Rule.D9, Advice.O2, Sign.WORSE_TIRED),
    ),
    (facts("2 1 1"), Found(Rule.D10, CLEAR)),
    (facts("4 - - -"), None),
]


@pytest.mark.parametrize(("known", "found"), WORKED)
def test_every_worked_series_of_the_protocol_comes_out_as_written(known: Facts, found: Found | None) -> None:
    assert first_match(known) == found


@pytest.mark.parametrize(
    ("series", "rule"),
    [
        ("7", Rule.D1),
        ("8", Rule.D0),
        ("8 7", Rule.D2),
        ("6 - - 6", Rule.D2),
        ("6 - - - 6", Rule.D1),  # the fifth day back
        ("6 6 2", Rule.D2),
        ("3 3 3", Rule.D4),
        ("3 3", None),
        ("3 - - 3", None),  # two answers in four days
        ("4 4 4 2", None),
        ("3 3 3 3 3 3", Rule.D4),  # six days of history
        ("3 3 3 3 3 3 3", Rule.D5),
        ("3 - - 3 3 - 3", Rule.D4),  # four answers in the week
        ("3 - - 3 - 4 4", Rule.D4),
        ("3 4 - - 3 - 4", None),
        ("4 3 3 2 3 3 3", None),
        ("1 3", None),
        ("0 1 3", Rule.D3B),  # steep, but not at 4 yet
        ("1 2 3", Rule.D3B),
        ("0 1 2", Rule.D10),
        ("2 - 3 - 5", Rule.D3),
        ("1 - - 2 4", Rule.D3),  # over five days
        ("1 - - 2 - 4", None),  # over six
        ("2 2 5", None),  # not strictly
        ("3 2 5", None),
        ("2 - 1 - - 0", Rule.D10),
        ("2 2", None),
        ("0 3 1", None),
        ("2 2 2 2 2 2 2 - - - - - - 2", Rule.D6),
        ("2 2 2 2 2 2 - - - - - - - 2", Rule.D10),  # seven answers
        ("3 2 2 2 2 2 2 2 2 2 2 2 2", Rule.D10),  # thirteen days of history
        ("3 2 2 2 2 2 2 1 2 2 2 2 2 2", Rule.D10),
        ("", None),
        ("-", None),
        ("9 9 -", None),
    ],
)
def test_the_edges_of_each_rule(series: str, rule: Rule | None) -> None:
    found = first_match(facts(series))
    assert (found.rule if found else None) == rule


@pytest.mark.parametrize(
    ("session_ago", "advice"), [(0, EASE), (2, EASE), (3, TRIAGE), (9, TRIAGE), (None, TRIAGE)]
)
def test_a_steep_rise_waits_only_when_a_session_lies_within_72_hours(
    session_ago: int | None, advice: Advice
) -> None:
    assert first_match(facts("0 2 5", session_ago=session_ago)) == Found(Rule.D3, advice)


def test_a_steep_rise_offers_the_check_when_one_was_concluded_today() -> None:
    checked = replace(facts("0 2 5"), checked_today=True)
    assert first_match(checked) == Found(Rule.D3, OFFER)
    after_session = replace(facts("0 2 5", session_ago=1), checked_today=True)
    assert first_match(after_session) == Found(Rule.D3, EASE)


@pytest.mark.parametrize(
    ("known", "rule", "again"),
    [
        (facts("2 " * 14), Rule.D6, True),
        (facts("2 " * 13 + "1"), Rule.D6, False),
        (facts("2 2 1", pains=HURT_TWICE), Rule.D8, True),
        (facts("2 2 1", pains=(Pain.NONE, Pain.SHARP)), Rule.D8, False),
        (facts("7 6 6"), Rule.D2, True),
        (facts("7 6"), Rule.D2, False),
        (facts("9"), Rule.D0, False),
    ],
)
def test_a_sign_that_was_told_of_lately_is_still_seen(known: Facts, rule: Rule, again: bool) -> None:
    lately = replace(known, given=(Given(ago(1), rule, Sign.NEVER_LOW),))
    assert shows_again(lately, rule) is again


@pytest.mark.parametrize(
    ("series", "rule"), [("9", Rule.D0), ("1 6", Rule.D1), ("7 6", Rule.D1), ("3 4 4", None)]
)
def test_after_the_advice_of_the_day_only_d0_and_d1_speak_again(series: str, rule: Rule | None) -> None:
    found = first_match(facts(series, given=(Given(TODAY, Rule.D4),)))
    assert (found.rule if found else None) == rule


@pytest.mark.parametrize(("days", "comes"), [(1, False), (6, False), (7, True), (30, True)])
def test_the_lighter_week_comes_at_most_once_in_seven_days(days: int, comes: bool) -> None:
    earlier = (Given(ago(days), Rule.D6, Sign.NEVER_LOW),)
    week = first_match(facts("3 3 3 3 3 3 3", given=earlier))
    assert week == Found(Rule.D5, STOP, Sign.SORE_WEEK if comes else None)
    high = first_match(facts("7 6 6", given=earlier))
    assert high == Found(Rule.D2, TRIAGE, Sign.HIGH_AGAIN if comes else None)
    fortnight = first_match(facts("2 " * 14, given=earlier))
    assert fortnight is not None
    assert fortnight.rule is (Rule.D6 if comes else Rule.D10)


def test_advice_without_a_sign_does_not_use_up_the_lighter_week() -> None:
    found = first_match(facts("2 " * 14, given=(Given(ago(1), Rule.D4),)))
    assert found == Found(Rule.D6, Advice.O1, Sign.NEVER_LOW)


def test_see_a_doctor_comes_although_a_lighter_week_came_and_once_in_seven_days() -> None:
    def found(*given: Given) -> Found | None:
        return first_match(facts("2 2 3 2 2 2 1", given=given, weekly_performance=WORSE, body_signs=TIRED))

    assert found(Given(ago(2), Rule.D6, Sign.NEVER_LOW)) == Found(Rule.D9, Advice.O2, Sign.WORSE_TIRED)
    assert found(Given(ago(2), Rule.D9, Sign.WORSE_TIRED)) == Found(Rule.D10, CLEAR)


@pytest.mark.parametrize("rule", [Rule.D0, Rule.D2])
def test_the_same_two_high_answers_open_one_check(rule: Rule) -> None:
    assert first_match(facts("6 7 2", given=(Given(ago(1), rule),))) is None
    assert first_match(facts("6 7 2", given=(Given(ago(2), Rule.D1),))) == Found(Rule.D2, TRIAGE)
    assert first_match(facts("6 7 6", given=(Given(ago(1), rule),))) == Found(
        Rule.D2, TRIAGE, Sign.HIGH_AGAIN
    )


@pytest.mark.parametrize(("known_days", "rule"), [(6, Rule.D4), (7, Rule.D5), (90, Rule.D5)])
def test_the_history_that_counts_may_be_shorter_or_longer_than_the_answers_show(
    known_days: int, rule: Rule
) -> None:
    for series in ("3 3 3 3 3 3 3 3 3", "- 3 3 3 3 3 3"):
        found = first_match(facts(series, known_days=known_days))
        assert found is not None
        assert found.rule is rule


def test_one_sharp_pain_leads_to_the_triage_and_two_sore_sessions_to_a_lighter_week() -> None:
    once = facts("2 2 1", pains=(Pain.NONE, Pain.SHARP, Pain.NONE))
    assert first_match(once) == Found(Rule.D8, TRIAGE)
    twice = facts("2 2 1", pains=(Pain.ACHE, Pain.SHARP, Pain.NONE))
    assert first_match(twice) == Found(Rule.D8, TRIAGE, Sign.PAIN_DURING)
    long_ago = facts("2 2 1", pains=(Pain.SHARP, Pain.NONE, Pain.ACHE, Pain.NONE))
    assert first_match(long_ago) == Found(Rule.D10, CLEAR)


@pytest.mark.parametrize(
    ("series", "extras", "rule"),
    [
        ("3 2 4", {"weekly_performance": (Performance.WORSE, Performance.USUAL)}, None),
        ("4 2", {"weekly_performance": WORSE}, None),  # two answers
        ("3 2 3", {"weekly_performance": WORSE}, None),  # a mean below 3
        ("4 2 3", {"session_performance": (*WORSE, Performance.USUAL)}, Rule.D7),
        ("4 2 3", {"session_performance": (*WORSE, Performance.USUAL, Performance.USUAL)}, None),
        ("2 1", {"weekly_performance": WORSE, "body_signs": frozenset({BodySign.TIRED})}, None),
        ("2 1", {"body_signs": TIRED}, None),
    ],
)
def test_worse_performance_needs_its_company(
    series: str, extras: dict[str, object], rule: Rule | None
) -> None:
    found = first_match(facts(series, **extras))  # type: ignore[arg-type]
    assert (found.rule if found else None) == rule


DAYS = st.lists(st.none() | st.integers(0, 10), max_size=14).map(tuple)
GIVEN = st.builds(
    Given,
    day=st.integers(-1, 15).map(ago),
    rule=st.sampled_from(Rule),
    sign=st.none() | st.sampled_from(Sign),
)
EXTRAS = st.builds(
    Extras,
    pains=st.lists(st.sampled_from(Pain), max_size=4).map(tuple),
    session_performance=st.lists(st.sampled_from(Performance), max_size=4).map(tuple),
    weekly_performance=st.lists(st.sampled_from(Performance), max_size=3).map(tuple),
    body_signs=st.frozensets(st.sampled_from(BodySign)),
)
KNOWN = st.builds(
    Facts,
    today=st.just(TODAY),
    answers=DAYS,
    sessions=st.lists(st.integers(-1, 14).map(ago), max_size=3).map(tuple),
    given=st.lists(GIVEN, max_size=4).map(tuple),
    known_days=st.none() | st.integers(-1, 400),
    extras=EXTRAS,
)


@given(KNOWN)
def test_any_series_gets_at_most_one_advice_and_empty_today_none(known: Facts) -> None:
    found = first_match(known)
    if not known.answers or known.answers[-1] is None:
        assert found is None
    elif known.answers[-1] >= 6:
        assert found is not None


@given(KNOWN, st.integers(8, 10))
def test_a_day_of_8_or_more_is_always_d0(known: Facts, today: int) -> None:
    severe = Facts(
        TODAY, (*known.answers, today), known.sessions, known.given, known.known_days, known.extras
    )
    assert first_match(severe) == Found(Rule.D0, TRIAGE)


@given(KNOWN)
def test_an_empty_day_in_front_changes_nothing(known: Facts) -> None:
    longer = Facts(TODAY, (None, *known.answers), known.sessions, known.given, known.known_days, known.extras)
    assert first_match(longer) == first_match(known)
