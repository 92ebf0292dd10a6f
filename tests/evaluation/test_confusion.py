from bot.evaluation import confusion
from bot.evaluation.confusion import Confusion
from tests.evaluation.parts import decision, inside, outside, results

FOUND = results(
    (inside("a", "frequency"), decision("answer", "sprints")),
    (inside("b", "frequency"), decision("decline", "sprints")),
    (inside("c", "frequency", also=("sprinting",)), decision("answer", "sprints")),
    (inside("d", "nutrition"), decision("suggest", "sprints", "protein")),
    (inside("e", "frequency", "how-often"), decision("answer", "rest-days")),
    (inside("f", "frequency", "how-often"), decision("answer", "how-often")),
    (inside("g", "frequency"), decision("smalltalk")),
    (outside("h", "shoes"), decision("answer", "sprints")),
    (outside("i", "shoes"), decision("suggest", "sprints", "protein")),
    (outside("j", "shoes"), decision("decline", "protein")),
)


def test_topics_are_counted_commonest_first_and_also_is_right() -> None:
    assert confusion.topics(FOUND) == (
        Confusion("frequency", "sprinting", 2),
        Confusion("nutrition", "sprinting", 1),
    )


def test_entries_are_counted_among_siblings_only() -> None:
    assert confusion.entries(FOUND) == (Confusion("how-often", "rest-days", 1),)


def test_outside_is_counted_where_it_was_answered_or_offered() -> None:
    assert confusion.outside(FOUND) == (Confusion("shoes", "sprinting", 2),)
