"""The triage: answers -> level of care, by one ordered table in which the first match wins.

Rules and thresholds are those of the triage protocol, section 3; `knowledge/triage/rules.yaml` says why.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.coaching.answers import Answers, Days, Form, Location, Onset, PartialAnswers, Risk, Trend, Walking
from bot.coaching.outcome import Outcome

RULESET = "2026-11"  # stored beside every verdict; raise it whenever a rule, its order or a threshold changes

_FROM_DAY_4 = frozenset({Days.TO_6, Days.TO_13, Days.FROM_14})
_EARLY = frozenset({Days.TO_1, Days.TO_3})
_CHANGED = frozenset({Form.LITTLE, Form.LOT})
_ONE_STRIDE = frozenset({Form.NO, Form.NOT_RUN})
_THIGH = frozenset({Location.MID, Location.BOTH})
_OUTSIDE_THIGH = frozenset({Location.CALF, Location.OTHER})
_GUARDED = frozenset({Risk.U18, Risk.PREG, Risk.THIN})


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    rule: str  # "R1".."R32"


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    outcome: Outcome
    applies: Callable[[Answers], bool]


def _emergency_flag(a: Answers) -> bool:
    return any(flag.startswith("A") for flag in a.flags)


def _muscle_breakdown(a: Answers) -> bool:
    return a.q4b is True


def _urgent_flag(a: Answers) -> bool:
    return any(flag.startswith("B") for flag in a.flags)


def _sudden_at_sit_bone(a: Answers) -> bool:
    return _sudden(a) and a.location is Location.SITBONE and (a.soreness >= 4 or not _walks_fine(a))


def _sudden_limp_and_strong(a: Answers) -> bool:
    return _sudden(a) and _limps(a) and a.soreness >= 7


def _sudden_at_risk(a: Answers) -> bool:
    return _sudden(a) and not a.risk.isdisjoint({Risk.U18, Risk.THIN})


def _calf_in_pregnancy(a: Answers) -> bool:
    return a.location is Location.CALF and Risk.PREG in a.risk


def _very_sore(a: Answers) -> bool:
    return a.soreness >= 8


def _clinician_flag(a: Answers) -> bool:
    return any(flag.startswith("C") for flag in a.flags)


def _groin(a: Answers) -> bool:
    return a.location is Location.GROIN


def _sudden_not_mild(a: Answers) -> bool:
    mild = a.soreness <= 3 and _walks_fine(a) and a.form in _ONE_STRIDE and not _getting_worse(a)
    return _sudden(a) and not mild


def _limp_beyond_early_soreness(a: Answers) -> bool:
    after_workout = a.onset is Onset.AFTER and a.location in _THIGH
    early_soreness = after_workout and a.days in _EARLY and not _getting_worse(a)
    return _limps(a) and not early_soreness


def _two_weeks(a: Answers) -> bool:
    return a.days is Days.FROM_14 and _sore(a)


def _second_week_not_easing(a: Answers) -> bool:
    return a.days is Days.TO_13 and _sore(a) and (not _easing(a) or a.soreness >= 4)


def _worse_after_day_3(a: Answers) -> bool:
    return a.days in _FROM_DAY_4 and _getting_worse(a) and _sore(a)


def _sit_bone_over_weeks(a: Answers) -> bool:
    return a.location is Location.SITBONE and a.onset is Onset.GRADUAL and a.soreness >= 3


def _guarded_and_sore(a: Answers) -> bool:
    return a.soreness >= 3 and not a.risk.isdisjoint(_GUARDED)


def _old_injury_sore(a: Answers) -> bool:
    return Risk.PREV in a.risk and a.soreness >= 4


def _outside_thigh_with_a_sign(a: Answers) -> bool:
    calf_unexplained = a.location is Location.CALF and a.onset is Onset.NO_REASON
    sign = a.soreness >= 4 or a.days in _FROM_DAY_4 or a.form in _CHANGED or not _walks_fine(a)
    return a.location in _OUTSIDE_THIGH and (sign or calf_unexplained)


def _quite_sore(a: Answers) -> bool:
    return a.soreness >= 6


def _stride_changed(a: Answers) -> bool:
    return a.form in _CHANGED


def _old_injury_felt(a: Answers) -> bool:
    return Risk.PREV in a.risk and a.soreness >= 2


def _sore_and_uneasy(a: Answers) -> bool:
    return a.soreness in {4, 5} and _uneasy(a)


def _late_and_lasting(a: Answers) -> bool:
    return a.days is Days.TO_6 and a.soreness >= 3 and not _easing(a)


def _somewhat_sore(a: Answers) -> bool:
    return 3 <= a.soreness <= 5


def _lingering(a: Answers) -> bool:
    return a.days in _FROM_DAY_4 and _sore(a)


def _not_run_since(a: Answers) -> bool:
    return a.form is Form.NOT_RUN and _sore(a)


def _mild_but_off_the_thigh(a: Answers) -> bool:
    return _sore(a) and (a.location is Location.SITBONE or a.location in _OUTSIDE_THIGH)


def _otherwise(_: Answers) -> bool:
    return True


def _sudden(a: Answers) -> bool:
    return a.onset is Onset.SUDDEN


def _limps(a: Answers) -> bool:
    return a.walking is Walking.LIMP


def _walks_fine(a: Answers) -> bool:
    return a.walking is Walking.FINE


def _getting_worse(a: Answers) -> bool:
    return a.trend is Trend.WORSE


def _easing(a: Answers) -> bool:
    return a.trend is Trend.BETTER


def _sore(a: Answers) -> bool:
    return a.soreness >= 1


def _uneasy(a: Answers) -> bool:
    return a.walking is Walking.UNCOMFORTABLE or _getting_worse(a)


RULES: tuple[Rule, ...] = (
    Rule("R1", Outcome.E, _emergency_flag),
    Rule("R2", Outcome.E, _muscle_breakdown),
    Rule("R3", Outcome.U, _urgent_flag),
    Rule("R4", Outcome.U, _sudden_at_sit_bone),
    Rule("R5", Outcome.U, _sudden_limp_and_strong),
    Rule("R6", Outcome.U, _sudden_at_risk),
    Rule("R7", Outcome.U, _calf_in_pregnancy),
    Rule("R8", Outcome.P, _very_sore),
    Rule("R9", Outcome.P, _clinician_flag),
    Rule("R10", Outcome.P, _groin),
    Rule("R11", Outcome.P, _sudden_not_mild),
    Rule("R12", Outcome.P, _limp_beyond_early_soreness),
    Rule("R13", Outcome.P, _two_weeks),
    Rule("R14", Outcome.P, _second_week_not_easing),
    Rule("R15", Outcome.P, _worse_after_day_3),
    Rule("R16", Outcome.P, _sit_bone_over_weeks),
    Rule("R17", Outcome.P, _guarded_and_sore),
    Rule("R18", Outcome.P, _old_injury_sore),
    Rule("R19", Outcome.P, _outside_thigh_with_a_sign),
    Rule("R20", Outcome.X, _quite_sore),
    Rule("R21", Outcome.X, _stride_changed),
    Rule("R22", Outcome.X, _limps),
    Rule("R23", Outcome.X, _sudden),
    Rule("R24", Outcome.X, _old_injury_felt),
    Rule("R25", Outcome.X, _sore_and_uneasy),
    Rule("R26", Outcome.X, _late_and_lasting),
    Rule("R27", Outcome.A, _somewhat_sore),
    Rule("R28", Outcome.A, _uneasy),
    Rule("R29", Outcome.A, _lingering),
    Rule("R30", Outcome.A, _not_run_since),
    Rule("R31", Outcome.A, _mild_but_off_the_thigh),
    Rule("R32", Outcome.K, _otherwise),
)
_VERDICTS = tuple((rule.applies, Verdict(rule.outcome, rule.id)) for rule in RULES)


def decide(answers: Answers) -> Verdict:
    """The first rule that applies."""
    return next(verdict for applies, verdict in _VERDICTS if applies(answers))


def certain(partial: PartialAnswers) -> Verdict | None:
    """E or U as soon as no answer still to come could make it milder; None while questions are needed.

    Never used to end a triage milder than U. A worse answer never makes an outcome milder (tested over
    the whole space), so what the mildest possible answers give is the least that can come out.
    """
    known = {key: value for key, value in partial if value is not None}
    least = decide(_MILDEST.model_copy(update=known))
    return least if least.outcome >= Outcome.U else None


_MILDEST = Answers(
    flags=frozenset(),
    soreness=0,
    location=Location.MID,
    onset=Onset.AFTER,
    days=Days.TO_1,
    form=Form.NO,
    walking=Walking.FINE,
    trend=Trend.BETTER,
    risk=frozenset(),
)


def flagged(partial: PartialAnswers) -> Verdict | None:
    """The verdict of a ticked A or B flag (R1, R3), which needs no other answer."""
    return certain(PartialAnswers(flags=partial.flags))
