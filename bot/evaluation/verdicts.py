"""What is right and what is wrong about one outcome."""

from bot.evaluation.cases import Inside
from bot.evaluation.run import Outcome


def first(outcome: Outcome[Inside]) -> bool:
    """Whether the best topic is a right one."""
    return bool(outcome.ranked) and outcome.ranked[0] in outcome.case.topics


def answered_rightly(outcome: Outcome[Inside]) -> bool:
    """Whether the answer is of a right topic."""
    return outcome.answered in outcome.case.topics


def answered_wrongly(outcome: Outcome[Inside]) -> bool:
    return outcome.decision.kind == "answer" and not answered_rightly(outcome)


def right_button(outcome: Outcome[Inside]) -> bool:
    """Whether there are buttons and one of them is of a right topic."""
    return outcome.decision.kind == "suggest" and not outcome.case.topics.isdisjoint(outcome.offered)


def helped(outcome: Outcome[Inside]) -> bool:
    return answered_rightly(outcome) or right_button(outcome)


def entry_first(outcome: Outcome[Inside]) -> bool:
    """Whether the very entry that was meant comes first."""
    candidates = outcome.decision.candidates
    return bool(candidates) and candidates[0].entry == outcome.case.entry


def entry_given(outcome: Outcome[Inside]) -> bool:
    """Whether the very entry that was meant is the answer or on a button."""
    decision = outcome.decision
    shown = {decision.entry} if decision.kind == "answer" else set(decision.suggestions)
    return outcome.case.entry in shown
