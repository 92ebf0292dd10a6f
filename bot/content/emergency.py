"""The emergency number of each country and how it is said: knowledge/emergency.yaml.

Source: the triage protocol, section 4 (outcome E, "set per user") and 8.17 ("112 + your local emergency
number" where the country is not known). Where the numbers come from stands in the file.
"""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

FILE: Final = "emergency.yaml"
PLACEHOLDERS: Final = ("emergency", "emergency_brief")
"""What the safety and triage texts may hold for it, in braces."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
# Both end up inside Markdown, so they hold none of its signs.
Name = Annotated[str, StringConstraints(pattern=r"^[^\W\d_]+(?:[ '-][^\W\d_]+)*$", max_length=40)]
Number = Annotated[str, StringConstraints(pattern=r"^\d{2,6}(?: or \d{2,6}(?: from a mobile)?)?$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Known = Annotated[Text, StringConstraints(pattern=r"\{number\}")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EmergencyCountry(_Frozen):
    """`name` as it stands in a sentence ("the UK"), `also` the other names that may be typed."""

    name: Name
    number: Number
    also: tuple[Text, ...] = ()


class Line(_Frozen):
    """One way to say the number: with the country known, only a zone without one, or nothing known."""

    here: Known
    unknown: Text
    list: Text


class EmergencyNumbers(_Frozen):
    """knowledge/emergency.yaml. A validation error names the country that is missing."""

    lines: dict[Literal["call", "brief"], Line]
    buttons: tuple[Code, ...]
    countries: dict[Code, EmergencyCountry] = Field(min_length=1)
    older_zones: dict[Text, Code] = {}

    @model_validator(mode="after")
    def _all_is_there(self) -> "EmergencyNumbers":
        missing = {*self.buttons, *self.older_zones.values()} - self.countries.keys()
        if missing:
            raise ValueError(f"countries: {', '.join(sorted(missing))} is missing")
        for needed in ("call", "brief"):
            if needed not in self.lines:
                raise ValueError(f"lines: {needed} is missing")
        return self
