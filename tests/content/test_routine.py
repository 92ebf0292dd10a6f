from pathlib import Path

import pytest

from bot.content.finding import KnowledgeError
from bot.content.level import Level
from bot.content.routine import Routine, load_routines

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
GOOD = """\
id: {level}
level: {level}
title: Short
minutes: 20
warm_up: [Jog for five minutes]
doses:
  - exercise: toe-tap
    sets: 2
    reps: 6-8
cool_down: [Walk]
sources: [S51]
"""


def folder_with(tmp_path: Path, **replaced: str) -> Path:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "toe-tap.yaml").touch()
    (tmp_path / "routines").mkdir()
    for level in Level:
        text = replaced.get(level, GOOD.format(level=level))
        (tmp_path / "routines" / f"{level}.yaml").write_text(text)
    return tmp_path


def test_each_level_has_its_routine(tmp_path: Path) -> None:
    routines = load_routines(folder_with(tmp_path))
    assert list(routines) == list(Level)
    assert routines[Level.ADVANCED].doses[0].note is None


@pytest.mark.parametrize(
    ("good", "bad", "line", "what"),
    [
        ("exercise: toe-tap", "exercise: moon-walk", 7, "moon-walk"),
        ("level: beginner", "level: advanced", 2, "advanced"),
        ("sets: 2", "sets: many", 8, "sets"),
        ("minutes: 20", "minutes: 200", 4, "minutes"),
    ],
)
def test_a_wrong_routine_is_named_with_its_line(
    tmp_path: Path, good: str, bad: str, line: int, what: str
) -> None:
    text = GOOD.format(level="beginner").replace(good, bad)
    with pytest.raises(KnowledgeError) as caught:
        load_routines(folder_with(tmp_path, beginner=text))
    (finding,) = caught.value.findings
    assert (finding.file, finding.line) == ("routines/beginner.yaml", line)
    assert what in finding.what


def test_a_level_without_a_routine_is_named(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "routines" / "advanced.yaml").unlink()
    with pytest.raises(KnowledgeError, match=r"routines/advanced\.yaml"):
        load_routines(folder)


@pytest.fixture(scope="module")
def shipped() -> dict[Level, Routine]:
    return load_routines(KNOWLEDGE)


def names(routine: Routine) -> list[str]:
    return [dose.exercise for dose in routine.doses]


def test_the_intermediate_routine_keeps_the_order_and_figures_of_the_article(
    shipped: dict[Level, Routine],
) -> None:
    doses = [(dose.exercise, dose.sets, dose.reps) for dose in shipped[Level.INTERMEDIATE].doses]
    assert doses == [
        ("glute-bridge", 3, "12-15"),
        ("stability-ball-curl", 3, "10-12"),
        ("romanian-deadlift", 3, "8-10"),
    ]


def test_beginners_begin_with_the_bridge_and_lift_no_weight(shipped: dict[Level, Routine]) -> None:
    doses = names(shipped[Level.BEGINNER])
    assert doses[0] == "glute-bridge"
    assert not {"romanian-deadlift", "stability-ball-curl", "kettlebell-swing"} & set(doses)


def test_nordics_are_for_the_advanced_and_few(shipped: dict[Level, Routine]) -> None:
    assert [level for level in Level if "nordic-curl" in names(shipped[level])] == [Level.ADVANCED]
    (nordic,) = (dose for dose in shipped[Level.ADVANCED].doses if dose.exercise == "nordic-curl")
    assert (nordic.sets, nordic.reps) == (2, "3-5")
