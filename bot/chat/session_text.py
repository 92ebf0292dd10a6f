"""A session as text: what a reminder and /workout show."""

from bot.chat.ladder_text import step_html, where_html
from bot.chat.runners import ladder_of
from bot.coaching.session import SessionKind, SessionPlan, compose
from bot.content.knowledge import Knowledge
from bot.content.level import Level
from bot.content.markup import escape
from bot.storage.records import Runner


def plan_for(knowledge: Knowledge, runner: Runner | None) -> SessionPlan:
    """The session of today's training state and level."""
    ladder = ladder_of(runner)
    level = Level(runner.level) if runner and runner.level else Level.BEGINNER
    return compose(
        state=runner.state if runner else "normal",
        level=level,
        routines=knowledge.routines,
        exercises=knowledge.exercises,
        pool_only=runner.pool_only if runner else False,
        step=ladder.step if ladder else None,
    )


def session_html(knowledge: Knowledge, plan: SessionPlan) -> str:
    """Warm-up, exercises with sets and repetitions, cool-down; or what stands in for it, or why none does.

    On the ladder back what the step asks for comes first.
    """
    text = knowledge.messages.text
    if plan.kind is SessionKind.NOTHING:
        return text("workout.nothing")
    if plan.kind is SessionKind.STAND_IN:
        return text("workout.stand_in_pool" if plan.pool_only else "workout.stand_in")
    if plan.kind is SessionKind.RUN and plan.step:
        return step_html(knowledge.messages, plan.step)
    parts = [step_html(knowledge.messages, plan.step)] if plan.step else []
    parts.append(text(f"workout.{plan.kind}", minutes=plan.minutes))
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
    """One line: which state, and what the runner told that led to it; on the ladder also which step."""
    if runner is None or runner.state == "normal":
        return ""
    reason = runner.state_rule or ""
    key = "triage" if reason.startswith("R") else reason or "triage"
    because = knowledge.messages.text(f"state.because.{key}")
    line = knowledge.messages.text(f"state.{runner.state}") + " " + because
    ladder = ladder_of(runner)
    return f"{line}\n{where_html(knowledge.messages, ladder.step)}" if ladder else line
