from bot.content.knowledge import Knowledge
from bot.content.triage import Block
from bot.review.words import Answered, as_read, plain, share


def test_our_own_numbers_are_marked_where_they_stand() -> None:
    assert plain("A score of 4 or more.", ["4 or more"]) == (
        'A score of <mark>4 or more<i class="own">design</i></mark>.'
    )


def test_a_mark_is_found_in_an_escaped_text_and_brings_no_markup_of_its_own() -> None:
    assert plain("if 4 < 5 & <b>", ["4 < 5 &", "<b>"]) == (
        'if <mark>4 &lt; 5 &amp;<i class="own">design</i></mark> '
        '<mark>&lt;b&gt;<i class="own">design</i></mark>'
    )


def test_a_text_is_shown_as_a_runner_reads_it_and_html_in_it_stays_text() -> None:
    assert as_read("**Now:**\n- one <i>\n- two") == "<b>Now:</b>\n• one &lt;i&gt;\n• two"


def test_conditions_are_told_in_the_words_of_the_buttons(knowledge: Knowledge) -> None:
    answered = Answered(knowledge.triage.questions)
    block = Block.model_validate(
        {
            "text": "x",
            "when": {"onset": ["sudden"], "days": ["0-1", "2-3"]},
            "unless": {"flags": ["B1"], "rule": ["R7"]},
        }
    )
    assert answered.conditions(block) == (
        "only if began: Suddenly, during a movement",
        "and days: 0-1 or 2-3",
        "not if ticked: B1 A pop, snap or tear",
        "nor if rule: R7",
    )


def test_a_share_never_rounds_something_to_nothing() -> None:
    assert [share(part, 10_000) for part in (0, 1, 10, 5_000)] == ["0", "< 0.1 %", "0.1 %", "50.0 %"]
    assert share(0, 0) == "0"
