import pytest

from bot.answering.matcher import Matcher
from bot.answering.smalltalk import WITHOUT_PATTERNS
from bot.content.knowledge import Knowledge
from tests.answering.parts import small_matcher


@pytest.fixture(scope="module")
def small(knowledge: Knowledge) -> Matcher:
    return small_matcher(knowledge)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hi", "greeting"),
        ("Hello coach!", "greeting"),
        ("Good morning", "greeting"),
        ("thanks", "thanks"),
        ("thx mate", "thanks"),
        ("Thank you so much!!", "thanks"),
        ("bye", "bye"),
        ("who are you?", "who-are-you"),
        ("are you a bot", "who-are-you"),
        ("Are you a doctor?", "are-you-doctor"),
        ("can you diagnose my hamstring", "are-you-doctor"),
        ("Please diagnose my hamstring pain, coach", "are-you-doctor"),
        ("could you diagnose this?", "are-you-doctor"),
        ("hi, how are you today?", "how-are-you"),
        ("help", "help"),
        ("what can you do", "help"),
        ("you're awesome", "praise"),
        ("great answer, thanks", "praise"),
        ("whats wrong with my hamstring?", "what-is-wrong"),
        ("Hi coach, what is wrong with my leg", "what-is-wrong"),
        ("this is useless crap", "insult"),
        ("you are useless", "insult"),
        ("fuck you", "insult"),
        ("you are a stupid bot", "insult"),
        ("you're a great coach", "praise"),
        ("ok", "yes-no"),
        ("YES", "yes-no"),
        ("no", "yes-no"),
        ("👍", "emoji"),
        ("😀 😂", "emoji"),
        ("...", "blank"),
        ("?!", "blank"),
        ("   ", "blank"),
        ("", "blank"),
        ("как часто тренировать ноги", "other-language"),
        ("こんにちは", "other-language"),
        ("Wie oft soll ich meine Oberschenkel trainieren?", "other-language"),
        ("¿Cuántas veces por semana debo entrenar?", "other-language"),
        ("Je peux courir avec des courbatures ?", "other-language"),
        ("cik bieži man vajag trenēt", "other-language"),
        ("tell me a joke", "joke"),
        ("thanks for your help", "thanks"),
        ("that didn't help", "insult"),
        ("have a nice day", "bye"),
        ("ur dumb", "insult"),
        ("Stop!", "reminders-off"),
        ("hi there, pause please", "reminders-off"),
        ("don't message me anymore", "reminders-off"),
        ("please stop asking me how sore I am", "settings-change"),
        ("how can I change my reminder time?", "reminders-change"),
        ("delete my account", "data-delete"),
        ("what happens to my data", "privacy"),
        ("Done!", "session-done"),
        ("not today mate", "session-skipped"),
        ("ouch, it hurts", "check-now"),
        ("I'm not sore anymore", "check-in-now"),
    ],
)
def test_small_talk_is_told_by_its_kind(small: Matcher, text: str, kind: str) -> None:
    decision = small.decide(text)
    assert (decision.kind, decision.smalltalk, decision.entry) == ("smalltalk", kind, None)


@pytest.mark.parametrize(
    "text",
    [
        "thanks, but how often should I train my hamstrings",
        "hi, how often should I train my hamstrings?",
        "hello! nordic curl technique please",
        "ok and how much protein do I need",
        "how do you do nordics",
        "help me with nordics",
        "is that good protein",
        "should I stop protein",
        "I want to pause running, is that good",
        "my back hurts",
    ],
)
def test_a_question_wrapped_in_small_talk_is_a_question(small: Matcher, text: str) -> None:
    assert small.decide(text).kind != "smalltalk"


def test_english_with_a_foreign_word_is_english(small: Matcher) -> None:
    assert small.decide("my son is in die hard mode about protein").smalltalk is None


def test_every_kind_can_be_reached_and_has_a_reply(matcher: Matcher, knowledge: Knowledge) -> None:
    for kind, talk in knowledge.smalltalk.items():
        assert talk.replies[0]
        assert talk.patterns or kind in WITHOUT_PATTERNS
    assert set(WITHOUT_PATTERNS) <= knowledge.smalltalk.keys()


def test_every_pattern_is_small_talk_of_its_own_kind_or_of_one_before_it(
    knowledge: Knowledge, small: Matcher
) -> None:
    order = list(knowledge.smalltalk)
    for kind, talk in knowledge.smalltalk.items():
        for pattern in talk.patterns:
            found = small.decide(pattern).smalltalk
            assert found is not None, pattern
            assert order.index(found) <= order.index(kind), pattern
