"""What a red flag looks like in a runner's own words, and the short message it brings.

Sources: the concepts of the soreness triage (protocol sections 4, 8.5 and 8.15). The grammar is explained at
the top of knowledge/safety.yaml, for the clinician who reads it.
"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, model_validator


class SafetyLevel(StrEnum):
    """How loud: crisis and emergency act at once, urgent acts then asks, ask only asks."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    ASK = "ask"
    CRISIS = "crisis"


class Softening(StrEnum):
    """What a rule does when the words tell of the past or of things in general."""

    SAME = "same"
    ASK = "ask"
    IGNORE = "ignore"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SafetyMessage(_Frozen):
    """A short text, Markdown; `level` is the level it belongs to."""

    level: SafetyLevel
    text: str = Field(min_length=1)


class SafetyRule(_Frozen):
    """One red flag. Each line of `signs` is one way to tell of it: all its word lists within `near` words.

    `asks_for` says what a rule of level "ask" is unsure about, and so which of the asking messages it brings.
    """

    id: str = Field(pattern=r"^[a-z0-9-]{2,40}$")
    level: SafetyLevel
    asks_for: SafetyLevel = SafetyLevel.ASK
    why: str = Field(min_length=1)
    signs: tuple[tuple[str, ...], ...] = Field(min_length=1)
    near: int = Field(default=10, ge=1, le=40)
    unless: tuple[str, ...] = ()
    softer: tuple[str, ...] = ()
    past: Softening = Softening.ASK
    general: Softening = Softening.ASK


class SafetyRules(_Frozen):
    """knowledge/safety.yaml. A validation error names the word list or message that is missing."""

    messages: dict[str, SafetyMessage]
    red_flag_list: tuple[str, ...] = Field(min_length=1)
    same_words: dict[str, tuple[str, ...]]
    other_meanings: tuple[str, ...]
    lists: dict[str, tuple[str, ...]]
    rules: tuple[SafetyRule, ...]

    @model_validator(mode="after")
    def _every_name_exists(self) -> "SafetyRules":
        for rule in self.rules:
            named = [name for sign in rule.signs for name in sign] + [*rule.unless, *rule.softer]
            missing = sorted(set(named) - set(self.lists))
            if missing:
                raise ValueError(f"rule {rule.id}: no word list {', '.join(missing)} under `lists`")
        for needed in REQUIRED_MESSAGES:
            if needed not in self.messages:
                raise ValueError(f"messages: {needed} is missing")
        for needed in REQUIRED_LISTS:
            if needed not in self.lists:
                raise ValueError(f"lists: {needed} is missing")
        doubles = {rule.id for rule in self.rules if [other.id for other in self.rules].count(rule.id) > 1}
        if doubles:
            raise ValueError(f"rules: {', '.join(sorted(doubles))} stands there twice")
        return self


REQUIRED_MESSAGES = ("emergency", "urgent", "ask", "crisis", "ask_emergency", "ask_crisis")
REQUIRED_LISTS = (
    "no_words",
    "carrier_words",
    "listed_words",
    "not_a_no",
    "other_people",
    "own_person",
    "own_self",
    "past_words",
    "now_words",
    "general_words",
    "if_words",
    "doubt_words",
)
