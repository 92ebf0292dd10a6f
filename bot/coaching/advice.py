"""The message at the end of a triage, put together from the curated texts (protocol, section 4)."""

from collections.abc import Mapping
from typing import Any

from bot.coaching.answers import Answers, PartialAnswers
from bot.coaching.outcome import Outcome
from bot.coaching.triage import Verdict
from bot.content.triage import Conditions, TriageTexts

_Facts = Mapping[str, frozenset[str]]


def compose(
    texts: TriageTexts, verdict: Verdict, answers: Answers | PartialAnswers | Mapping[str, Any]
) -> str:
    """Markdown, paragraphs apart by a blank line. Answers given as a mapping may be incomplete.

    `{emergency}` is left in place: the reader decides which number it is (bot.coaching.emergency).

    Raises pydantic's ValidationError when a mapping holds what no question offers.
    """
    facts = _facts(verdict, answers)
    outcome = texts.outcomes[verdict.outcome.value]
    because = texts.rules[verdict.rule].because
    paragraphs = [outcome.heading]
    paragraphs += [
        block.text.replace("{because}", because)
        for block in outcome.blocks
        if _holds(block.when, facts) and not _any_holds(block.unless, facts)
    ]
    # An emergency message holds nothing but the way to help.
    if verdict.outcome is not Outcome.E:
        paragraphs.append(texts.closing)
    return "\n\n".join(paragraphs)


def _facts(verdict: Verdict, answers: Answers | PartialAnswers | Mapping[str, Any]) -> _Facts:
    if isinstance(answers, Mapping):
        answers = PartialAnswers.model_validate(answers)
    return {key: _values(value) for key, value in answers} | {"rule": frozenset({verdict.rule})}


def _values(value: object) -> frozenset[str]:
    if value is None:
        return frozenset()
    if isinstance(value, bool):
        return frozenset({"yes" if value else "no"})
    if isinstance(value, frozenset):
        return frozenset(map(str, value))
    return frozenset({str(value)})


def _holds(conditions: Conditions, facts: _Facts) -> bool:
    return all(facts[key] & set(values) for key, values in conditions.items())


def _any_holds(conditions: Conditions, facts: _Facts) -> bool:
    return any(facts[key] & set(values) for key, values in conditions.items())
