import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.evaluation.typos import with_typos

QUESTION = "how often should i train my hamstrings when i run five days a week"


def test_the_same_seed_makes_the_same_typos_and_another_seed_others() -> None:
    assert with_typos(QUESTION, 12, 1) == with_typos(QUESTION, 12, 1)
    assert len({with_typos(QUESTION, 12, seed) for seed in range(5)}) == 5


def test_a_swap_a_doubling_and_the_like_are_all_made() -> None:
    made = {with_typos("run", 12, seed) for seed in range(200)}
    assert {"urn", "rnu", "rrun", "ruun", "rn", "un"} <= made
    assert any(len(one) == 3 and not set(one) <= set("run") for one in made)


@pytest.mark.parametrize(("every", "slips"), [(66, 1), (12, 6), (6, 11)])
def test_a_slip_falls_on_every_so_many_characters(every: int, slips: int) -> None:
    distances = [OSA.distance(QUESTION, with_typos(QUESTION, every, seed)) for seed in range(50)]
    # A slip that happens to undo another, or to replace a letter by itself, makes the text look better.
    assert (max(distances), min(distances) >= slips // 2) == (slips, True)


@given(st.text(), st.integers(1, 40), st.integers())
def test_any_text_comes_back_with_its_words_apart(text: str, every: int, seed: int) -> None:
    changed = with_typos(text, every, seed)
    assert [one for one in changed if not one.isalpha()] == [one for one in text if not one.isalpha()]
    if not any(map(str.isalpha, text)):
        assert changed == text
