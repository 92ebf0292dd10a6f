from datetime import date, timedelta

from bot.coaching.fortnight import first_day, fortnight

TODAY = date(2030, 1, 7)


def test_fourteen_days_end_today_in_two_weeks_that_begin_on_the_same_weekday() -> None:
    days = fortnight(TODAY, {}, [])
    assert len(days.days) == 14
    assert (days.days[0].date, days.days[-1].date) == (first_day(TODAY), TODAY)
    first, second = days.weeks
    assert [day.date.weekday() for day in first] == [day.date.weekday() for day in second]


def test_a_day_without_an_answer_is_empty_and_no_zero() -> None:
    days = fortnight(TODAY, {TODAY: 0}, [])
    assert days.answered == ((TODAY, 0),)
    assert [day.soreness for day in days.days[:-1]] == [None] * 13


def test_each_kind_of_a_day_counts_once() -> None:
    sessions = [(TODAY, "session"), (TODAY, "standin"), (TODAY, "session")]
    days = fortnight(TODAY, {}, sessions)
    assert days.sessions == 2
    assert days.days[-1].done == {"session", "standin"}


def test_what_is_older_or_in_the_future_is_left_out() -> None:
    before, after = first_day(TODAY) - timedelta(days=1), TODAY + timedelta(days=1)
    days = fortnight(TODAY, {before: 9, after: 9}, [(before, "session"), (after, "session")])
    assert days.answered == ()
    assert days.sessions == 0
