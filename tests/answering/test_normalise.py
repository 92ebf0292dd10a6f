import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.normalise import LONGEST_TEXT, Normaliser, clean, tokens_of
from bot.content.knowledge import Knowledge
from bot.content.vocabulary import Vocabulary

KNOWN = ("hamstring", "hamstrings", "strengthening", "stretching", "soreness", "popped", "nordic", "bruised")


@pytest.fixture(scope="module")
def normalise(knowledge: Knowledge) -> Normaliser:
    return Normaliser(knowledge.vocabulary, KNOWN)


@pytest.mark.parametrize(
    ("typed", "tokens"),
    [
        ("Can\u2019t walk", ["cant", "walk"]),
        ("don`t  STOP", ["dont", "stop"]),
        ("café naïve", ["cafe", "naive"]),
        ("sooooo sore!!!", ["soo", "sore"]),
        ("7.5 out of 10.", ["7.5", "out", "of", "10"]),
        ("one. two, three", ["one", ".", "two", ",", "three"]),
        ("first line\nsecond", ["first", "line", ".", "second"]),
        ("warm-up", ["warm", "up"]),
        ("sets - reps", ["sets", ",", "reps"]),
        ("😀 hi 👍🏽", ["hi"]),
        ("fullwidth \uff48\uff41\uff4d\uff1fyes", ["fullwidth", "ham", ".", "yes"]),
        ("zero\u200bwidth", ["zerowidth"]),
        ("\x00tab\tbell\x07", ["tab", "bell"]),
        ("...!?,", []),
        ("", []),
    ],
)
def test_decoration_goes_and_words_stay(typed: str, tokens: list[str]) -> None:
    assert tokens_of(typed) == tokens


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("hammy", "hamstring"),
        ("my hammies", "my hamstrings"),
        ("DOMS", "soreness"),
        ("RDLs", "romanian deadlift"),
        ("single leg RDL", "single leg romanian deadlift"),
        ("3x a week", "three times a week"),
        ("back of my leg", "back of the thigh"),
        ("new PB", "new personal best"),
        ("my PT", "my physio"),
        ("warmup", "warm up"),
    ],
)
def test_slang_becomes_the_standard_term(normalise: Normaliser, typed: str, key: str) -> None:
    assert normalise(typed).key == key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("hamstirng", "hamstring"),
        ("ahmstring", "hamstring"),
        ("hamsrting", "hamstring"),
        ("hamstrng", "hamstring"),
        ("strengthning", "strengthening"),
        ("stretchng", "stretching"),
        ("poped", "popped"),
        ("brused", "bruised"),
        ("nordik", "nordic"),
        ("sooo", "so"),
    ],
)
def test_slips_of_the_finger_are_repaired(normalise: Normaliser, typed: str, key: str) -> None:
    assert normalise(typed).key == key


@pytest.mark.parametrize(
    "word",
    [
        "popcorn",
        "overdone",
        "continent",
        "bruises",
        "ankles",
        "wedding",
        "nordstrom",
        "run",
        "fun",
        "xqzzy",
        "patch",
    ],
)
def test_ordinary_and_strange_words_are_left_alone(normalise: Normaliser, word: str) -> None:
    assert normalise(word).key == word


def test_common_words_win_over_known_ones() -> None:
    guarded = Vocabulary(synonyms={}, fillers=frozenset(), common=frozenset({"bedding"}), languages={})
    bare = guarded.model_copy(update={"common": frozenset()})
    assert Normaliser(guarded, ["wedding", "bending"])("bedding").key == "bedding"
    assert Normaliser(bare, ["bending"])("bedding").key == "bending"


def test_a_pasted_file_is_cut_at_telegrams_limit() -> None:
    assert len(clean("x y " * LONGEST_TEXT)) <= LONGEST_TEXT


@given(st.text(max_size=300))
def test_any_text_has_a_normal_form_that_is_its_own(normalise: Normaliser, text: str) -> None:
    normal = normalise(text)
    assert normal == normalise(text)
    assert all(word and word == word.strip() for word in normal.words)
    assert "." not in normal.words and "," not in normal.words
