"""Going on against the advice, in a runner's words (protocol 8.9); the phrases are those of the knowledge."""

import pytest

from bot.answering.matcher import Matcher
from bot.answering.normalise import tokens_of
from bot.answering.refusal import RefusalPhrases, RefusalReader


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("I'll race anyway", "anyway"),
        ("i'm running anyway", "anyway"),
        ("Im runing anyway", "anyway"),
        ("I don't care what you say", "anyway"),
        ("not going to stop running", "anyway"),
        ("I am still going to run on Sunday", "anyway"),
        ("i'll just push through it", "anyway"),
        ("can I take painkillers to race", "masking"),
        ("can i take ibuprofen before the race?", "masking"),
        ("tape it up and run", "masking"),
        ("If I tape my hamstring can I still do the marathon", "masking"),
        ("how often should I train my hamstrings", None),
        ("should I take ibuprofen for soreness", None),
        ("how do I train in race week", None),
        ("can I run while sore", None),
        ("anyway, thanks", None),
        ("my doctor said I can run", None),
        ("glad to be alive after that race", None),
        ("an nsaid before the race?", "masking"),
        ("aleve and then run", "masking"),
        ("my leg went pop but I'll race anyway", "anyway"),
        ("", None),
        ("😀", None),
    ],
)
def test_the_words_tell_a_refusal(matcher: Matcher, text: str, refusal: str | None) -> None:
    assert matcher.decide(text).refusal == refusal


def test_a_mask_or_an_effort_alone_is_no_refusal(matcher: Matcher) -> None:
    reader = RefusalReader(RefusalPhrases((), ("tape",), ("race",)), matcher._normalise)
    assert reader.read(tokens_of("tape")) is None
    assert reader.read(tokens_of("the race")) is None
    assert reader.read(tokens_of("tape for the race")) == "masking"


def test_a_gap_stands_for_up_to_two_words(matcher: Matcher) -> None:
    reader = RefusalReader(RefusalPhrases(("skip ~ race",)), matcher._normalise)
    assert reader.read(tokens_of("wont skip the big race")) == "anyway"
    assert reader.read(tokens_of("skip everything that is not a race")) is None
