"""A small coach, so that a test shows all that its answer depends on."""

from dataclasses import dataclass

from bot.answering.matcher import Matcher
from bot.content.knowledge import Knowledge
from bot.content.neighbours import Neighbour


@dataclass(frozen=True)
class Question:
    id: str
    topic: str
    title: str
    phrasings: tuple[str, ...]


QUESTIONS = (
    Question(
        "how-often",
        "frequency",
        "How often should I train my hamstrings?",
        ("how many sessions a week", "training hamstrings times per week", "is twice a week enough"),
    ),
    Question(
        "nordic-curl",
        "nordic-eccentric",
        "What is a Nordic curl?",
        ("how do i do nordics", "kneeling exercise with held ankles", "nordic curl technique"),
    ),
    Question(
        "nordic-dose",
        "nordic-eccentric",
        "How many Nordics should I do?",
        ("how many reps of nordics", "nordic sets", "number of nordic curls for a beginner"),
    ),
    Question(
        "protein",
        "nutrition",
        "How much protein do I need?",
        ("protein after lifting", "grams of protein a day", "is a shake necessary after strength work"),
    ),
)
NEIGHBOURS = {
    "shoes": Neighbour(
        title="Shoes",
        phrasings=(
            "best running shoes",
            "when do i replace my trainers",
            "carbon plates",
            "wide feet shoes",
            "shoe drop",
        ),
    )
}


def small_matcher(knowledge: Knowledge) -> Matcher:
    return Matcher.of(QUESTIONS, knowledge.safety, knowledge.smalltalk, knowledge.vocabulary, NEIGHBOURS)
