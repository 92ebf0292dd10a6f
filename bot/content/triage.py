"""The words of the triage: its questions, what each outcome says, and why each rule stands."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, model_validator

from bot.content.finding import KnowledgeError
from bot.content.reading import Reader
from bot.content.source import SourceKey, Text
from bot.content.triage_review import CASES, Review, Value, WorkedCase, read_cases, read_review
from bot.content.yaml_file import Location

FOLDER: Final = "triage"
QUESTIONS: Final = f"{FOLDER}/questions.yaml"
OUTCOMES: Final = f"{FOLDER}/outcomes.yaml"
RULES: Final = f"{FOLDER}/rules.yaml"
RULE_IDS: Final = tuple(f"R{number}" for number in range(1, 33))
SERIES_IDS: Final = ("D0", "D1", "D2", "D3", "D3b", "D4", "D5", "D6", "D7", "D8", "D9", "D10", "O1")

AnswerKey = Literal[
    "flags", "soreness", "q4b", "location", "onset", "days", "form", "walking", "trend", "risk"
]
OutcomeKey = Literal["K", "A", "X", "P", "U", "E"]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=34)]
Conditions = Mapping[AnswerKey | Literal["rule"], tuple[Value, ...]]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(_Frozen):
    """`label` stands on the button, `text` (full wording) above the buttons when several may be ticked."""

    key: Text
    label: Label
    text: Text | None = None


class Question(_Frozen):
    """`key` is the answer it fills; several questions may share one (q1, q2 and q3 all tick flags)."""

    id: Annotated[str, StringConstraints(pattern=r"^q[0-9]{1,2}b?$")]
    key: AnswerKey
    kind: Literal["many", "one", "score"]
    text: Text
    options: tuple[Option, ...]

    @property
    def values(self) -> frozenset[str]:
        if self.kind == "score":
            return frozenset(map(str, range(11)))
        return frozenset(option.key for option in self.options)


class Block(_Frozen):
    """A paragraph, shown when all of `when` hold and none of `unless`; Markdown."""

    text: Text
    when: Conditions = {}
    unless: Conditions = {}


class OutcomeText(_Frozen):
    """`design`: words of the blocks that are our own choice; a clinician should look at them first."""

    name: Text
    heading: Text
    blocks: tuple[Block, ...]
    design: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _marks_are_found(self) -> "OutcomeText":
        _refuse_lost_marks(self.design, [block.text for block in self.blocks])
        return self


class RuleText(_Frozen):
    """`plain`: when the rule applies. `design`: words of `plain` that are our own choice, no source's."""

    plain: Text
    because: Text
    sources: tuple[SourceKey, ...]
    design: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _marks_are_found(self) -> "RuleText":
        _refuse_lost_marks(self.design, [self.plain])
        return self


class SeriesText(_Frozen):
    """A rule over the check-ins. `design`: its numbers are our own choice, no source's."""

    because: Text
    sources: tuple[SourceKey, ...]
    design: bool = False


def _refuse_lost_marks(marks: Iterable[str], texts: Iterable[str]) -> None:
    """A mark that no longer stands in the text would hide from the reviewer what is our own choice."""
    whole = "\n".join(texts)
    for mark in marks:
        if mark not in whole:
            raise ValueError(f"`design` names `{mark}`, which does not stand in the text")


class _Questions(_Frozen):
    questions: tuple[Question, ...]

    @model_validator(mode="after")
    def _ids_differ(self) -> "_Questions":
        ids = [question.id for question in self.questions]
        if len(ids) != len(set(ids)):
            raise ValueError("two questions have the same id")
        return self


class _Outcomes(_Frozen):
    closing: Text
    outcomes: Mapping[OutcomeKey, OutcomeText]


class _Rules(_Frozen):
    rules: Mapping[str, RuleText]
    series: Mapping[str, SeriesText]


class TriageTexts(_Frozen):
    """knowledge/triage/. `closing` ends every outcome but E; `series`: the rules over the check-ins.

    No runner sees `cases` and `review`.
    """

    questions: tuple[Question, ...]
    outcomes: Mapping[OutcomeKey, OutcomeText]
    closing: Text
    rules: Mapping[str, RuleText]
    cases: tuple[WorkedCase, ...]
    review: Review
    series: Mapping[str, SeriesText]

    def question(self, question_id: str) -> Question:
        """Raises LookupError for an unknown id."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise LookupError(f"{QUESTIONS}: there is no question {question_id}")


_QUESTIONS: Final = TypeAdapter(_Questions)
_OUTCOMES: Final = TypeAdapter(_Outcomes)
_RULES: Final = TypeAdapter(_Rules)


def load_triage(folder: Path) -> TriageTexts:
    """The triage texts of a knowledge folder. Raises KnowledgeError."""
    reader = Reader(folder)
    texts = read_triage(reader)
    if texts is None or reader.findings:
        raise KnowledgeError(reader.findings)
    return texts


def read_triage(reader: Reader) -> TriageTexts | None:
    """None when a file cannot be used; what is wrong goes to the reader's findings."""
    questions = reader.one(QUESTIONS, _QUESTIONS)
    outcomes = reader.one(OUTCOMES, _OUTCOMES)
    rules = reader.one(RULES, _RULES)
    cases, review = read_cases(reader), read_review(reader)
    if questions is None or outcomes is None or rules is None or cases is None or review is None:
        return None
    _check_complete(reader, OUTCOMES, "outcomes", get_args(OutcomeKey), outcomes.outcomes)
    _check_complete(reader, RULES, "rules", RULE_IDS, rules.rules)
    known = _known(questions.questions)
    _check_complete(reader, RULES, "series", SERIES_IDS, rules.series)
    _check_conditions(reader, known, outcomes.outcomes)
    _check_cases(reader, known, cases)
    return TriageTexts(
        questions=questions.questions,
        outcomes=outcomes.outcomes,
        closing=outcomes.closing,
        rules=rules.rules,
        cases=cases,
        review=review,
        series=rules.series,
    )


def _check_complete(
    reader: Reader, file: str, key: str, expected: tuple[str, ...], found: Mapping[Any, object]
) -> None:
    for name in expected:
        if name not in found:
            reader.find(file, (key,), f"`{key}` has no `{name}`", f"write `{name}:` with its texts")
    for name in found:
        if name not in expected:
            reader.find(file, (key, name), f"`{name}` is not known", "correct its spelling or delete it")


def _known(questions: tuple[Question, ...]) -> dict[str, set[str]]:
    """The values that a condition or a worked case may name, by key."""
    known: dict[str, set[str]] = {"rule": set(RULE_IDS), "outcome": set(get_args(OutcomeKey))}
    for question in questions:
        known.setdefault(question.key, set()).update(question.values)
    return known


def _check_conditions(
    reader: Reader, known: Mapping[str, set[str]], outcomes: Mapping[OutcomeKey, OutcomeText]
) -> None:
    """A condition that no answer can meet would silently hide or show its paragraph."""
    for outcome, text in outcomes.items():
        for index, block in enumerate(text.blocks):
            at: Location = ("outcomes", outcome, "blocks", index)
            for side, conditions in (("when", block.when), ("unless", block.unless)):
                for key, values in conditions.items():
                    _check_values(reader, OUTCOMES, (*at, side, key), known.get(key, set()), values)


def _check_cases(reader: Reader, known: Mapping[str, set[str]], cases: tuple[WorkedCase, ...]) -> None:
    for index, case in enumerate(cases):
        at: Location = ("cases", index)
        for key, value in case.answers.given():
            _check_values(reader, CASES, (*at, "answers", key), known.get(key, set()), (value,))
        _check_values(reader, CASES, (*at, "outcome"), known["outcome"], (case.outcome,))
        _check_values(reader, CASES, (*at, "rule"), known["rule"], (case.rule,))


def _check_values(reader: Reader, file: str, at: Location, known: set[str], values: tuple[str, ...]) -> None:
    for value in values:
        if value not in known:
            reader.find(
                file, at, f"`{at[-1]}` is never `{value}`", f"write one of {', '.join(sorted(known))}"
            )
