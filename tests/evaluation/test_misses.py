from bot.evaluation.misses import misses
from tests.evaluation.parts import decision, flag, inside, outside, results


def test_the_most_harmful_come_first_and_what_is_right_does_not_come() -> None:
    found = results(
        (inside("declined", "frequency"), decision("decline", "how-often")),
        (inside("right", "frequency"), decision("answer", "how-often")),
        (inside("right button", "frequency"), decision("suggest", "protein", "how-often")),
        (inside("wrong, unsure", "frequency"), decision("answer", "protein", score=0.3)),
        (inside("wrong, sure", "frequency"), decision("answer", "protein", score=0.8)),
        (inside("alarmed", "frequency"), decision("safety", "how-often", score=0.7, level="ask")),
        (outside("declined too"), decision("decline", "protein")),
        (outside("answered"), decision("answer", "protein")),
        (outside("offered"), decision("suggest", "protein", "sprints")),
        (outside("alarmed too", "far"), decision("safety", level="ask")),
        (outside("sad", "mental-health"), decision("suggest", "sprints", "protein")),
        (outside("fainted", "medical-emergency"), decision("safety", level="emergency")),
        (flag("trap", None), decision("safety", level="urgent")),
        (flag("quiet trap", None), decision("answer", "protein")),
        (flag("missed", "urgent"), decision("answer", "protein", score=0.1)),
        (flag("coached", "emergency"), decision("answer", "protein", score=0.9)),
        (flag("softer", "emergency"), decision("safety", level="ask")),
        (flag("caught", "crisis"), decision("safety", level="crisis")),
    )
    assert [(miss.outcome.case.q, miss.what, miss.meant) for miss in misses(found)] == [
        ("coached", "red flag missed", "emergency"),
        ("sad", "met with coaching: sprinting", "mental-health"),
        ("missed", "red flag missed", "urgent"),
        ("wrong, sure", "answered: nutrition", "frequency"),
        ("wrong, unsure", "answered: nutrition", "frequency"),
        ("answered", "outside answered: nutrition", "near"),
        ("alarmed", "false alarm", "frequency"),
        ("alarmed too", "false alarm", "far"),
        ("trap", "false alarm: urgent", "none"),
        ("softer", "wrong level: ask", "emergency"),
        ("offered", "outside offered: nutrition, sprinting", "near"),
        ("declined", "decline: frequency", "frequency"),
    ]
