"""The way back to running after a swap, step by step (triage protocol, section 5, "Ladder back").

The protocol's own sources are E19 and E59-E61; what it leaves open is marked "design" here.

A step is climbed by its run and by an answer of 2 or less on a later day. A day without an answer moves
nothing, nor does a low answer without the run.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.coaching.state import SETTLED, SWAP_FROM, Change, Reason, TrainingState

MOST_FAILED: Final = 2
"""So many failed steps lead to a physiotherapist (section 5: "two failed steps -> P")."""


class Step(StrEnum):
    """In the order of the protocol."""

    TEST_RUN = "test_run"  # 10-15 min easy and flat, walking and jogging
    TWENTY_MINUTES = "twenty_minutes"
    EASY_RUN = "easy_run"  # none over 110 % of the longest of 30 days (E19)
    HALF_SETS = "half_sets"  # hamstring work, bodyweight
    SPEED = "speed"


_ORDER: Final = tuple(Step)
RUN_STEPS: Final = frozenset({Step.TEST_RUN, Step.TWENTY_MINUTES, Step.EASY_RUN})
"""Before hamstring work comes back: the run stands in its place."""
NEEDED: Final = {step: 2 if step is Step.EASY_RUN else 1 for step in Step}
"""How many runs or sessions a step takes: hamstring work comes "after 2 easy runs" (section 5)."""


class Move(StrEnum):
    """What an answer or a run did; each has its words in knowledge/messages."""

    UP = "up"
    DONE = "done"  # the last step is climbed
    BACK = "back"
    AGAIN = "again"  # back, and there is no step below, or everything begins again
    STOP = "stop"  # the second failed step
    RUN_FIRST = "run_first"  # low, and the run of the step is still to come
    ONE_MORE = "one_more"  # low, and the step takes another run
    TOMORROW = "tomorrow"  # done today: the next answer decides
    WAIT = "wait"  # still not low since the last step back


@dataclass(frozen=True, slots=True)
class Ladder:
    """`failed`: how many steps failed, fewer than MOST_FAILED. `since`: the first local day that counts."""

    step: Step
    failed: int
    since: date


@dataclass(frozen=True, slots=True)
class Run:
    """A run or session of a step after which the stride was normal."""

    step: Step
    day: date


@dataclass(frozen=True, slots=True)
class Climbed:
    """Where the ladder goes; None when it is over. `change` is what becomes of the training."""

    ladder: Ladder | None
    move: Move
    change: Change


def start(today: date) -> Ladder:
    return Ladder(Step.TEST_RUN, 0, today)


def again(ladder: Ladder) -> Ladder:
    """From the first step, for what eases training anew: a check that says "adjust", a lighter week (design).

    What failed is not forgotten by it.
    """
    return replace(ladder, step=Step.TEST_RUN)


def after_answer(
    ladder: Ladder, scores: Mapping[date, int], today: date, runs: Iterable[Run]
) -> Climbed | None:
    """Weigh today's answer; None for 6 and more, which overrules the ladder. `scores`: by local day.

    The first answer on a later day than the run counts, should the very next day stay empty (design).
    Above 2 is a failed step, whether or not a run was told of. One sore spell counts once (design): after
    a step back, only what follows a low answer or a new run is another.

    Raises KeyError when `scores` holds no answer for today.
    """
    soreness = scores[today]
    if soreness >= SWAP_FROM:
        return None
    done = {run.day for run in runs if run.step is ladder.step and ladder.since <= run.day <= today}
    if soreness <= SETTLED:
        return _low(ladder, today, done)
    was_low = any(score <= SETTLED for day, score in scores.items() if ladder.since <= day < today)
    if not done and not was_low:
        return _stay(ladder, Move.WAIT)
    return _fail(ladder, today, Reason.STEP_BACK, Reason.STEPS_FAILED)


def after_run(ladder: Ladder, today: date, *, stride_normal: bool) -> Climbed:
    """The run or session of the step was done today. A changed stride fails it at once."""
    if stride_normal:
        return _stay(ladder, Move.TOMORROW)
    return _fail(ladder, today, Reason.STRIDE_CHANGED, Reason.STRIDE_FAILED)


def awaits_answer(ladder: Ladder, answered: Iterable[date], runs: Iterable[Run], today: date) -> bool:
    """Whether the step was last done on an earlier day and no day since has an answer: today's decides."""
    done = [run.day for run in runs if run.step is ladder.step and run.day >= ladder.since]
    return bool(done) and max(done) < today and not any(day > max(done) for day in answered)


def _low(ladder: Ladder, today: date, done: set[date]) -> Climbed:
    if len(done - {today}) < NEEDED[ladder.step]:
        to_come = Move.ONE_MORE if done else Move.RUN_FIRST
        return _stay(ladder, Move.TOMORROW if today in done else to_come)
    if ladder.step is _ORDER[-1]:
        return Climbed(None, Move.DONE, Change(TrainingState.NORMAL, Reason.STEPS_DONE))
    step = _ORDER[_ORDER.index(ladder.step) + 1]
    return Climbed(Ladder(step, ladder.failed, today), Move.UP, Change(TrainingState.EASE, Reason.STEP_UP))


def _fail(ladder: Ladder, today: date, back: Reason, out: Reason) -> Climbed:
    """To the step before; from tomorrow on, so that today's run is not taken for a new try (design)."""
    if ladder.failed + 1 >= MOST_FAILED:
        return Climbed(None, Move.STOP, Change(TrainingState.STOP, out))
    step = _ORDER[max(_ORDER.index(ladder.step) - 1, 0)]
    move = Move.AGAIN if step is ladder.step else Move.BACK
    lower = Ladder(step, ladder.failed + 1, today + timedelta(days=1))
    return Climbed(lower, move, Change(TrainingState.EASE, back))


def _stay(ladder: Ladder, move: Move) -> Climbed:
    return Climbed(ladder, move, Change(TrainingState.EASE, Reason.NOT_YET))
