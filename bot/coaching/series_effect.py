"""What the advice of the series does to the training state (triage protocol, sections 1, 5 and 6)."""

from dataclasses import dataclass, replace

from bot.coaching.ladder import Climbed, Ladder, Move, again
from bot.coaching.series import Advice, Found, Rule
from bot.coaching.state import PAUSED, Change, Reason, TrainingState, TriageCall, more_serious

_TRIAGES = {Advice.TRIAGE_NOW: TriageCall.NOW, Advice.OFFER_TRIAGE: TriageCall.OFFER}
_REASONS = {
    Rule.D2: Reason.SCORE_HIGH,
    Rule.D3: Reason.RISING,
    Rule.D3B: Reason.RISING,
    Rule.D4: Reason.NOT_SETTLING,
    Rule.D5: Reason.SORE_WEEK,
    Rule.O1: Reason.NOT_BETTER,
}
"""Why the state changed; a rule that is not here tells of too much training."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Where the state goes, and the advice to show. `anew`: store the state although it is the old one.

    `look_again`: a lighter week began a week ago.
    `climbed`: what the answer did to the ladder by itself.
    """

    change: Change
    found: Found | None = None
    anew: bool = False
    look_again: bool = False
    climbed: Climbed | None = None

    @property
    def ladder(self) -> Ladder | None:
        """The ladder from now on: only light training has one, and a lighter week begins it again."""
        if self.climbed is None or self.climbed.ladder is None or self.change.state is not TrainingState.EASE:
            return None
        return again(self.climbed.ladder) if self.anew else self.climbed.ladder

    @property
    def move(self) -> Move | None:
        """What became of the ladder in the end; None when something more serious took its place."""
        if self.climbed is None or self.change.state is not self.climbed.change.state:
            return None
        return Move.AGAIN if self.anew else self.climbed.move


def weigh(change: Change, found: Found | None) -> Weighed:
    """Join what today's answer did to the state (`change`) with what the series advises. Never milder."""
    if found is None or not _is_heard(change, found):
        return Weighed(change)
    if change.state in PAUSED:
        # Who must not train needs no lighter week; only the way to the triage stays.
        found = replace(found, sign=None)
    state = more_serious(change.state, at_least(found))
    light_week = found.sign is not None and state is TrainingState.EASE
    triage = _TRIAGES.get(found.advice, change.triage)
    if state is change.state and not light_week:
        return Weighed(replace(change, triage=triage), found)
    # Whoever is stopped now is not asked whether walking is fine: that begins the way back.
    moved = Change(state, _REASONS.get(found.rule, Reason.OVERLOAD), triage=triage)
    return Weighed(moved, found, anew=light_week)


def weigh_step(climbed: Climbed, found: Found | None) -> Weighed:
    """The same on the ladder, whose step says how much to ease off: that advice has nothing to add there."""
    heard = None if found and found.advice is Advice.EASE_OFF else found
    return replace(weigh(climbed.change, heard), climbed=climbed)


def at_least(found: Found) -> TrainingState:
    """The mildest state that fits the advice. D3 and D8 leave it to the outcome of their triage."""
    if found.advice is Advice.STOP:
        return TrainingState.STOP
    if found.rule in {Rule.D0, Rule.D1, Rule.D2}:
        return TrainingState.SWAP
    if found.advice is Advice.EASE_OFF or found.sign is not None:
        return TrainingState.EASE
    return TrainingState.NORMAL


def _is_heard(change: Change, found: Found) -> bool:
    """Advice milder than the state that stands would contradict it: the more serious one wins.

    D10 adds nothing to the settling rules of the state; it speaks when they have ended `ease`.
    """
    if found.advice in _TRIAGES:
        return True
    if found.advice is Advice.CLEAR:
        return change.reason is Reason.SETTLED
    fits = more_serious(change.state, at_least(found)) is at_least(found)
    return fits and change.state not in PAUSED
