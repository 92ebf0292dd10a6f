"""A session as text: what a reminder and /workout show."""

from bot.coaching.session import SessionKind, SessionPlan, compose
from bot.content.knowledge import Knowledge
from bot.content.level import Level
from bot.content.markup import escape
from bot.storage.records import Runner


def plan_for(knowledge: Knowledge, runner: Runner | None) -> SessionPlan:
    """The session of today's training state and level."""
    level = Level(runner.level) if runner and runner.level else Level.BEGINNER
    return compose(
        state=runner.state if runner else "normal",
        level=level,
        routines=knowledge.routines,
        exercises=knowledge.exercises,
        pool_only=runner.pool_only if runner else False,
    )


def session_html(knowledge: Knowledge, plan: SessionPlan) -> str:
    """Warm-up, exercises with sets and repetitions, cool-down; or the stand-in, or why there is none."""
    text = knowledge.messages.text
    if plan.kind is SessionKind.NOTHING:
        return text("workout.nothing")
    if plan.kind is SessionKind.STAND_IN:
        return text("workout.stand_in_pool" if plan.pool_only else "workout.stand_in")
    parts = [text(f"workout.{plan.kind}", minutes=plan.minutes)]
    parts.append(_block(knowledge, "workout.warm_up", plan.warm_up))
    lines = [
        knowledge.messages.label("workout.dose", name=dose.name, sets=dose.sets, reps=dose.reps)
        + (f" ({dose.note})" if dose.note else "")
        for dose in plan.doses
    ]
    parts.append(_block(knowledge, "workout.main", lines))
    parts.append(_block(knowledge, "workout.cool_down", plan.cool_down))
    return "\n\n".join(parts)


def _block(knowledge: Knowledge, heading: str, lines: tuple[str, ...] | list[str]) -> str:
    return "\n".join([knowledge.messages.text(heading), *(f"• {escape(line)}" for line in lines)])


def state_reason(knowledge: Knowledge, runner: Runner | None) -> str:
    """One line: which state, and what the runner told that led to it."""
    if runner is None or runner.state == "normal":
        return ""
    reason = runner.state_rule or ""
    key = "triage" if reason.startswith("R") else reason or "triage"
    because = knowledge.messages.text(f"state.because.{key}")
    return knowledge.messages.text(f"state.{runner.state}") + " " + because
