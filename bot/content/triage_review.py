"""What the triage's reviewer needs and no runner sees: the worked cases, and what to look at first."""

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, field_validator

from bot.content.reading import Reader
from bot.content.source import Text

CASES: Final = "triage/cases.yaml"
REVIEW: Final = "triage/review.yaml"

Value = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CaseAnswers(_Frozen):
    """Option keys of questions.yaml; `q4b` None: the question was not put."""

    flags: tuple[str, ...] = ()
    soreness: Annotated[int, Field(ge=0, le=10)]
    q4b: Value | None = None
    location: Value
    onset: Value
    days: Value
    form: Value
    walking: Value
    trend: Value
    risk: tuple[str, ...] = ()

    def given(self) -> Iterator[tuple[str, str]]:
        """(question's key, option's key) of each answer, the score as its digits."""
        for key, value in self:
            if isinstance(value, tuple):
                yield from ((key, one) for one in value)
            elif value is not None:
                yield key, str(value)


class WorkedCase(_Frozen):
    """One of the protocol's section 7: `outcome` and `rule` are what the protocol says."""

    number: Annotated[int, Field(ge=1)]
    story: Text
    answers: CaseAnswers
    outcome: str
    rule: str


class Review(_Frozen):
    """`elsewhere`: design numbers outside the rules and outcomes. `asks`: questions to the reviewer."""

    elsewhere: tuple[Text, ...]
    asks: tuple[Text, ...]


class _Cases(_Frozen):
    cases: Annotated[tuple[WorkedCase, ...], Field(min_length=1)]

    @field_validator("cases")
    @classmethod
    def _numbered(cls, cases: tuple[WorkedCase, ...]) -> tuple[WorkedCase, ...]:
        if [case.number for case in cases] != list(range(1, len(cases) + 1)):
            raise ValueError("the cases are not numbered 1, 2, 3 and so on")
        return cases


_CASES: Final = TypeAdapter(_Cases)
_REVIEW: Final = TypeAdapter(Review)


def read_cases(reader: Reader) -> tuple[WorkedCase, ...] | None:
    """None when the file cannot be used; what is wrong goes to the reader's findings."""
    found = reader.one(CASES, _CASES)
    return found.cases if found else None


def read_review(reader: Reader) -> Review | None:
    """None when the file cannot be used; what is wrong goes to the reader's findings."""
    return reader.one(REVIEW, _REVIEW)
