from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.content.exercise import Exercise, load_exercises
from bot.content.finding import KnowledgeError

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
GOOD = """\
id: toe-tap
name: Toe tap
level: beginner
equipment: []
sets: 2
reps: 6-8
rest: a minute
how: [Stand., Reach., Tap., Come back.]
mistakes: [Rushing., Bouncing.]
easier: null
harder: null
demanding: false
sources: [S25]
"""


def folder_with(tmp_path: Path, text: str) -> Path:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "toe-tap.yaml").write_text(text)
    return tmp_path


def test_a_good_file_becomes_an_exercise_by_its_id(tmp_path: Path) -> None:
    exercise = load_exercises(folder_with(tmp_path, GOOD))["toe-tap"]
    assert (exercise.name, exercise.sets, exercise.reps, exercise.design) == ("Toe tap", 2, "6-8", False)
    with pytest.raises(ValidationError, match="frozen"):
        exercise.sets = 5  # type: ignore[misc]


@pytest.mark.parametrize(
    ("good", "bad", "line", "what"),
    [
        ("sets: 2", "sets: 0", 5, "sets"),
        ("id: toe-tap", "id: heel-tap", 1, "heel-tap"),
        ("harder: null", "harder: moon-walk", 11, "moon-walk"),
        ("demanding: false", "demanding: perhaps", 12, "demanding"),
        ("sources: [S25]", "sources: [Q25]", 13, "sources"),
        ("how: [Stand., Reach., Tap., Come back.]", "how: [Stand.]", 8, "how"),
        ("rest: a minute\n", "", 1, "rest"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(
    tmp_path: Path, good: str, bad: str, line: int, what: str
) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load_exercises(folder_with(tmp_path, GOOD.replace(good, bad)))
    (finding,) = caught.value.findings
    assert (finding.file, finding.line) == ("exercises/toe-tap.yaml", line)
    assert what in finding.what
    assert finding.mend


@pytest.fixture(scope="module")
def shipped() -> dict[str, Exercise]:
    return load_exercises(KNOWLEDGE)


@pytest.mark.parametrize(
    ("name", "sets", "reps"),
    [
        ("glute-bridge", 3, "12-15"),  # S63
        ("stability-ball-curl", 3, "10-12"),  # S65
        ("romanian-deadlift", 3, "8-10"),  # S67
        ("nordic-curl", 2, "3-5"),  # E25
    ],
)
def test_sourced_figures_stand_as_in_their_source(
    shipped: dict[str, Exercise], name: str, sets: int, reps: str
) -> None:
    assert (shipped[name].sets, shipped[name].reps, shipped[name].design) == (sets, reps, False)


def test_all_other_figures_are_marked_as_our_own(shipped: dict[str, Exercise]) -> None:
    sourced = {"glute-bridge", "stability-ball-curl", "romanian-deadlift", "nordic-curl"}
    assert {name for name, exercise in shipped.items() if exercise.design} == set(shipped) - sourced


def test_lowering_under_load_jumps_and_heavy_hinges_are_demanding(shipped: dict[str, Exercise]) -> None:
    demanding = {name for name, exercise in shipped.items() if exercise.demanding}
    assert {"nordic-curl", "jump-squat", "romanian-deadlift", "kettlebell-swing"} <= demanding
    assert not demanding & {"glute-bridge", "dead-bug", "hamstring-walkout"}


def test_easier_exercises_never_lead_round_in_a_circle(shipped: dict[str, Exercise]) -> None:
    for name in shipped:
        seen = [name]
        while (easier := shipped[seen[-1]].easier) is not None:
            assert easier not in seen, seen
            seen.append(easier)
