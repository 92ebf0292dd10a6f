"""The shipped model, and a matcher whose entries are newer than its model."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.answering.decide import SERIOUS
from bot.answering.matcher import Matcher
from bot.answering.topics import TopicReader
from bot.content.finding import KnowledgeError
from bot.content.knowledge import Knowledge, default_folder
from bot.content.topic_model import FILE, TopicModel, read_model, stale, write_model
from bot.content.training import OUTSIDE_MARK, Sentence, digest, read_sentences
from tests.answering.parts import Question

SAUNA = Question(
    "sauna",
    "heat",
    "Does a sauna help sore hamstrings?",
    (
        "sauna after leg strength",
        "is the sauna good for recovery of the hamstrings",
        "steam room after lifting",
    ),
)


@pytest.fixture(scope="module")
def model(knowledge: Knowledge) -> TopicModel:
    assert knowledge.model
    return knowledge.model


def newer(knowledge: Knowledge, *entries: Question) -> Matcher:
    return Matcher.of(
        [*knowledge.entries.values(), *entries],
        knowledge.safety,
        knowledge.smalltalk,
        knowledge.vocabulary,
        knowledge.neighbours,
        knowledge.model,
    )


def test_the_shipped_model_knows_every_topic_and_every_entry(model: TopicModel, knowledge: Knowledge) -> None:
    topics = {entry.topic for entry in knowledge.entries.values()}
    assert topics <= set(model.topics.labels)
    assert any(label.startswith(OUTSIDE_MARK) for label in model.topics.labels)
    assert (default_folder() / FILE).stat().st_size < 6_000_000


def test_the_model_says_how_well_it_does_on_sentences_it_had_not_seen(model: TopicModel) -> None:
    assert model.figures["sentences"] > 10_000
    assert model.figures["topic_first"] > 0.75
    assert model.figures["topic_in_three"] > 0.92
    assert model.figures["inside_outside_area"] > 0.95
    assert model.figures["outside_answered"] < 0.05


def test_a_new_topic_and_entry_work_at_once(knowledge: Knowledge) -> None:
    matcher = newer(knowledge, SAUNA)
    exact = matcher.decide("Sauna after leg strength?")
    assert (exact.kind, exact.entry, exact.reason) == ("answer", "sauna", "exact")
    for text in ("sauna after my leg strength work", "is a sauna good for hamstrings recovery"):
        decision = matcher.decide(text)
        assert decision.candidates[0].topic == "heat", text
        assert "sauna" in (decision.entry, *decision.suggestions), text
    assert matcher.decide("how often should i train my hams").entry == "how-often"


def test_a_new_entry_of_a_known_topic_works_at_once(knowledge: Knowledge) -> None:
    matcher = newer(knowledge, replace(SAUNA, topic="recovery"))
    decision = matcher.decide("is a sauna good for hamstrings recovery")
    assert decision.candidates[0].topic == "recovery"
    assert "sauna" in (decision.entry, *decision.suggestions)


def test_a_topic_that_lost_its_entries_is_never_offered(knowledge: Knowledge) -> None:
    left = [entry for entry in knowledge.entries.values() if entry.topic != "cramps"]
    matcher = Matcher.of(
        left, knowledge.safety, knowledge.smalltalk, knowledge.vocabulary, {}, knowledge.model
    )
    decision = matcher.decide("hamstring cramps at night, what can i do")
    assert decision.candidates
    assert all(candidate.topic != "cramps" for candidate in decision.candidates)


def test_a_model_is_written_byte_for_byte_and_read_as_it_was(model: TopicModel, tmp_path: Path) -> None:
    first = write_model(tmp_path / "one", model).read_bytes()
    again = read_model(tmp_path / "one")
    assert again is not None
    assert write_model(tmp_path / "two", again).read_bytes() == first
    assert np.array_equal(again.topics.weights, model.topics.weights)
    words = ("how", "often")
    assert TopicReader(again).read(words) == TopicReader(model).read(words)


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04 cut", b"not a model at all"])
def test_a_broken_model_is_a_finding_that_says_how_to_mend_it(broken: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_bytes(broken)
    with pytest.raises(KnowledgeError, match="knowledge build"):
        read_model(tmp_path)
    assert "cannot be read" in (stale(tmp_path) or "")


def test_a_folder_without_a_model_still_answers(knowledge: Knowledge) -> None:
    matcher = Matcher(knowledge.model_copy(update={"model": None}))
    assert matcher.decide("how often should i train my hamstrings each week").entry == "how-often"
    assert matcher.decide("what is the capital of france").kind == "decline"


def test_the_model_is_stale_once_a_sentence_changes(model: TopicModel, tmp_path: Path) -> None:
    training = tmp_path / "training"
    shutil.copytree(default_folder() / "training", training)
    write_model(tmp_path, replace(model, sentences=digest(read_sentences(tmp_path))))
    assert stale(tmp_path) is None
    with (training / "inside" / "cramps.txt").open("a", encoding="utf-8") as file:
        file.write("my calves are fine but the back of my thigh seizes up at night\n")
    assert "older" in (stale(tmp_path) or "")
    (tmp_path / FILE).unlink()
    assert "missing" in (stale(tmp_path) or "")


def test_sentences_come_with_their_labels_sorted_and_once(tmp_path: Path) -> None:
    for room, name, text in (("inside", "cramps", "b\na\n\na\n"), ("outside", "shoes", " c \n")):
        (tmp_path / "training" / room).mkdir(parents=True)
        (tmp_path / "training" / room / f"{name}.txt").write_text(text, encoding="utf-8")
    found = read_sentences(tmp_path)
    assert found == (Sentence("cramps", "a"), Sentence("cramps", "b"), Sentence("~shoes", "c"))
    assert digest(found) != digest(found[:2])


@pytest.mark.parametrize(
    ("slipped", "mended"),
    [("schedle", "schedule"), ("musclse", "muscle"), ("sauna", "sauna"), ("xqzzyx", "xqzzyx"), ("hw", "hw")],
)
def test_slips_in_ordinary_words_are_repaired_and_strange_words_stay(
    knowledge: Knowledge, slipped: str, mended: str
) -> None:
    matcher = newer(knowledge, SAUNA)
    assert matcher.words(slipped) == (mended,)


def test_every_serious_subject_is_one_that_the_model_knows(model: TopicModel) -> None:
    assert {OUTSIDE_MARK + name for name in SERIOUS} <= set(model.topics.labels)


def test_pain_is_not_met_with_the_how_to_of_an_entry_newer_than_the_model(knowledge: Knowledge) -> None:
    plank = Question(
        "copenhagen-plank",
        "exercise-howto",
        "How do I do a Copenhagen plank?",
        ("copenhagen plank", "copenhagen planks how", "side plank with the top leg on a bench"),
    )
    matcher = newer(knowledge, plank)
    assert matcher.decide("how to do copenhagen planks").entry == "copenhagen-plank"
    for text in ("sharp groin pain after a copenhagen plank", "my inner thigh hurts after copenhagen planks"):
        assert matcher.decide(text).entry != "copenhagen-plank", text
