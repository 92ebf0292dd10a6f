import pytest

from bot.answering.mend import SHORT_RANK, Mender

FREQUENT = (
    "the",
    "and",
    "for",
    "how",
    "from",
    "form",
    "often",
    "hamstring",
    "strength",
    "before",
    "training",
)


def mended(text: str, *right: str) -> str:
    return " ".join(Mender(FREQUENT, set(right).__contains__)(text.split()))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hwo oftn", "how often"),
        ("gtrength zefore", "strength before"),
        ("hamsrtnig", "hamstring"),
        ("th strengthh", "th strength"),
        ("vhe", "the"),
        ("fro", "for"),
        ("xyzxyz", "xyzxyz"),
    ],
)
def test_slips_are_repaired_whatever_letter_they_hit(typed: str, meant: str) -> None:
    assert mended(typed) == meant


def test_right_words_marks_numbers_and_words_of_two_letters_stay() -> None:
    assert mended("fore , 3x8 it . anb", "fore") == "fore , 3x8 it . and"


def test_a_short_slip_is_not_taken_for_a_rare_word() -> None:
    rare = Mender((*(f"word{'x' * at}" for at in range(SHORT_RANK + 1)), "oats"), lambda _: False)
    assert rare(("oat",)) == ("oat",)
    assert rare(("oatss",)) == ("oats",)


def test_a_frequent_word_and_the_same_beginning_come_first() -> None:
    assert Mender(("lower", "power", "tower"), lambda _: False)(("pwer",)) == ("power",)
    assert Mender(("power", "lower"), lambda _: False)(("ower",)) == ("power",)
