"""The hours at which the coach comes back, by state and what led to it (protocol, section 5)."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.coaching.follow_up import (
    Answer,
    Ask,
    Contact,
    Standing,
    checkins_rest,
    contact_due,
    contacts,
    is_emergency,
    next_contact,
    settling,
    waking,
)
from bot.coaching.state import Reason, TrainingState

BERLIN = ZoneInfo("Europe/Berlin")
TEN = datetime(2030, 1, 7, 10, tzinfo=BERLIN)
NORMAL, EASE, SWAP, STOP, URGENT = TrainingState


def standing(
    state: TrainingState,
    reason: str = "R20",
    *answers: Answer,
    since: datetime = TEN,
    swapped: datetime | None = None,
    zone: ZoneInfo = BERLIN,
) -> Standing:
    return Standing(state, reason, since, zone, swapped or since, frozenset(answers))


def hours(given: Standing, first: int = 5) -> list[tuple[Ask, float]]:
    """The first contacts, each by its hours since the state began."""
    return [
        (contact.ask, (contact.due - given.since) / timedelta(hours=1))
        for contact in islice(contacts(given), first)
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (standing(NORMAL), []),
        (standing(EASE), []),
        (standing(SWAP), [(Ask.RECHECK, 48), (Ask.WEEK_OVER, 168), (Ask.WEEK_OVER, 192)]),
        (
            standing(STOP, "R13"),
            [(Ask.FLAGS, 24), (Ask.SEEN_SOMEONE, 72), (Ask.SEEN_SOMEONE, 168), (Ask.SEEN_SOMEONE, 336)],
        ),
        (standing(STOP, Reason.SORE_WEEK), [(Ask.FLAGS, 24), (Ask.SEEN_SOMEONE, 72)]),
        (standing(STOP, Reason.SWAP_WEEK), [(Ask.STOP_TOLD, 0), (Ask.FLAGS, 24), (Ask.SEEN_SOMEONE, 72)]),
        # 12 hours after ten in the morning is night: 07:00 is 21 hours after it.
        (standing(URGENT, "R3"), [(Ask.WERE_YOU_SEEN, 21), (Ask.WERE_YOU_SEEN, 48)]),
        (standing(URGENT, "told-urgent"), [(Ask.WERE_YOU_SEEN, 21), (Ask.WERE_YOU_SEEN, 48)]),
        (standing(URGENT, "R1"), [(Ask.HOPE, 24)]),
        (standing(URGENT, "R2"), [(Ask.HOPE, 24)]),
        (standing(URGENT, "told-emergency"), [(Ask.HOPE, 24)]),
    ],
)
def test_each_outcome_has_its_hours(given: Standing, expected: list[tuple[Ask, float]]) -> None:
    assert hours(given)[: len(expected)] == expected
    if given.state not in {SWAP, STOP}:
        assert len(hours(given)) == len(expected)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (standing(SWAP, "R20", Answer.STOP_ASKING), [Ask.WEEK_OVER] * 3),
        (standing(STOP, "R13", Answer.STOP_ASKING), None),
        (standing(URGENT, "R3", Answer.STOP_ASKING), []),
        (standing(URGENT, "R3", Answer.SEEN), []),
        (standing(URGENT, "R3", Answer.NOT_YET), [Ask.WERE_YOU_SEEN] * 2),
        (standing(STOP, "R13", Answer.SEEN), [Ask.FLAGS, Ask.SEEN_SOMEONE, Ask.SEEN_SOMEONE]),
    ],
)
def test_answers_end_questions_but_not_the_news_of_a_week(
    given: Standing, expected: list[Ask] | None
) -> None:
    if expected is None:
        assert next_contact(given, TEN + timedelta(days=3650)) is None
        return
    assert [contact.ask for contact in islice(contacts(given), 3)] == expected


def test_a_new_check_does_not_start_the_week_of_swapping_anew() -> None:
    again = standing(SWAP, since=TEN + timedelta(days=2), swapped=TEN)
    assert [contact.due - TEN for contact in islice(contacts(again), 2)] == [
        timedelta(days=4),
        timedelta(days=7),
    ]


@pytest.mark.parametrize("day", [5, 6])
def test_a_new_check_late_in_the_week_is_not_asked_for_beside_its_end(day: int) -> None:
    late = standing(SWAP, since=TEN + timedelta(days=day), swapped=TEN)
    assert next(contacts(late)) == Contact(Ask.WEEK_OVER, TEN + timedelta(days=7))


@pytest.mark.parametrize(
    ("hour", "minute", "after"),
    [(6, 59, 7), (7, 0, 7), (20, 59, 20), (21, 0, 31), (23, 30, 31), (0, 0, 7)],
)
def test_the_night_moves_a_message_to_seven(hour: int, minute: int, after: int) -> None:
    instant = datetime(2030, 1, 7, hour, minute, tzinfo=BERLIN)
    midnight = datetime(2030, 1, 7, tzinfo=BERLIN)
    moved = waking(instant, BERLIN)
    assert moved == (instant if 7 <= hour < 21 else midnight + timedelta(hours=after))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kolkata"])
@pytest.mark.parametrize("day", [date(2030, 1, 7), date(2030, 3, 30), date(2030, 10, 26), date(2030, 11, 2)])
def test_were_you_seen_comes_within_12_to_24_hours_and_never_at_night(zone: str, day: date) -> None:
    """Also on the days on which clocks change."""
    there = ZoneInfo(zone)
    midnight = datetime(day.year, day.month, day.day, tzinfo=there).astimezone(UTC)
    for quarter in range(4 * 24):
        since = midnight + timedelta(minutes=15 * quarter)
        contact = next_contact(standing(URGENT, "R3", since=since, zone=there), since)
        assert contact is not None
        assert timedelta(hours=12) <= contact.due - since <= timedelta(hours=24)
        assert 7 <= contact.due.astimezone(there).hour < 21


@pytest.mark.parametrize(("state", "reason"), [(SWAP, "R20"), (STOP, "R13"), (URGENT, "R3")])
@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_two_contacts_never_fall_on_one_local_day(state: TrainingState, reason: str, hour: int) -> None:
    given = standing(state, reason, since=datetime(2030, 1, 7, hour, tzinfo=BERLIN))
    days = [contact.due.astimezone(BERLIN).date() for contact in islice(contacts(given), 6)]
    assert all(one < other for one, other in pairwise(days))


@pytest.mark.parametrize(
    ("done", "now", "ask"),
    [
        (None, 23, None),
        (None, 24, Ask.FLAGS),
        (24, 30, None),
        (24, 72, Ask.SEEN_SOMEONE),
        (None, 80, Ask.SEEN_SOMEONE),
        (72, 167, None),
        (72, 168, Ask.SEEN_SOMEONE),
    ],
)
def test_what_is_due_now_is_the_latest_that_was_not_sent(done: int | None, now: int, ask: Ask | None) -> None:
    sent = None if done is None else TEN + timedelta(hours=done)
    contact = contact_due(standing(STOP, "R13"), sent, TEN + timedelta(hours=now))
    assert (contact and contact.ask) == ask


@pytest.mark.parametrize(
    ("scores", "answers", "settles"),
    [
        ((9, 2, 2), (), True),  # day before yesterday, yesterday, today
        ((2, 2, None), (), True),
        ((2, None, 2), (), False),
        ((None, 2, None), (), False),
        ((2, 3, 2), (), False),
        ((2, 2, 3), (), True),
        ((2, 2, 2), (Answer.WALKING_NOT_FINE,), False),
        ((), (), False),
    ],
)
def test_two_low_days_in_a_row_are_settling_unless_walking_is_not_fine(
    scores: tuple[int | None, ...], answers: tuple[Answer, ...], settles: bool
) -> None:
    today = date(2030, 1, 14)
    dated = {today - timedelta(days=ago): score for ago, score in enumerate(reversed(scores))}
    known = {day: score for day, score in dated.items() if score is not None}
    assert settling(known, today, frozenset(answers)) is settles


@pytest.mark.parametrize(
    ("state", "answers", "rest"),
    [
        (URGENT, (), True),
        (URGENT, (Answer.STOP_ASKING,), True),
        (URGENT, (Answer.CHANGED,), True),
        (URGENT, (Answer.NOT_YET,), False),
        (URGENT, (Answer.SEEN,), False),
        (URGENT, (Answer.RESTARTED,), False),
        (STOP, (), False),
        (NORMAL, (), False),
    ],
)
def test_check_ins_rest_while_urgent_until_an_answer_or_a_restart(
    state: TrainingState, answers: tuple[Answer, ...], rest: bool
) -> None:
    assert checkins_rest(state, frozenset(answers)) is rest


@pytest.mark.parametrize(
    ("reason", "emergency"),
    [
        ("R1", True),
        ("R2", True),
        ("told-emergency", True),
        ("R3", False),
        ("told-urgent", False),
        (None, False),
    ],
)
def test_an_emergency_is_told_from_be_seen_today(reason: str | None, emergency: bool) -> None:
    assert is_emergency(reason) is emergency
