"""What a runner answered in the triage (protocol, section 2): all of it, or as far as they got."""

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

ASK_Q4B_FROM = 8  # soreness from which the muscle-breakdown question is asked (Q4b)


class Flag(StrEnum):
    """Red flags: A ends in an emergency, B in being seen today, C in a clinician's visit."""

    A1 = "A1"
    A2 = "A2"
    A3 = "A3"
    A4 = "A4"
    A5 = "A5"
    B1 = "B1"
    B2 = "B2"
    B3 = "B3"
    B4 = "B4"
    B5 = "B5"
    B6 = "B6"
    B7 = "B7"
    C1 = "C1"
    C2 = "C2"
    C3 = "C3"
    C4 = "C4"


class Location(StrEnum):
    MID = "mid"
    BOTH = "both"
    SITBONE = "sitbone"
    KNEE = "knee"
    GROIN = "groin"
    CALF = "calf"
    OTHER = "other"


class Onset(StrEnum):
    AFTER = "after"
    SUDDEN = "sudden"
    GRADUAL = "gradual"
    NO_REASON = "noreason"


class Days(StrEnum):
    TO_1 = "0-1"
    TO_3 = "2-3"
    TO_6 = "4-6"
    TO_13 = "7-13"
    FROM_14 = "14+"


class Form(StrEnum):
    NO = "no"
    LITTLE = "little"
    LOT = "lot"
    NOT_RUN = "notrun"


class Walking(StrEnum):
    FINE = "fine"
    UNCOMFORTABLE = "uncomfortable"
    LIMP = "limp"


class Trend(StrEnum):
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    NEW = "new"


class Risk(StrEnum):
    U18 = "u18"
    PREG = "preg"
    THIN = "thin"
    PREV = "prev"


def _ticked(value: object) -> object:
    """A ticked box beats "none of these" (protocol 8.3 e), so "none" is only dropped."""
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, list | tuple | set | frozenset):
        return value
    return [item for item in value if not (isinstance(item, str) and item.upper() == "NONE")]


def _score(value: object) -> object:
    """Decimals round up (protocol 8.4); the range is checked first, so that -0.5 is no zero."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a number from 0 to 10 is needed")
    if not 0 <= value <= 10:
        raise ValueError("must be from 0 to 10")
    return math.ceil(value)


def _yes_or_no(value: object) -> object:
    known: dict[object, bool] = {"yes": True, "no": False}
    answer = known.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(answer, bool) and value is not None:
        raise ValueError('must be true, false, "yes", "no" or null')
    return answer


Flags = Annotated[frozenset[Flag], BeforeValidator(_ticked)]
Risks = Annotated[frozenset[Risk], BeforeValidator(_ticked)]
Soreness = Annotated[int, BeforeValidator(_score)]
YesNo = Annotated[bool | None, BeforeValidator(_yes_or_no)]


class Answers(BaseModel):
    """A finished triage. Raises pydantic's ValidationError (a ValueError), which names each wrong key.

    `q4b` None means that the question was not put; the dialogue puts it to everyone from soreness 8.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    flags: Flags
    soreness: Soreness
    q4b: YesNo = None
    location: Location
    onset: Onset
    days: Days
    form: Form
    walking: Walking
    trend: Trend
    risk: Risks


class PartialAnswers(BaseModel):
    """A triage under way: None stands for a question that was not answered yet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    flags: Flags = frozenset()
    soreness: Soreness | None = None
    q4b: YesNo = None
    location: Location | None = None
    onset: Onset | None = None
    days: Days | None = None
    form: Form | None = None
    walking: Walking | None = None
    trend: Trend | None = None
    risk: Risks = frozenset()


def given(data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers among what an open triage keeps: beside them stand notes about the talk itself."""
    return {key: value for key, value in data.items() if key in PartialAnswers.model_fields}
