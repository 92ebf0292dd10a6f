"""What the page shows, part by part. Markup is safe HTML; every str is escaped by the template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.coaching.outcome import Outcome


@dataclass(frozen=True, slots=True)
class SourceView:
    """`fact`: the wording of an article's fact, for S-keys."""

    key: str
    title: str
    year: int | None
    url: str | None
    fact: str | None


@dataclass(frozen=True, slots=True)
class RuleView:
    """`name`: of the outcome. `count`: combinations that this rule decides."""

    id: str
    outcome: Outcome
    name: str
    plain: Markup
    because: str
    sources: tuple[SourceView, ...]
    design: tuple[str, ...]
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A button; `text` is the full wording above the buttons, if there is one."""

    key: str
    label: str
    text: str | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """`note`: when it is asked and how; `last`: the buttons below the choices."""

    id: str
    text: Markup
    note: str
    choices: tuple[ChoiceView, ...]
    last: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlockView:
    text: Markup
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExampleView:
    """The whole message that the runner of a worked case reads."""

    case: int
    story: str
    text: Markup


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """`own`: the lines of the texts that hold a number of our own choice, each once."""

    outcome: Outcome
    name: str
    heading: Markup
    blocks: tuple[BlockView, ...]
    own: tuple[Markup, ...]
    example: ExampleView | None
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """`told`: (question, answer) in words. `now` and `protocol`: (outcome, rule)."""

    number: int
    story: str
    told: tuple[tuple[str, str], ...]
    now: tuple[Outcome, str]
    protocol: tuple[Outcome, str]
    agrees: bool


@dataclass(frozen=True, slots=True)
class FlagView:
    """A red flag in free text. `notes`: what makes it silent or softer."""

    id: str
    level: str
    why: str
    signs: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordListView:
    name: str
    first: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class RedFlagsView:
    """`messages`: name -> what the coach says at once."""

    rules: tuple[FlagView, ...]
    messages: Mapping[str, Markup]
    listed: tuple[str, ...]
    lists: tuple[WordListView, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """`elsewhere`: design numbers outside rules and outcomes; `asks`: questions to the reviewer."""

    made: datetime
    version: str
    ruleset: str
    elsewhere: tuple[str, ...]
    asks: tuple[str, ...]
    questions: tuple[QuestionView, ...]
    rules: tuple[RuleView, ...]
    outcomes: tuple[OutcomeView, ...]
    closing: Markup
    cases: tuple[CaseView, ...]
    total: int
    flags: RedFlagsView

    @property
    def agreeing(self) -> int:
        """How many worked cases come out as the protocol says."""
        return sum(case.agrees for case in self.cases)

    @property
    def day(self) -> str:
        return f"{self.made.day} {self.made:%B %Y, %H:%M} UTC"
