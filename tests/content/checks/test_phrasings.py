import random
import time

import pytest

from bot.content.checks.phrasings import Phrasing, plain, same, shared


def phrasing(text: str, entry: str) -> Phrasing:
    return Phrasing(f"entries/{entry}.md", 7, text, plain(text))


def near(one: str, other: str) -> bool:
    return bool(list(shared([phrasing(one, "a"), phrasing(other, "b")])))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How often should I train?", "how often should i train"),
        ("how often should i train hamstrings", "how often should i train my hamstrings"),
        ("should i train hamstrings how often", "how often should i train hamstrings"),
        ("are nordic curls good for sprinting", "are the nordic curl good for sprinting"),
        ("can't I run today", "cant i run today"),
        ("naïve café question here", "naive cafe question here"),
    ],
)
def test_phrasings_that_read_as_one_are_found(one: str, other: str) -> None:
    assert near(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("can i run the day before leg day", "can i run the day after leg day"),
        ("is 3 sets of 12 bridges enough", "is 3 sets of 15 bridges enough"),
        ("should i stretch my hamstrings before running", "should i stretch my hamstrings when running"),
        ("is it ok to lift while i am still sore", "is it ok to run while i am still sore"),
        ("how long does soreness last", "how long does sleep last"),
        ("is yoga good for my hamstrings after a run", "is yoga not good for my hamstrings after a run"),
    ],
)
def test_one_word_that_changes_the_meaning_keeps_two_phrasings_apart(one: str, other: str) -> None:
    assert not near(one, other)


def test_the_guard_does_not_hang_on_word_order() -> None:
    assert same("curl nordic dose", "dose nordic curls")


def test_one_entry_may_ask_nearly_the_same_twice() -> None:
    ours = [phrasing("how often should i train", "a"), phrasing("how often should i train it", "a")]
    assert not list(shared(ours))


def test_the_finding_names_both_places() -> None:
    (finding,) = shared([phrasing("how often", "a"), phrasing("How often?", "b")])
    assert (finding.file, finding.line) == ("entries/b.md", 7)
    assert finding.what == 'the phrasing "How often?" is "how often" of entries/a.md:7'


def test_fifteen_hundred_phrasings_take_less_than_two_seconds() -> None:
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefghijklmnoprstuw", k=chance.randint(2, 9))) for _ in range(400)]
    texts = [" ".join(chance.choices(words, k=chance.randint(4, 12))) for _ in range(1500)]
    phrasings = [phrasing(text, str(number % 75)) for number, text in enumerate(texts)]
    start = time.process_time()
    list(shared(phrasings))
    assert time.process_time() - start < 2
