"""What the protocol (section 4) asks of each outcome's words, over every message there is."""

import re

import pytest

from bot.coaching.outcome import Outcome
from bot.content.knowledge import default_folder
from bot.content.load import load
from tests.coaching.every_message import TEXTS, Said, every_message
from tests.coaching.must_say import DOCTOR, GP, MUST_SAY, When

EXERCISES = tuple(exercise.name.lower() for exercise in load(default_folder()).exercises.values())
TRAINING = sorted(
    {*EXERCISES, *(name.split()[-1] for name in EXERCISES)}
    | {
        "swim",
        "crawl",
        "pool",
        "deep water",
        "cycl",
        "bik",
        "bicycle",
        "pedal",
        "saddle",
        "jog",
        "run",
        "stride",
    }
    | {
        "walk-jog",
        "test run",
        "sprint",
        "hills",
        "interval",
        "mile",
        "warm-up",
        "cool-down",
        "exercis",
        "workout",
    }
    | {
        "session",
        "strength",
        "training",
        "sets",
        "reps",
        "stretch",
        "nordic",
        "foam",
        "yoga",
        "gym",
        "plyometric",
    }
)
"""Beginnings of words that belong to training: our exercises, what they are, and ways to move."""
TOLD_NOT_TO = "Until then, don't run on it, stretch it, massage it or test it."
ALWAYS_FORBIDDEN = {
    "a diagnosis": (
        r"\byou(?:'ve| have)(?: got)? (?:a|an|torn|pulled|strained|ruptured)\b|\b(?:this|it) is (?:a|an) \w*"
        r" ?(?:tear|strain|rupture|sprain|fracture|tendin\w+|avulsion|clot)\b"
    ),
    "a dose or a painkiller": r"\b\d+ ?m[gl]\b|ibuprofen|paracetamol|aspirin|naproxen|painkiller|tablet",
    "a promise": (
        r"\b(?:will|should) (?:be|feel) (?:gone|fine|better|healed|back|over)\b"
        r"|\b(?:gone|healed|better|back to running|ready) (?:in|within|by|after)\b|\bguarantee|\bpromise"
    ),
    "a reproach": r"\byou should(?:n't| not)? have\b|\bfault\b|\byou failed\b|\bunfortunately\b",
    "what K must not say": (
        r"\byou(?:'re| are) (?:all )?fine\b|\bno injury\b|\bnot injured\b|\bnothing (?:is )?wrong\b"
    ),
    "what X must not say": r"\bjust stretch|\bstretch it out\b|\bwalk it off\b|\brun through it\b",
}


def _met(when: When, said: Said) -> bool:
    return all(_has(key, values, said) for key, values in when.items())


def _has(key: str, values: tuple[object, ...], said: Said) -> bool:
    answer = said.verdict.rule if key == "rule" else getattr(said.answers, key)
    return not answer.isdisjoint(values) if isinstance(answer, frozenset) else answer in values


def _of(outcome: Outcome) -> list[Said]:
    return [said for said in every_message() if said.verdict.outcome is outcome]


@pytest.mark.parametrize(
    ("outcome", "when", "says"),
    [(outcome, when, says) for outcome, _, when, says in MUST_SAY],
    ids=[f"{outcome} {name}" for outcome, name, _, _ in MUST_SAY],
)
def test_each_outcome_says_what_it_must_wherever_that_holds(
    outcome: Outcome, when: When, says: tuple[str, ...]
) -> None:
    meant = [said for said in _of(outcome) if _met(when, said)]
    assert meant
    for said in meant:
        missing = [part for part in says if part not in said.text]
        assert missing == [], said


def test_a_physiotherapist_will_do_unless_a_doctor_has_to_see_it() -> None:
    doctor: list[When] = [DOCTOR, {"location": ("groin",)}, {"risk": ("u18", "preg", "thin")}]
    for said in _of(Outcome.P):
        needed = any(_met(when, said) for when in doctor)
        assert ("**Book a physiotherapist or your GP**" in said.text) is not needed
        assert (GP[0] in said.text) is needed


def test_no_message_is_too_long_to_read() -> None:
    """With two signs or two risk groups at most; who ticks all of them gets a line for each."""
    for said in every_message():
        few = len(said.answers.flags) <= 2 and len(said.answers.risk) <= 2
        assert len(said.text) < (1550 if few else 2000), said


@pytest.mark.parametrize("name", ALWAYS_FORBIDDEN)
def test_no_outcome_says_what_none_may_say(name: str) -> None:
    forbidden = re.compile(ALWAYS_FORBIDDEN[name], re.IGNORECASE)
    for text in {said.text for said in every_message()}:
        assert not forbidden.search(text), text


@pytest.mark.parametrize("outcome", [Outcome.U, Outcome.E])
def test_urgent_and_emergency_messages_hold_no_training(outcome: Outcome) -> None:
    """U may name it only to forbid it."""
    training = re.compile(rf"\b(?:{'|'.join(map(re.escape, TRAINING))})", re.IGNORECASE)
    for text in {said.text for said in _of(outcome)}:
        assert (TOLD_NOT_TO in text) is (outcome is Outcome.U)
        assert not training.search(text.replace(TOLD_NOT_TO, "")), text


def test_a_sore_sit_bone_is_never_sent_to_the_bike() -> None:
    told_not_to = re.compile(r"No cycling|avoid long sitting and cycling")
    sore = [said for said in every_message() if said.answers.location == "sitbone"]
    assert {said.verdict.outcome for said in sore} >= {Outcome.A, Outcome.X, Outcome.P, Outcome.U}
    for said in sore:
        assert not re.search(r"cycling|\bbik|saddle not", told_not_to.sub("", said.text), re.IGNORECASE), said


def test_any_other_spot_is_offered_the_bike_as_well() -> None:
    for said in _of(Outcome.X):
        assert ("saddle not too high" in said.text) is (said.answers.location != "sitbone")


def test_an_emergency_asks_nothing_and_gives_one_reason_in_one_line() -> None:
    for said in _of(Outcome.E):
        assert said.text.count("**Why?**") == 1
        assert "?" not in said.text.replace("**Why?**", "")
        assert len(said.text) < 400
        (reason,) = [line for line in said.text.splitlines() if line.startswith("**Why?**")]
        assert len(reason) < 150


def test_every_message_but_an_emergency_ends_with_the_general_line_once() -> None:
    for said in every_message():
        emergency = said.verdict.outcome is Outcome.E
        assert said.text.count(TEXTS.closing) == (0 if emergency else 1)
        assert said.text.endswith(TEXTS.closing) is not emergency


def test_urgent_first_says_what_to_do_and_closes_with_what_it_is_not() -> None:
    for said in _of(Outcome.U):
        heading, instruction, *_, closing = said.text.split("\n\n")
        assert "seen today" in heading
        assert instruction.startswith("Go to an urgent care centre")
        assert closing == TEXTS.closing


def test_an_emergency_first_says_whom_to_call() -> None:
    for said in _of(Outcome.E):
        assert said.text.split("\n\n")[1].startswith("Call {emergency}")
