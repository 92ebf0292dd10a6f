import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.evidence import Signals, chance, chance_inside, logit, raised, topic_shares, trust
from bot.content.knowledge import Knowledge

PLAIN = Signals(inside=0.8, outside=0.1, lead=0.7, nearest=0.4, rival=0.2, strange=0.2, length=6)
SHARES = st.dictionaries(st.sampled_from("abcde"), st.floats(0.01, 1), min_size=1)


@pytest.mark.parametrize(
    "change",
    [{"inside": 0.3}, {"nearest": 0.1}, {"rival": 0.8}, {"strange": 0.9}],
)
def test_each_signal_against_the_question_lowers_the_chance(
    knowledge: Knowledge, change: dict[str, float]
) -> None:
    assert knowledge.model
    weights = knowledge.model.signals
    worse = Signals(**{name: getattr(PLAIN, name) for name in PLAIN.__slots__} | change)  # type: ignore[arg-type]
    assert chance_inside(worse, weights) < chance_inside(PLAIN, weights)


@given(SHARES, st.sampled_from("abcdef"), st.floats(0, 1))
def test_a_raised_share_is_at_least_that_and_all_stay_in_sum_one(
    shares: dict[str, float], one: str, least: float
) -> None:
    total = sum(shares.values())
    fair = {name: size / total for name, size in shares.items()}
    mixed = raised(fair, one, least)
    assert mixed[one] >= least - 1e-9
    assert sum(mixed.values()) == pytest.approx(1)


def test_a_topic_that_the_model_never_saw_is_as_likely_as_its_phrasings_are_near() -> None:
    near = topic_shares({"a": 0.9, "b": 0.1}, {"a": 0.1, "b": 0.1, "new": 0.95}, {})
    far = topic_shares({"a": 0.9, "b": 0.1}, {"a": 0.1, "b": 0.1, "new": 0.1}, {})
    assert near["new"] == pytest.approx(trust(0.95, {}))
    assert near["new"] > near["a"] > near["b"]
    assert far["a"] > far["new"]


@pytest.mark.parametrize("size", [-1e9, -1.0, 0.0, 1.0, 1e9])
def test_chances_stay_between_0_and_1(size: float) -> None:
    assert 0 <= chance(size) <= 1
    assert chance(logit(0.3)) == pytest.approx(0.3)
    assert 0 <= trust(size, {}) <= 1
