"""Knowledge and rules -> all that the page shows. Pure: the time and the version are handed in."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from markupsafe import Markup

from bot.coaching.advice import compose
from bot.coaching.answers import ASK_Q4B_FROM
from bot.coaching.outcome import Outcome
from bot.coaching.space import Counts
from bot.coaching.triage import RULES, RULESET, Rule
from bot.coaching.worked import Worked, work
from bot.content.knowledge import Knowledge
from bot.content.triage import OutcomeText, Question, TriageTexts
from bot.review.flags import red_flags
from bot.review.views import (
    BlockView,
    CaseView,
    ChoiceView,
    ExampleView,
    OutcomeView,
    QuestionView,
    Report,
    RuleView,
    SourceView,
)
from bot.review.words import Answered, as_read, plain, share

_NOTES: Final = {
    "many": "tick what fits",
    "one": "one tap",
    "score": "0 to 10, one tap",
}


def report(knowledge: Knowledge, counts: Counts, made: datetime, version: str) -> Report:
    """`counts` are those of `bot.coaching.space.count`. Raises what `work` raises for a bad case."""
    texts = knowledge.triage
    answered = Answered(texts.questions)
    worked = tuple(work(texts.cases))
    return Report(
        made=made,
        version=version,
        ruleset=RULESET,
        elsewhere=texts.review.elsewhere,
        asks=texts.review.asks,
        questions=tuple(_question(knowledge, question) for question in texts.questions),
        rules=tuple(_rule(knowledge, rule, counts) for rule in RULES),
        outcomes=tuple(_outcomes(texts, answered, worked, counts)),
        closing=as_read(texts.closing),
        cases=tuple(_case(answered, one) for one in worked),
        total=counts.total,
        flags=red_flags(knowledge.safety),
    )


def _question(knowledge: Knowledge, question: Question) -> QuestionView:
    label = knowledge.messages.label
    first = question is knowledge.triage.questions[0]
    last = [label("soreness.none"), label("soreness.done")] if question.kind == "many" else []
    last += [label("soreness.stop")] if first else [label("common.back"), label("soreness.stop")]
    return QuestionView(
        id=question.id.capitalize(),
        text=as_read(question.text),
        note=_note(question),
        choices=tuple(_choices(question)),
        last=tuple(last),
    )


def _note(question: Question) -> str:
    only = f"only from a score of {ASK_Q4B_FROM}; " if question.key == "q4b" else ""
    return only + _NOTES[question.kind]


def _choices(question: Question) -> Iterator[ChoiceView]:
    if question.kind == "score":
        yield from (ChoiceView("", str(score), None) for score in range(11))
    for option in question.options:
        code = option.key if question.key == "flags" else ""
        yield ChoiceView(code, option.label, option.text)


def _rule(knowledge: Knowledge, rule: Rule, counts: Counts) -> RuleView:
    text = knowledge.triage.rules[rule.id]
    count = counts.by_rule.get(rule.id, 0)
    return RuleView(
        id=rule.id,
        outcome=rule.outcome,
        name=knowledge.triage.outcomes[rule.outcome.value].name,
        plain=plain(text.plain, text.design),
        because=text.because,
        sources=tuple(_sources(knowledge, text.sources)),
        design=text.design,
        count=count,
        share=share(count, counts.total),
    )


def _sources(knowledge: Knowledge, keys: Iterable[str]) -> Iterator[SourceView]:
    for key in keys:
        source = knowledge.sources[key]
        yield SourceView(key, source.title, source.year, source.url, knowledge.facts.get(key))


def _outcomes(
    texts: TriageTexts, answered: Answered, worked: Sequence[Worked], counts: Counts
) -> Iterator[OutcomeView]:
    """Mildest first."""
    for outcome in Outcome:
        text = texts.outcomes[outcome.value]
        count = counts.by_outcome.get(outcome, 0)
        yield OutcomeView(
            outcome=outcome,
            name=text.name,
            heading=as_read(text.heading),
            blocks=tuple(_blocks(answered, text)),
            own=tuple(_own_lines(text)),
            example=_example(texts, outcome, worked),
            count=count,
            share=share(count, counts.total),
        )


def _blocks(answered: Answered, text: OutcomeText) -> Iterator[BlockView]:
    for block in text.blocks:
        yield BlockView(as_read(block.text, text.design), answered.conditions(block))


def _own_lines(text: OutcomeText) -> Iterator[Markup]:
    lines = dict.fromkeys(line for block in text.blocks for line in block.text.splitlines())
    for line in lines:
        if any(words in line for words in text.design):
            yield as_read(line.strip().removeprefix("- "), text.design)


def _example(texts: TriageTexts, outcome: Outcome, worked: Iterable[Worked]) -> ExampleView | None:
    for one in worked:
        if one.verdict.outcome is outcome:
            message = compose(texts, one.verdict, one.answers)
            return ExampleView(one.case.number, one.case.story, as_read(message))
    return None


def _case(answered: Answered, one: Worked) -> CaseView:
    told = one.case.answers.given()
    return CaseView(
        number=one.case.number,
        story=one.case.story,
        told=tuple((answered.asked(key), answered.label(key, value)) for key, value in told),
        now=(one.verdict.outcome, one.verdict.rule),
        protocol=(Outcome(one.case.outcome), one.case.rule),
        agrees=one.agrees,
    )
