from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.ladder import (
    MOST_FAILED,
    NEEDED,
    Ladder,
    Move,
    Run,
    Step,
    after_answer,
    after_run,
    again,
    awaits_answer,
    start,
)
from bot.coaching.state import SETTLED, Reason, TrainingState

TODAY = date(2026, 11, 22)
TEST, TWENTY, EASY, HALF, SPEED = Step


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def runs(step: Step, *days_ago: int) -> list[Run]:
    return [Run(step, ago(days)) for days in days_ago]


def test_the_way_back_begins_with_a_test_run() -> None:
    assert start(TODAY) == Ladder(TEST, 0, TODAY)


@pytest.mark.parametrize(
    ("step", "ran", "soreness", "move", "then"),
    [
        # Low, after the run.
        (TEST, (1,), 2, Move.UP, TWENTY),
        (TEST, (3,), 0, Move.UP, TWENTY),  # the days between had no answer
        (TWENTY, (1,), 1, Move.UP, EASY),
        (EASY, (1,), 2, Move.ONE_MORE, EASY),
        (EASY, (1, 3), 2, Move.UP, HALF),
        (HALF, (1,), 2, Move.UP, SPEED),
        (SPEED, (1,), 2, Move.DONE, None),
        # Low, without the run, or on its own day.
        (TEST, (), 0, Move.RUN_FIRST, TEST),
        (SPEED, (), 0, Move.RUN_FIRST, SPEED),
        (TEST, (0,), 0, Move.TOMORROW, TEST),
        (EASY, (0, 2), 0, Move.TOMORROW, EASY),
        (TEST, (0, 1), 0, Move.UP, TWENTY),
        # A run of another step, or from before this one began, does not count.
        (TWENTY, (9,), 0, Move.RUN_FIRST, TWENTY),
        # 3 and more.
        (TEST, (1,), 3, Move.AGAIN, TEST),
        (TEST, (0,), 5, Move.AGAIN, TEST),
        (TWENTY, (1,), 3, Move.BACK, TEST),
        (SPEED, (1,), 5, Move.BACK, HALF),
        (SPEED, (), 3, Move.WAIT, SPEED),
        (TEST, (), 5, Move.WAIT, TEST),
    ],
)
def test_an_answer_moves_at_most_one_step(
    step: Step, ran: tuple[int, ...], soreness: int, move: Move, then: Step | None
) -> None:
    climbed = after_answer(Ladder(step, 0, ago(5)), {TODAY: soreness}, TODAY, runs(step, *ran))
    assert climbed is not None
    assert (climbed.move, climbed.ladder and climbed.ladder.step) == (move, then)


def test_the_run_of_another_step_does_not_count() -> None:
    climbed = after_answer(Ladder(TWENTY, 0, ago(2)), {TODAY: 0}, TODAY, runs(TEST, 1))
    assert climbed is not None
    assert climbed.move is Move.RUN_FIRST


@pytest.mark.parametrize("soreness", range(6, 11))
def test_six_and_more_overrules_the_ladder(soreness: int) -> None:
    assert after_answer(Ladder(EASY, 0, ago(2)), {TODAY: soreness}, TODAY, runs(EASY, 1)) is None


@pytest.mark.parametrize(
    ("ran", "before", "on"),
    [
        ((1,), {}, (TWENTY, 1)),
        ((0,), {}, (TWENTY, 1)),
        ((), {ago(2): 2}, (TWENTY, 1)),  # nothing was told of a run, but it had been low
        ((), {ago(1): 4, ago(2): 1}, (TWENTY, 1)),
        ((), {ago(1): 4}, (EASY, 0)),  # the spell of the last step back goes on
        ((), {ago(3): 0}, (EASY, 0)),
        ((), {}, (EASY, 0)),
    ],
)
def test_one_sore_spell_fails_one_step(
    ran: tuple[int, ...], before: dict[date, int], on: tuple[Step, int]
) -> None:
    climbed = after_answer(Ladder(EASY, 0, ago(2)), {**before, TODAY: 3}, TODAY, runs(EASY, *ran))
    assert climbed is not None
    assert climbed.ladder is not None
    assert (climbed.ladder.step, climbed.ladder.failed) == on
    assert climbed.ladder.since == (TODAY + timedelta(days=1) if on[1] else ago(2))


def test_one_run_fails_one_step_once() -> None:
    first = after_answer(Ladder(TEST, 0, ago(2)), {TODAY: 4}, TODAY, runs(TEST, 0))
    assert first is not None
    assert first.ladder is not None
    tomorrow = TODAY + timedelta(days=1)
    second = after_answer(first.ladder, {TODAY: 4, tomorrow: 4}, tomorrow, runs(TEST, 0))
    assert second is not None
    assert (second.move, second.ladder) == (Move.WAIT, first.ladder)


@pytest.mark.parametrize(
    ("step", "failed", "move", "state", "reason"),
    [
        (TEST, 0, Move.AGAIN, TrainingState.EASE, Reason.STRIDE_CHANGED),
        (HALF, 0, Move.BACK, TrainingState.EASE, Reason.STRIDE_CHANGED),
        (TEST, 1, Move.STOP, TrainingState.STOP, Reason.STRIDE_FAILED),
        (SPEED, 1, Move.STOP, TrainingState.STOP, Reason.STRIDE_FAILED),
    ],
)
def test_a_changed_stride_fails_the_step_at_once(
    step: Step, failed: int, move: Move, state: TrainingState, reason: Reason
) -> None:
    climbed = after_run(Ladder(step, failed, ago(2)), TODAY, stride_normal=False)
    assert (climbed.move, climbed.change.state, climbed.change.reason) == (move, state, reason)


def test_a_normal_stride_alone_climbs_nothing() -> None:
    ladder = Ladder(EASY, 1, ago(2))
    climbed = after_run(ladder, TODAY, stride_normal=True)
    assert (climbed.ladder, climbed.move) == (ladder, Move.TOMORROW)


@pytest.mark.parametrize("failed", [0, 1])
def test_from_the_first_step_again_nothing_that_failed_is_forgotten(failed: int) -> None:
    assert again(Ladder(SPEED, failed, TODAY)) == Ladder(TEST, failed, TODAY)


DAY = st.tuples(
    st.sampled_from([None, True, False]),  # no run, stride normal, stride changed
    st.one_of(st.none(), st.integers(0, 5)),
)


@given(st.lists(DAY, max_size=40))
def test_no_way_up_jumps_a_step_or_leaves_one_out(days: list[tuple[bool | None, int | None]]) -> None:
    """Runs before answers, day after day; each rule of the ladder holds on every one of them."""
    ladder: Ladder | None = start(TODAY)
    done: list[Run] = []
    scores: dict[date, int] = {}
    failed = 0
    for number, (stride, answer) in enumerate(days):
        today = TODAY + timedelta(days=number)
        if ladder is not None and stride is not None and ladder.since <= today:
            before, climbed = ladder, after_run(ladder, today, stride_normal=stride)
            done += [Run(ladder.step, today)] if stride else []
            ladder, failed = climbed.ladder, failed + (not stride)
            assert ladder is None or _rank(ladder) <= _rank(before)
        if ladder is not None and answer is not None:
            scores[today] = answer
            before, weighed = ladder, after_answer(ladder, scores, today, done)
            assert weighed is not None
            ladder = weighed.ladder
            rank = len(Step) if ladder is None and weighed.move is Move.DONE else _rank(ladder)
            if rank > _rank(before):
                assert answer <= SETTLED
                tried = [run for run in done if run.step is before.step and before.since <= run.day < today]
                assert len(tried) >= NEEDED[before.step]
                assert rank == _rank(before) + 1
            failed += ladder is None if weighed.move is Move.STOP else _more_failed(before, ladder)
        if ladder is None:
            break
        assert ladder.failed == failed < MOST_FAILED
    else:
        return
    assert failed <= MOST_FAILED


def _rank(ladder: Ladder | None) -> int:
    return list(Step).index(ladder.step) if ladder else -1


def _more_failed(before: Ladder, after: Ladder | None) -> int:
    return after.failed - before.failed if after else 0


@given(st.sampled_from(Step), st.sampled_from(Step), st.sampled_from(["answer", "stride"]), st.integers(3, 5))
def test_two_failures_always_end_in_a_stop(first: Step, second: Step, how: str, soreness: int) -> None:
    ladder = Ladder(first, 0, ago(9))
    for step in (first, second):
        assert ladder is not None
        tried = Ladder(step, ladder.failed, ago(2))
        if how == "stride":
            climbed = after_run(tried, TODAY, stride_normal=False)
        else:
            weighed = after_answer(tried, {TODAY: soreness}, TODAY, runs(step, 1))
            assert weighed is not None
            climbed = weighed
        ladder = climbed.ladder or ladder
    assert (climbed.ladder, climbed.move) == (None, Move.STOP)
    assert climbed.change.state is TrainingState.STOP


@pytest.mark.parametrize(
    ("done", "answered", "waits"),
    [
        ([], [], False),
        ([0], [], False),
        ([1], [], True),
        ([1], [1], True),
        ([1], [0], False),
        ([3], [], True),
        ([3], [2], False),
        ([1, 3], [2], True),
        ([0, 1], [], False),
        ([6], [], False),
    ],
)
def test_a_step_done_on_an_earlier_day_waits_for_the_first_answer_since(
    done: list[int], answered: list[int], waits: bool
) -> None:
    ladder = Ladder(TWENTY, 0, ago(5))
    found = awaits_answer(ladder, [ago(days) for days in answered], runs(TWENTY, *done), TODAY)
    assert found is waits
    assert not awaits_answer(ladder, [], runs(TEST, *done), TODAY)
