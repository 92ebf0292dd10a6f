"""What today's strength session holds: the routine of the level, as far as the training state allows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.coaching.ladder import RUN_STEPS, Step
from bot.coaching.state import TrainingState
from bot.content.exercise import Exercise
from bot.content.level import Level
from bot.content.routine import Dose, Routine

# Warm-up (S51) and cool-down stay whole in a light session; only the part between them shrinks.
_AROUND_MINUTES = 10
DONE = "session"
STOOD_IN = "standin"
RAN = "run"


class SessionKind(StrEnum):
    FULL = "full"
    LIGHT = "light"
    STAND_IN = "standin"
    RUN = "run"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class PlannedDose:
    """`exercise` is an id, `name` what a runner reads."""

    exercise: str
    name: str
    sets: int
    reps: str
    note: str | None


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """`doses`, `warm_up` and `cool_down` are empty and `minutes` is 0 unless the kind is full or light.

    `step`: of the ladder back, where there is one.
    `pool_only`: of the stand-ins only the pool fits, because cycling loads a sore sit bone (E76).
    """

    kind: SessionKind
    level: Level
    minutes: int = 0
    warm_up: tuple[str, ...] = ()
    doses: tuple[PlannedDose, ...] = ()
    cool_down: tuple[str, ...] = ()
    pool_only: bool = False
    step: Step | None = None


_KINDS = {
    TrainingState.NORMAL: SessionKind.FULL,
    TrainingState.EASE: SessionKind.LIGHT,
    TrainingState.SWAP: SessionKind.STAND_IN,
    TrainingState.STOP: SessionKind.NOTHING,
    TrainingState.URGENT: SessionKind.NOTHING,
}


def logged_as(state: TrainingState | str, step: Step | None = None) -> str:
    """The kind under which a session done in that state is kept: a swim is no hamstring session.

    What was done before the step began (a swim, a run of an earlier step) is none either.
    """
    if step is not None and step is not Step.SPEED:
        return STOOD_IN
    return STOOD_IN if _KINDS[TrainingState(state)] is SessionKind.STAND_IN else DONE


def logged_for(step: Step) -> str:
    """The kind under which what a step asks for is kept: only hamstring work is a hamstring session."""
    return DONE if step is Step.HALF_SETS else RAN


def compose(
    *,
    state: TrainingState | str,
    level: Level,
    routines: Mapping[Level, Routine],
    exercises: Mapping[str, Exercise],
    pool_only: bool = False,
    step: Step | None = None,
) -> SessionPlan:
    """Raises ValueError for an unknown state, KeyError for a routine or exercise that is not there.

    `step`: of the ladder back. Before hamstring work its run stands in place of strength work; then comes
    a light session, whose exercises need no weights; with the last step the whole one (protocol, section 5).
    """
    kind = _kind(TrainingState(state), step)
    if kind is SessionKind.RUN:
        return SessionPlan(kind, level, step=step)
    if kind is SessionKind.STAND_IN:
        return SessionPlan(kind, level, pool_only=pool_only)
    if kind is SessionKind.NOTHING:
        return SessionPlan(kind, level)
    routine = routines[level]
    doses = routine.doses if kind is SessionKind.FULL else _lightened(routine.doses, exercises)
    return SessionPlan(
        kind,
        level,
        _minutes(routine, doses),
        routine.warm_up,
        tuple(_planned(dose, exercises) for dose in doses),
        routine.cool_down,
        step=step,
    )


def _kind(state: TrainingState, step: Step | None) -> SessionKind:
    if state is not TrainingState.EASE or step is None:
        return _KINDS[state]
    if step in RUN_STEPS:
        return SessionKind.RUN
    return SessionKind.LIGHT if step is Step.HALF_SETS else SessionKind.FULL


def _lightened(doses: tuple[Dose, ...], exercises: Mapping[str, Exercise]) -> tuple[Dose, ...]:
    """Half the sets, rounded up, and nothing demanding (triage protocol, section 4, outcome A)."""
    return tuple(
        dose.model_copy(update={"sets": (dose.sets + 1) // 2})
        for dose in doses
        if not exercises[dose.exercise].demanding
    )


def _minutes(routine: Routine, doses: tuple[Dose, ...]) -> int:
    """The routine's minutes, less the share of the sets that were left out; to the next five minutes."""
    share = sum(dose.sets for dose in doses) / sum(dose.sets for dose in routine.doses)
    if share == 1:
        return routine.minutes
    main = max(routine.minutes - _AROUND_MINUTES, 0) * share
    return _AROUND_MINUTES + 5 * round(main / 5)


def _planned(dose: Dose, exercises: Mapping[str, Exercise]) -> PlannedDose:
    return PlannedDose(dose.exercise, exercises[dose.exercise].name, dose.sets, dose.reps, dose.note)
