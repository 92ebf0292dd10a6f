"""The protocol's worked cases, decided by the rules as they stand now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.coaching.answers import Answers
from bot.coaching.triage import Verdict, decide
from bot.content.triage_review import WorkedCase


@dataclass(frozen=True, slots=True)
class Worked:
    """A case, its answers as the rules read them, and what comes out."""

    case: WorkedCase
    answers: Answers
    verdict: Verdict

    @property
    def agrees(self) -> bool:
        """Whether outcome and rule are those of the protocol."""
        return (self.verdict.outcome, self.verdict.rule) == (self.case.outcome, self.case.rule)


def work(cases: Iterable[WorkedCase]) -> Iterator[Worked]:
    """Raises pydantic's ValidationError for answers that no question offers."""
    for case in cases:
        answers = Answers.model_validate(case.answers.model_dump())
        yield Worked(case, answers, decide(answers))
