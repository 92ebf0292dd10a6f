import pytest

from bot.coaching.answers import Answers
from bot.coaching.outcome import Outcome
from bot.coaching.space import Counts, count, ordinary
from bot.coaching.triage import RULES


@pytest.fixture(scope="module")
def counts() -> Counts:
    return count()


def test_the_counts_by_outcome_and_by_rule_each_sum_to_the_number_of_combinations(counts: Counts) -> None:
    assert counts.total == 11 * 7 * 4 * 5 * 4 * 3 * 4 * 5 == 369_600
    assert sum(counts.by_outcome.values()) == sum(counts.by_rule.values()) == counts.total


def test_the_counts_of_an_outcome_are_those_of_its_rules(counts: Counts) -> None:
    for outcome in Outcome:
        rules = [rule.id for rule in RULES if rule.outcome is outcome]
        assert sum(counts.by_rule.get(rule, 0) for rule in rules) == counts.by_outcome.get(outcome, 0)


def test_only_the_rules_that_need_a_flag_or_a_yes_are_never_reached(counts: Counts) -> None:
    assert {rule.id for rule in RULES} - set(counts.by_rule) == {"R1", "R2", "R3", "R9"}


def test_every_combination_is_one_that_the_dialogue_could_give() -> None:
    for answers in ordinary(997):
        assert Answers.model_validate(answers.model_dump()) == answers
