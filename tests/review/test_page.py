import re
from html.parser import HTMLParser

import pytest

from bot.content.knowledge import Knowledge
from bot.content.triage import TriageTexts
from bot.review.page import render
from bot.review.report import report
from bot.review.views import Report
from tests.review.conftest import COUNTS, MADE

VOID = {"meta", "br"}


class Tags(HTMLParser):
    """Every tag and its attributes; `open` is empty when all were closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()


def tags(page: str) -> Tags:
    parser = Tags()
    parser.feed(page)
    parser.close()
    return parser


@pytest.fixture(scope="module")
def page(made: Report, knowledge: Knowledge) -> str:
    return render(made, knowledge.emergency)


def test_the_page_contains_every_rule_question_outcome_case_and_red_flag(made: Report, page: str) -> None:
    for rule in made.rules:
        assert f'id="{rule.id}"' in page
        assert f"<b>If:</b> {rule.plain}" in page
    assert all(f"<h3>{question.id} " in page for question in made.questions)
    blocks = [str(block.text) for outcome in made.outcomes for block in outcome.blocks]
    # Where the emergency number goes the page has the list of numbers.
    assert all(part in page for block in blocks for part in re.split(r"\{\w+\}", block))
    assert all(f'id="case-{case.number}"' in page for case in made.cases)
    assert all(f'id="flag-{flag.id}"' in page for flag in made.flags.rules)


def test_what_is_our_own_choice_stands_at_the_top_before_everything_else(made: Report, page: str) -> None:
    top = page[page.index('id="first"') : page.index('id="outcomes"')]
    for rule in made.rules:
        assert (f'href="#{rule.id}"' in top) == bool(rule.design)
    assert all(str(line) in top for outcome in made.outcomes for line in outcome.own)
    assert "Q4b (muscle breakdown) is asked from a score of 8." in top


def test_the_page_names_its_rule_set_version_and_day(made: Report, page: str) -> None:
    for words in (made.ruleset, "version 9.8.7", "5 November 2026, 09:30 UTC"):
        assert words in page


def test_the_page_needs_nothing_outside_it(page: str) -> None:
    seen = tags(page).seen
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in seen}
    assert not any("src" in attributes for _, attributes in seen)
    assert "url(" not in page
    assert "@import" not in page


def test_every_tag_is_closed_no_id_is_double_and_every_inner_link_leads_somewhere(page: str) -> None:
    found = tags(page)
    assert found.open == []
    ids = [str(attributes["id"]) for _, attributes in found.seen if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_a_case_that_differs_cannot_be_overlooked(knowledge: Knowledge, page: str) -> None:
    first, *others = knowledge.triage.cases
    cases = (first.model_copy(update={"rule": "R31"}), *others)
    texts = knowledge.triage.model_copy(update={"cases": cases})
    other = render(
        report(knowledge.model_copy(update={"triage": texts}), COUNTS, MADE, "1"), knowledge.emergency
    )
    assert "DIFFERS" in other
    assert "29 of 30" in other
    assert "DIFFERS" not in page


def test_markup_in_a_text_stays_text_wherever_it_stands(knowledge: Knowledge) -> None:
    page = render(report(_spoiled(knowledge), COUNTS, MADE, evil("version")), knowledge.emergency)
    assert "<script" not in page
    assert tags(page).open == []
    told = set(re.findall(r"&lt;script&gt;alert\(([a-z ]+)\)&lt;/script&gt;", page))
    assert told == {
        *("version", "plain", "because", "title", "fact", "question", "label", "story", "name"),
        *("heading", "block", "closing", "elsewhere", "ask", "why", "listed"),
    }


def evil(place: str) -> str:
    return f"<script>alert({place})</script>"


def _spoiled(knowledge: Knowledge) -> Knowledge:
    source = knowledge.sources["E43"].model_copy(
        update={"title": evil("title"), "link": 'https://x/"><script>'}
    )
    flag = knowledge.safety.rules[0].model_copy(update={"why": evil("why")})
    safety = {"rules": (flag, *knowledge.safety.rules[1:]), "red_flag_list": (evil("listed"),)}
    return knowledge.model_copy(
        update={
            "triage": _spoiled_triage(knowledge.triage),
            "safety": knowledge.safety.model_copy(update=safety),
            "sources": {**knowledge.sources, "E43": source},
            "facts": {**knowledge.facts, "S95": evil("fact")},
        }
    )


def _spoiled_triage(texts: TriageTexts) -> TriageTexts:
    rule = texts.rules["R8"].model_copy(
        update={"plain": evil("plain"), "because": evil("because"), "design": (evil("plain"),)}
    )
    question = texts.questions[5]
    option = question.options[0].model_copy(update={"label": evil("label")})
    question = question.model_copy(
        update={"text": evil("question"), "options": (option, *question.options[1:])}
    )
    case = texts.cases[0].model_copy(update={"story": evil("story")})
    block = texts.outcomes["K"].blocks[0].model_copy(update={"text": evil("block")})
    outcome = texts.outcomes["K"].model_copy(
        update={"name": evil("name"), "heading": evil("heading"), "blocks": (block,)}
    )
    review = texts.review.model_copy(update={"elsewhere": (evil("elsewhere"),), "asks": (evil("ask"),)})
    changed = {
        "rules": {**texts.rules, "R8": rule},
        "questions": (*texts.questions[:5], question, *texts.questions[6:]),
        "cases": (case, *texts.cases[1:]),
        "outcomes": {**texts.outcomes, "K": outcome},
        "closing": evil("closing"),
        "review": review,
    }
    return texts.model_copy(update=changed)


def test_no_placeholder_is_left_and_the_list_of_emergency_numbers_stands_in_its_place(page: str) -> None:
    assert "{emergency" not in page
    assert "911" in page
