from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.matcher import Matcher
from bot.answering.safety import READER_LISTS, SafetyFinding
from bot.content.knowledge import Knowledge
from bot.content.safety import REQUIRED_LISTS, SafetyLevel, SafetyRules

CASES: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "safety_cases.yaml").read_text(encoding="utf-8")
)
TOLD = [(level, text) for level, texts in CASES.items() for text in texts]


def finding(matcher: Matcher, text: str) -> SafetyFinding | None:
    return matcher.decide(text).safety


def level(matcher: Matcher, text: str) -> str:
    found = finding(matcher, text)
    return found.level if found else "none"


def test_there_are_enough_cases_and_half_are_traps() -> None:
    traps = len(CASES["none"])
    assert len(TOLD) >= 800
    assert 0.4 <= traps / len(TOLD) <= 0.6


@pytest.fixture(scope="module")
def by_rule(knowledge: Knowledge) -> Matcher:
    """A matcher that hears red flags by the rules alone."""
    return Matcher(knowledge.model_copy(update={"model": None}))


@pytest.mark.parametrize(("expected", "text"), TOLD)
def test_every_case_is_as_loud_by_the_rules_as_it_has_to_be(
    by_rule: Matcher, expected: str, text: str
) -> None:
    assert level(by_rule, text) == expected


@pytest.mark.parametrize(("expected", "text"), [case for case in TOLD if case[0] != "none"])
def test_the_model_changes_nothing_where_a_rule_speaks(matcher: Matcher, expected: str, text: str) -> None:
    assert level(matcher, text) == expected


def test_the_model_asks_about_few_traps_and_never_sounds_an_alarm(matcher: Matcher) -> None:
    levels = [level(matcher, text) for text in CASES["none"]]
    assert set(levels) <= {"none", "ask"}
    # Measured .054 on these, which were written to mislead; on ordinary questions it is .001.
    assert levels.count("ask") <= 0.06 * len(levels)


@pytest.mark.parametrize("text", CASES["emergency"] + CASES["urgent"] + CASES["crisis"])
def test_shouting_a_greeting_and_blanks_change_nothing(matcher: Matcher, text: str) -> None:
    plain = level(matcher, text)
    assert level(matcher, text.upper()) == plain
    assert level(matcher, f"Hi coach! {text}") == plain
    assert level(matcher, f"  {text}   !!! 😢") == plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flet a popp in my hamstrng", "urgent"),
        ("i tihnk i tore my hamsrting", "urgent"),
        ("huge brusie on my thigh", "urgent"),
        ("chest pian when i run", "emergency"),
        ("my calf is swolllen", "urgent"),
        ("numbnes betwen my legs", "emergency"),
        ("my urin is dark brown", "emergency"),
        ("i feel suicidl", "crisis"),
        ("hamstring snaped", "urgent"),
        ("passd out in the gym", "emergency"),
        ("chestpain", "emergency"),
        ("strugling to breath", "emergency"),
        ("huge bruse on my hamstring", "urgent"),
    ],
)
def test_spelling_slips_in_words_of_four_letters_and_more_are_forgiven(
    matcher: Matcher, text: str, expected: str
) -> None:
    assert level(matcher, text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("felt a pop in my hamstring", "urgent"),
        ("my friend felt a pop in his hamstring", "ask"),
        ("my husband has chest pain", "ask_emergency"),
        ("i nearly fainted", "ask_emergency"),
        ("i can't cope any more", "ask_crisis"),
        ("i want to die on every hill repeat", "ask_crisis"),
        ("my friend wants to die", "crisis"),
        ("my urine is brown", "emergency"),
        ("my husband has chest pain right now", "emergency"),
        ("my partner collapsed", "emergency"),
        ("my partner collapsed last year", "ask_emergency"),
    ],
)
def test_the_message_fits_what_the_doubt_is_about(matcher: Matcher, text: str, message: str) -> None:
    found = finding(matcher, text)
    assert found is not None
    assert found.message == message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the saddle area is numb from cycling", "ask"),
        ("the saddle area is numb, not from cycling", "emergency"),
        ("why did you ask about chest pain", "none"),
        ("why did you ask about chest pain, i have chest pain", "emergency"),
        ("no swelling my urine is brown", "emergency"),
        ("no swelling or brown urine", "none"),
    ],
)
def test_what_explains_or_denies_a_sign_has_to_be_meant(by_rule: Matcher, text: str, expected: str) -> None:
    assert level(by_rule, text) == expected


def test_every_word_list_is_read_by_a_rule_or_by_the_reader(knowledge: Knowledge) -> None:
    rules = knowledge.safety.rules
    named = {name for rule in rules for sign in rule.signs for name in sign}
    named |= {name for rule in rules for name in (*rule.unless, *rule.softer)}
    idle = set(knowledge.safety.lists) - named - {*REQUIRED_LISTS, *READER_LISTS}
    assert not idle
    assert set(READER_LISTS) <= set(knowledge.safety.lists)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("felt a pop in my hamstring and my urine is dark brown", "emergency"),
        ("my urine is dark brown and i want to die", "crisis"),
        ("my friend felt a pop in his leg. I can't walk", "urgent"),
        ("no pop. but i can't put weight on my leg", "urgent"),
    ],
)
def test_the_most_serious_sign_wins(matcher: Matcher, text: str, expected: str) -> None:
    assert level(matcher, text) == expected


def test_a_red_flag_comes_before_small_talk_and_questions(matcher: Matcher) -> None:
    decision = matcher.decide("thanks! how often should i train? by the way i felt a pop in my hamstring")
    assert decision.kind == "safety"
    assert decision.entry is None
    assert len(decision.candidates) == 3


def test_every_rule_is_heard_at_its_own_level(matcher: Matcher, knowledge: Knowledge) -> None:
    said = [finding(matcher, text) for _, text in TOLD]
    heard = {one.concept for one in said if one}
    quiet = {rule.id for rule in knowledge.safety.rules} - heard
    assert not quiet


def test_every_message_of_the_file_exists_and_keeps_to_its_level(knowledge: Knowledge) -> None:
    messages = knowledge.safety.messages
    for name in ("emergency", "crisis", "ask_emergency"):
        assert "{emergency}" in messages[name].text
    for name in ("urgent", "ask_crisis"):
        assert "{emergency_brief}" in messages[name].text
    assert "111" in messages["urgent"].text
    assert "116 123" in messages["crisis"].text
    assert "988" in messages["crisis"].text
    assert "findahelpline.com" in messages["crisis"].text
    assert "CK" in messages["emergency"].text
    assert "cauda equina" in messages["emergency"].text
    assert all(len(message.text) < 1000 for message in messages.values())
    assert messages["ask_emergency"].level is SafetyLevel.ASK


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"lists": {}}, "no word list"),
        ({"messages": {}}, "is missing"),
        ({"rules": "twice"}, "stands there twice"),
    ],
)
def test_a_broken_rule_file_says_what_is_missing(
    knowledge: Knowledge, change: dict[str, object], complaint: str
) -> None:
    data = knowledge.safety.model_dump()
    if change == {"rules": "twice"}:
        change = {"rules": [*data["rules"], data["rules"][0]]}
    with pytest.raises(ValueError, match=complaint):
        SafetyRules.model_validate(data | change)


@given(st.text(max_size=200))
def test_reading_never_raises(matcher: Matcher, text: str) -> None:
    assert level(matcher, text) in {"emergency", "urgent", "ask", "crisis", "none"}


@pytest.mark.parametrize(
    ("text", "reassured"),
    [
        ("my pee is pale yellow", True),
        ("no numbness, no weakness, just sore", True),
        ("never had chest pain, where do i start", True),
        ("my chest hurts and my arm feels dead", False),
        ("how often should i train", False),
    ],
)
def test_a_sign_that_is_denied_and_a_word_that_all_is_well_are_known_as_such(
    matcher: Matcher, text: str, reassured: bool
) -> None:
    assert matcher._safety.reassures(matcher._normalise(text).tokens) is reassured
