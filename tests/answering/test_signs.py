import pytest

from bot.answering.signs import Signs
from bot.content.safety import SafetyLevel, SafetyRule

RULES = (
    SafetyRule(id="heard-a-pop", level=SafetyLevel.URGENT, why="a tear", signs=(("pop", "leg"), ("snap",))),
    SafetyRule(id="numb", level=SafetyLevel.ASK, why="a nerve", signs=(("numb", "leg"), ("pop", "numb"))),
)


@pytest.mark.parametrize(
    ("found", "complete"),
    [
        ((), []),
        (("leg",), []),
        (("pop",), []),
        (("snap",), [("snap",)]),
        (("leg", "pop"), [("pop", "leg")]),
        (("numb", "leg", "snap", "pop"), [("pop", "leg"), ("snap",), ("numb", "leg"), ("pop", "numb")]),
        (("pop", "numb", "elsewhere"), [("pop", "numb")]),
    ],
)
def test_a_sign_is_complete_when_all_its_lists_were_found(
    found: tuple[str, ...], complete: list[tuple[str, ...]]
) -> None:
    signs = Signs(RULES).complete(dict.fromkeys(found).keys())
    assert [(sign.first, *sign.others) for sign in signs] == complete


def test_the_lists_of_signs_are_those_that_any_rule_names() -> None:
    assert Signs(RULES).lists == {"pop", "leg", "snap", "numb"}
