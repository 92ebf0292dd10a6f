"""A routine: one strength session of a level, from warm-up to cool-down."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from bot.content.exercise import Sets, Sources, check_exercise, filled
from bot.content.finding import KnowledgeError
from bot.content.level import Level
from bot.content.reading import Reader
from bot.content.section import Slug
from bot.content.source import Text

FOLDER: Final = "routines"


class Dose(BaseModel):
    """How much of one exercise a routine holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    exercise: Slug
    sets: Sets
    reps: Text
    note: Text | None = None


class Routine(BaseModel):
    """knowledge/routines/<level>.yaml; `minutes` is all of it, with the warm-up of at least 5 (S51)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    level: Level
    title: Text
    minutes: Annotated[int, Field(ge=10, le=90)]
    warm_up: Annotated[tuple[Text, ...], AfterValidator(filled)]
    doses: Annotated[tuple[Dose, ...], AfterValidator(filled)]
    cool_down: Annotated[tuple[Text, ...], AfterValidator(filled)]
    sources: Sources


_ROUTINE: Final = TypeAdapter(Routine)


def load_routines(folder: Path) -> dict[Level, Routine]:
    """The routine of each level. Raises KnowledgeError, also when a dose names no exercise."""
    reader = Reader(folder)
    routines = read_routines(reader)
    if reader.findings:
        raise KnowledgeError(reader.findings)
    return routines


def read_routines(reader: Reader) -> dict[Level, Routine]:
    """The good ones by level; what is wrong goes to the reader's findings."""
    routines: dict[Level, Routine] = {}
    for level in Level:
        file = f"{FOLDER}/{level}.yaml"
        routine = reader.one(file, _ROUTINE)
        if routine is not None:
            routines[level] = routine
            _check_names(reader, file, level, routine)
    return routines


def _check_names(reader: Reader, file: str, level: Level, routine: Routine) -> None:
    if routine.level is not level:
        reader.find(
            file,
            ("level",),
            f"`level` is `{routine.level}`, the file is `{level}`",
            f"write `level: {level}`",
        )
    for index, dose in enumerate(routine.doses):
        check_exercise(reader, file, ("doses", index, "exercise"), dose.exercise)
