from bot.content.knowledge import Knowledge
from bot.review.flags import SHOWN, red_flags


def test_every_rule_is_told_with_its_signs_the_loudest_first(knowledge: Knowledge) -> None:
    shown = red_flags(knowledge.safety).rules
    assert {flag.id for flag in shown} == {rule.id for rule in knowledge.safety.rules}
    assert all(flag.why and flag.signs for flag in shown)
    loudness = [["crisis", "emergency", "urgent", "ask"].index(flag.level.split(",")[0]) for flag in shown]
    assert loudness == sorted(loudness)


def test_a_sign_names_its_word_lists_and_how_near_they_stand(knowledge: Knowledge) -> None:
    by_id = {flag.id: flag for flag in red_flags(knowledge.safety).rules}
    assert by_id["dark-urine"].signs == ("urine + dark (within 8 words)",)
    assert "silent with: dark yellow" in by_id["dark-urine"].notes
    assert by_id["legs-give-way"].level == "ask, about emergency"


def test_every_word_list_named_is_shown_by_its_first_phrases(knowledge: Knowledge) -> None:
    lists = {words.name: words for words in red_flags(knowledge.safety).lists}
    for name, words in lists.items():
        whole = knowledge.safety.lists[name.replace(" ", "_")]
        assert words.first == whole[:SHOWN]
        assert len(words.first) + words.more == len(whole)
