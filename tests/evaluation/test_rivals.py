from itertools import count

from bot.content.knowledge import Knowledge
from bot.evaluation.cases import Names
from bot.evaluation.rivals import SCORERS, ours, rivals
from tests.evaluation.parts import decision, inside, results


def test_every_scorer_finds_the_curators_own_words_first(knowledge: Knowledge) -> None:
    entries = list(knowledge.entries.values())[:12]
    cases = [inside(entry.phrasings[0], entry.topic, entry.id) for entry in entries]
    ranked = rivals(entries, cases, map(float, count()).__next__)
    assert [one.name for one in ranked] == [name for name, _ in SCORERS]
    assert all((one.first, one.among_three, one.seconds) == (1.0, 1.0, 1.0) for one in ranked[1:])


def test_a_scorer_that_looks_at_words_beats_one_that_does_not(knowledge: Knowledge) -> None:
    names = Names.of(knowledge)
    cases = [
        inside("ok so quick one, grams of protein per day to build the hamstrings?", "nutrition"),
        inside("hi all, my left hamstring is weaker than the right one", "imbalance"),
        inside("been meaning to ask, when do i get results from all this", "results-time"),
    ]
    assert {case.topic for case in cases} <= names.topics
    whole, words, _ = rivals(knowledge.entries.values(), cases, map(float, count()).__next__)
    assert words.first > whole.first


def test_our_own_place_is_read_off_the_outcomes() -> None:
    found = results(
        (inside("a", "frequency"), decision("answer", "how-often")),
        (inside("b", "frequency"), decision("decline", "protein", "sprints", "rest-days")),
        (inside("c", "frequency"), decision("smalltalk")),
        (inside("d", "sprinting", also=("nutrition",)), decision("suggest", "protein", "how-often")),
    )
    assert (ours(found.inside).first, ours(found.inside).among_three) == (0.5, 0.75)
    assert ours(found.inside).seconds == 2.5
