"""Missed questions grouped for the curator."""

from bot.curating.unanswered import Missed, group


def _missed(question: str, entry: str = "how-often", score: float = 0.3) -> Missed:
    return Missed(question, "declined", [{"topic": "t", "entry": entry, "score": score}])


def test_the_same_wish_in_other_words_counts_as_one_and_the_largest_comes_first() -> None:
    groups = group(
        [
            _missed("is trail running good for hamstrings"),
            _missed("what about copenhagen planks"),
            _missed("Copenhagen planks, what about them?"),
            _missed("what about  copenhagen planks??"),
        ]
    )
    assert [(one.example, one.count) for one in groups] == [
        ("what about copenhagen planks", 3),
        ("is trail running good for hamstrings", 1),
    ]


def test_a_group_names_its_nearest_entries_with_their_best_score() -> None:
    (one,) = group([_missed("planks?", "a", 0.2), _missed("planks", "a", 0.4), _missed("planks", "b", 0.3)])
    assert one.best() == [("a", 0.4), ("b", 0.3)]
    assert one.reasons == {"declined": 3}


def test_questions_without_letters_and_no_questions_at_all_are_fine() -> None:
    assert group([]) == []
    assert group([_missed("???"), _missed("!!!")])[0].count >= 1
