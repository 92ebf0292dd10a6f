"""Skipped check-ins: one gentle line, one last question, and nothing resumes by itself (protocol, 8.1)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.coaching.silence import Silence, is_back, silence, skipped
from bot.coaching.state import TrainingState

NOW = datetime(2030, 1, 20, 19, tzinfo=UTC)
TODAY = NOW.date()
NORMAL, EASE, SWAP, STOP, URGENT = TrainingState


def days(marks: str) -> tuple[set[date], set[date]]:
    """Asked and answered, yesterday last: `s` skipped, `a` answered, `o` answered unasked, `.` neither."""
    dated = [(TODAY - timedelta(days=len(marks) - at), mark) for at, mark in enumerate(marks)]
    return {day for day, mark in dated if mark in "sa"}, {day for day, mark in dated if mark in "ao"}


@pytest.mark.parametrize(
    ("marks", "row"),
    [
        ("", 0),
        ("s", 1),
        ("ss", 2),
        ("as", 1),
        ("sa", 0),
        ("so", 0),
        ("sos", 1),
        ("s.s", 2),
        ("sssssss", 7),
        ("a......", 0),
    ],
)
def test_a_row_of_skipped_check_ins_ends_with_any_answer(marks: str, row: int) -> None:
    assert skipped(*days(marks), date.min) == row


def test_skipped_days_before_the_start_do_not_count() -> None:
    assert skipped(*days("sssss"), TODAY - timedelta(days=2)) == 2


@pytest.mark.parametrize("state", [EASE, SWAP, STOP, URGENT])
@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ("s", Silence.NONE),
        ("ss", Silence.PING),
        ("sss", Silence.NONE),  # one ping a silence
        ("sas", Silence.NONE),
        ("assass", Silence.PING),
        ("..", Silence.NONE),  # nothing was asked
        ("ssssss", Silence.NONE),
    ],
)
def test_two_skipped_in_a_row_while_training_is_changed_get_one_gentle_line(
    state: TrainingState, marks: str, found: Silence
) -> None:
    asked, answered = days(marks)
    changed = TODAY - timedelta(days=10)
    heard = NOW - timedelta(days=1)
    given = silence(state, asked=asked, answered=answered, changed_since=changed, heard_at=heard, now=NOW)
    assert given is found


def test_what_was_skipped_while_all_was_usual_gets_no_line() -> None:
    asked, answered = days("ssss")
    for state, changed, found in (
        (NORMAL, None, Silence.NONE),
        (STOP, TODAY - timedelta(days=1), Silence.NONE),
        (STOP, TODAY - timedelta(days=2), Silence.PING),
    ):
        given = silence(state, asked=asked, answered=answered, changed_since=changed, heard_at=NOW, now=NOW)
        assert given is found


@pytest.mark.parametrize("state", TrainingState)
@pytest.mark.parametrize(
    ("marks", "heard_days_ago", "away"),
    [
        ("sssssss", 7, True),
        ("sssssss", None, True),
        ("sssssss", 6.9, False),
        ("ssssss", 9, False),
        ("sssasss", 9, False),
        ("ass.ss.sss", 12, True),  # a check-in that the coach missed is no answer
        (".......", None, False),  # switched off or paused: not silent
    ],
)
def test_a_week_without_answer_message_or_tap_is_silence_in_any_state(
    state: TrainingState, marks: str, heard_days_ago: float | None, away: bool
) -> None:
    asked, answered = days(marks)
    heard = None if heard_days_ago is None else NOW - timedelta(days=heard_days_ago)
    given = silence(state, asked=asked, answered=answered, changed_since=None, heard_at=heard, now=NOW)
    assert (given is Silence.AWAY) is away


@pytest.mark.parametrize(
    ("here", "answered", "back"),
    [(None, None, False), (1, None, False), (None, 1, False), (1, 2, True), (2, 1, True), (1, -1, False)],
)
def test_the_way_back_takes_the_tap_and_one_check_in(
    here: int | None, answered: int | None, back: bool
) -> None:
    def at(hours: int | None) -> datetime | None:
        return None if hours is None else NOW + timedelta(hours=hours)

    assert is_back(NOW, at(here), at(answered)) is back
