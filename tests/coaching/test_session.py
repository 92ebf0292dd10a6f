from pathlib import Path

import pytest

from bot.coaching.ladder import Step
from bot.coaching.session import PlannedDose, SessionKind, SessionPlan, compose, logged_as, logged_for
from bot.coaching.state import TrainingState
from bot.content.exercise import Exercise, load_exercises
from bot.content.level import Level
from bot.content.routine import Routine, load_routines

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
EXERCISES = load_exercises(KNOWLEDGE)
ROUTINES = load_routines(KNOWLEDGE)


def plan(state: str, level: Level = Level.ADVANCED, *, pool_only: bool = False) -> SessionPlan:
    return compose(state=state, level=level, routines=ROUTINES, exercises=EXERCISES, pool_only=pool_only)


@pytest.mark.parametrize("level", list(Level))
def test_normal_training_holds_the_whole_routine(level: Level) -> None:
    routine = ROUTINES[level]
    full = plan("normal", level)
    assert (full.kind, full.level, full.minutes) == (SessionKind.FULL, level, routine.minutes)
    assert (full.warm_up, full.cool_down) == (routine.warm_up, routine.cool_down)
    assert [(dose.exercise, dose.sets, dose.reps) for dose in full.doses] == [
        (dose.exercise, dose.sets, dose.reps) for dose in routine.doses
    ]
    assert all(dose.name == EXERCISES[dose.exercise].name for dose in full.doses)


@pytest.mark.parametrize("level", list(Level))
def test_a_light_session_has_half_the_sets_and_nothing_demanding(level: Level) -> None:
    light = plan("ease", level)
    kept = [dose for dose in ROUTINES[level].doses if not EXERCISES[dose.exercise].demanding]
    assert light.kind is SessionKind.LIGHT
    assert light.doses
    assert [(dose.exercise, dose.sets) for dose in light.doses] == [
        (dose.exercise, -(-dose.sets // 2)) for dose in kept
    ]
    assert light.warm_up == ROUTINES[level].warm_up
    assert 10 < light.minutes < ROUTINES[level].minutes


def made(demanding: bool) -> Exercise:
    return Exercise.model_validate(
        EXERCISES["glute-bridge"].model_dump() | {"id": "made", "name": "Made", "demanding": demanding}
    )


@pytest.mark.parametrize(
    ("sets", "demanding", "left"),
    [(1, False, 1), (2, False, 1), (3, False, 2), (5, False, 3), (4, True, None)],
)
def test_half_the_sets_are_rounded_up(sets: int, demanding: bool, left: int | None) -> None:
    base = ROUTINES[Level.BEGINNER].model_dump()
    routine = Routine.model_validate(base | {"doses": [{"exercise": "made", "sets": sets, "reps": "5"}]})
    light = compose(
        state=TrainingState.EASE,
        level=Level.BEGINNER,
        routines={Level.BEGINNER: routine},
        exercises={"made": made(demanding)},
    )
    expected = () if left is None else (PlannedDose("made", "Made", left, "5", None),)
    assert light.doses == expected


@pytest.mark.parametrize("pool_only", [True, False])
def test_a_swap_holds_a_stand_in_and_no_exercise(pool_only: bool) -> None:
    assert plan("swap", pool_only=pool_only) == SessionPlan(
        SessionKind.STAND_IN, Level.ADVANCED, pool_only=pool_only
    )


@pytest.mark.parametrize("state", ["stop", "urgent"])
def test_a_stop_holds_nothing_at_all(state: str) -> None:
    assert plan(state, pool_only=True) == SessionPlan(SessionKind.NOTHING, Level.ADVANCED)


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match="tired"):
        plan("tired")


def test_a_swim_is_not_kept_as_a_hamstring_session() -> None:
    kinds = [logged_as(state) for state in TrainingState]
    assert kinds == ["session", "session", "standin", "session", "session"]
    kinds = [logged_as(TrainingState.EASE, step) for step in Step]
    assert kinds == ["standin", "standin", "standin", "standin", "session"]


def on_step(step: Step, state: TrainingState = TrainingState.EASE) -> SessionPlan:
    return compose(state=state, level=Level.INTERMEDIATE, routines=ROUTINES, exercises=EXERCISES, step=step)


@pytest.mark.parametrize(
    ("step", "kind", "kept"),
    [
        (Step.TEST_RUN, SessionKind.RUN, "run"),
        (Step.TWENTY_MINUTES, SessionKind.RUN, "run"),
        (Step.EASY_RUN, SessionKind.RUN, "run"),
        (Step.HALF_SETS, SessionKind.LIGHT, "session"),
        (Step.SPEED, SessionKind.FULL, "run"),
    ],
)
def test_each_step_of_the_ladder_has_its_session(step: Step, kind: SessionKind, kept: str) -> None:
    composed = on_step(step)
    assert (composed.kind, composed.step, logged_for(step)) == (kind, step, kept)
    assert bool(composed.doses) is (kind is not SessionKind.RUN)


@pytest.mark.parametrize("state", [state for state in TrainingState if state is not TrainingState.EASE])
def test_a_step_says_nothing_outside_light_training(state: TrainingState) -> None:
    assert on_step(Step.TEST_RUN, state).kind is not SessionKind.RUN


@pytest.mark.parametrize("level", list(Level))
def test_half_sets_need_no_weights(level: Level) -> None:
    half = compose(state="ease", level=level, routines=ROUTINES, exercises=EXERCISES, step=Step.HALF_SETS)
    gear = " ".join(item for dose in half.doses for item in EXERCISES[dose.exercise].equipment)
    assert half.doses
    assert not any(weight in gear for weight in ("dumbbell", "kettlebell", "barbell", "weight"))
