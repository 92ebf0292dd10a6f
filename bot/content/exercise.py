"""An exercise: how it is done, what goes wrong, what is easier or harder."""

from pathlib import Path
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from bot.content.finding import KnowledgeError
from bot.content.level import Level
from bot.content.reading import Reader
from bot.content.section import Slug
from bot.content.source import SourceKey, Text
from bot.content.yaml_file import Location

FOLDER: Final = "exercises"
T = TypeVar("T")


def filled(items: tuple[T, ...]) -> tuple[T, ...]:
    """Pydantic's own least length would also complain of a list whose items are wrong."""
    if not items:
        raise ValueError("the list is empty")
    return items


Sets = Annotated[int, Field(ge=1, le=5)]
Sources = Annotated[tuple[SourceKey, ...], AfterValidator(filled)]


class Exercise(BaseModel):
    """knowledge/exercises/<id>.yaml.

    `demanding`: left out of light sessions (lowering under load, jumps, heavy hinges).
    `design`: sets and repetitions are our own cautious choice, no source fixes them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    name: Text
    level: Level
    equipment: tuple[Text, ...]
    sets: Sets
    reps: Text
    rest: Text
    how: Annotated[tuple[Text, ...], Field(min_length=4, max_length=6)]
    mistakes: Annotated[tuple[Text, ...], Field(min_length=2, max_length=4)]
    easier: Slug | None
    harder: Slug | None
    demanding: bool
    design: bool = False
    sources: Sources


_EXERCISE: Final = TypeAdapter(Exercise)


def load_exercises(folder: Path) -> dict[str, Exercise]:
    """All exercises of the knowledge folder by id. Raises KnowledgeError."""
    reader = Reader(folder)
    exercises = read_exercises(reader)
    if reader.findings:
        raise KnowledgeError(reader.findings)
    return exercises


def read_exercises(reader: Reader) -> dict[str, Exercise]:
    """The good ones by id; what is wrong goes to the reader's findings."""
    exercises: dict[str, Exercise] = {}
    for file, path in reader.files(FOLDER, ".yaml"):
        document = reader.yaml(file, path)
        exercise = reader.validate(file, document, _EXERCISE) if document else None
        if exercise is not None:
            exercises[path.stem] = exercise
            _check_names(reader, file, path.stem, exercise)
    return exercises


def _check_names(reader: Reader, file: str, stem: str, exercise: Exercise) -> None:
    if exercise.id != stem:
        reader.find(file, ("id",), f"`id` is `{exercise.id}`, the file is `{stem}`", f"write `id: {stem}`")
    for key in ("easier", "harder"):
        named = getattr(exercise, key)
        if named is not None:
            check_exercise(reader, file, (key,), named)


def check_exercise(reader: Reader, file: str, location: Location, named: str) -> None:
    """Adds a finding when no exercise has that name."""
    if not (reader.folder / FOLDER / f"{named}.yaml").is_file():
        reader.find(file, location, f"there is no exercise `{named}`", f"name a file of {FOLDER}/")
