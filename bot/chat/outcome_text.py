"""What the end of a triage says: the outcome, unless a physiotherapist's plan or an earlier result stands."""

from bot.chat.safety_text import numbered
from bot.coaching.advice import compose
from bot.coaching.outcome import Outcome
from bot.coaching.state import EASE_DAYS, TrainingState, ease_days, follows_physio, outlasts
from bot.coaching.triage import Verdict
from bot.content.knowledge import Knowledge
from bot.content.markup import to_html
from bot.storage.records import Json, Runner


def outcome_html(
    knowledge: Knowledge, runner: Runner, data: Json, verdict: Verdict, *, doubtful: bool = False
) -> str:
    """The message of protocol section 4; E says nothing else at all. `doubtful`: answers contradicted.

    The line that this is general information ends every other one (section 4).
    """
    state, outcome, text = TrainingState(runner.state), verdict.outcome, knowledge.messages.text
    composed = to_html(numbered(knowledge, compose(knowledge.triage, verdict, data), runner), breaks=True)
    if outcome is Outcome.E:
        return composed
    closing = to_html(knowledge.triage.closing)
    read = text("soreness.doubt_read") if doubtful else ""
    then = text(f"soreness.then.{_then(runner)}") if runner.strength_on else ""
    if follows_physio(state, outcome, physio=runner.physio):
        parts = [text(f"soreness.physio.{outcome.lower()}"), text("soreness.physio.plan"), read, closing]
    elif not outlasts(state, outcome):
        parts = [composed.removesuffix(closing).rstrip(), read, then, closing]
    elif outcome < Outcome.P:
        parts = [text(f"soreness.stands.{state}"), read, then if state is TrainingState.EASE else "", closing]
    else:
        parts = [text(f"soreness.stands.{state}"), composed.removesuffix(closing).rstrip(), read, closing]
    return _joined(parts)


def _then(runner: Runner) -> str:
    """What becomes of the reminders: by the state, and for light training by what ends it."""
    if runner.state != TrainingState.EASE:
        return runner.state
    if runner.ladder_step is not None:
        return "ladder"
    return "light_week" if ease_days(runner.state_rule) > EASE_DAYS else runner.state


def _joined(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part)
