"""Fitting on a small sample with the real scikit-learn."""

from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="needs scikit-learn: the extra `build`")

from bot.content.topic_model import read_model, stale, write_model
from bot.fitting.build import build
from bot.fitting.linear import fit, learn_pieces
from tests.fitting.folders import few_sentences, without_sentences

LINES = [
    ("protein after lifting", "nutrition"),
    ("how much protein a day", "nutrition"),
    ("a protein shake after running", "nutrition"),
    ("nordic curl technique", "nordic"),
    ("how do i do a nordic curl", "nordic"),
    ("nordic curl at home", "nordic"),
    ("running shoes for wide feet", "~shoes"),
    ("which running shoes", "~shoes"),
    ("new shoes for running", "~shoes"),
]


def test_a_fit_tells_its_own_sentences_apart_and_is_the_same_each_time() -> None:
    asked, labels = [tuple(text.split()) for text, _ in LINES], [label for _, label in LINES]
    known = learn_pieces(asked, labels)
    first, again = fit(known.matrix(asked), labels), fit(known.matrix(asked), labels)
    assert (first.weights == again.weights).all()
    chosen = (known.matrix(asked) @ first.weights + first.bias).argmax(axis=1)
    assert [first.labels[at] for at in chosen] == labels


def test_pieces_of_one_sentence_only_are_left_out_and_words_inside_are_marked() -> None:
    asked, labels = [tuple(text.split()) for text, _ in LINES], [label for _, label in LINES]
    known = learn_pieces(asked, labels)
    space = known.matrix([("technique",), ("shoes",)])
    assert space.shape == (2, len(known.rarity))
    assert known.home.any()
    assert not known.home.all()


@pytest.mark.timeout(300)
def test_a_folder_is_built_and_the_file_is_as_new_as_its_sentences(tmp_path: Path) -> None:
    few_sentences(tmp_path, 8)
    said: list[str] = []
    write_model(tmp_path, build(tmp_path, said.append, folds=2))
    assert stale(tmp_path) is None
    model = read_model(tmp_path)
    assert model is not None
    assert 0.6 < model.figures["inside_outside_area"] <= 1
    assert said


def test_a_folder_without_sentences_is_refused_with_the_place_to_write_them(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="training"):
        build(without_sentences(tmp_path), lambda _: None, folds=2)
