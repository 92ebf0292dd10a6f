"""Why the coach said what it said, in plain words: the answers, the rule, its sources, and what ends it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.chat import words
from bot.chat.entry_screen import sources_html
from bot.coaching.state import TrainingState, ease_days
from bot.content.knowledge import Knowledge
from bot.content.markup import to_html
from bot.content.messages import Messages
from bot.content.triage import Question, RuleText, SeriesText
from bot.storage.records import Checkin, Event, Triage


def triage_html(knowledge: Knowledge, triage: Triage) -> str:
    """The answers by their buttons' own labels, the rule that decided, where it comes from."""
    messages = knowledge.messages
    day = words.day_and_month(messages, triage.local_date)
    lines = "\n".join(f"• {line}" for line in answers_in_words(knowledge, triage.answers))
    rule = knowledge.triage.rules[triage.rule]
    parts = [messages.text("why.triage", day=day) + "\n" + lines, messages.text("why.first_match")]
    return "\n\n".join([*parts, _rule(knowledge, rule)])


def answers_in_words(knowledge: Knowledge, answers: Mapping[str, Any]) -> list[str]:
    """One line an answer, in the order asked; HTML. What was never asked has no line."""
    lines = []
    for key in dict.fromkeys(question.key for question in knowledge.triage.questions):
        if key in answers and (answers[key] != [] or _went_past(key, answers)):
            questions = [question for question in knowledge.triage.questions if question.key == key]
            said = _said(knowledge.messages, questions, answers[key])
            lines.append(knowledge.messages.text(f"why.answer.{key}", answer=said))
    return lines


def _went_past(key: str, answers: Mapping[str, Any]) -> bool:
    """No red flag ticked says something only when all three questions were asked."""
    return key != "flags" or "soreness" in answers


def _said(messages: Messages, questions: list[Question], answer: Any) -> str:  # noqa: ANN401 (JSON)
    if isinstance(answer, int) and not isinstance(answer, bool):
        return str(answer)
    if isinstance(answer, bool):
        answer = "yes" if answer else "no"
    chosen = answer if isinstance(answer, list) else [answer]
    options = [option for question in questions for option in question.options]
    return "; ".join(option.label for option in options if option.key in chosen) or messages.label("why.none")


def advice_html(knowledge: Knowledge, advice: Event, scores: tuple[Checkin, ...]) -> str:
    """The check-ins that a rule of the series read, the rule, where it comes from."""
    messages = knowledge.messages
    lines = [
        messages.text("why.checkin", day=words.day_and_month(messages, one.local_date), soreness=one.soreness)
        for one in scores
    ]
    listed = "\n".join(f"• {line}" for line in lines)
    heading = messages.text("why.checkins")
    return f"{heading}\n{listed}\n\n{_rule(knowledge, knowledge.triage.series[advice.data['rule']])}"


def reason_html(messages: Messages, reason: str, day: date) -> str:
    """What led to a state where neither a check nor a rule of the series did."""
    return messages.text(f"why.reason.{reason}", day=words.day_and_month(messages, day))


def stands_html(knowledge: Knowledge, reason: str, day: date) -> str:
    """That the stricter advice of that day stands, with its reason; what follows is milder."""
    messages = knowledge.messages
    led = because(knowledge, reason) or messages.label("state.because.triage")
    stands = messages.text("why.stands", day=words.day_and_month(messages, day), because=led)
    return stands + "\n\n" + messages.text("why.by_itself")


def because(knowledge: Knowledge, reason: str) -> str | None:
    """What follows "because": of a rule of the triage, of one of the check-ins, or of anything else."""
    rule = knowledge.triage.rules.get(reason) or knowledge.triage.series.get(reason)
    if rule is not None:
        return rule.because.removeprefix("Because ")
    keys = (f"progress.reason.{reason}", f"state.because.{reason}")
    key = next((key for key in keys if key in knowledge.messages.by_key), None)
    return knowledge.messages.label(key) if key else None


def state_html(messages: Messages, state: str, began: date, *, on_ladder: bool) -> str:
    key = "ladder" if on_ladder else state
    return messages.text(f"why.state.{key}", day=words.day_and_month(messages, began))


def ends_html(messages: Messages, state: str, reason: str, began: date, *, on_ladder: bool) -> str:
    """What brings the usual training back."""
    if on_ladder:
        return messages.text("why.ends.ladder")
    first = began + timedelta(days=ease_days(reason) if state == TrainingState.EASE else 1)
    return messages.text(f"why.ends.{state}", day=words.day_and_month(messages, first))


def _rule(knowledge: Knowledge, rule: RuleText | SeriesText) -> str:
    messages = knowledge.messages
    parts = [messages.text("why.rule") + " " + to_html(rule.because)]
    if rule.design:
        parts.append(messages.text("why.design"))
    if rule.sources:
        parts.append(sources_html(knowledge, rule.sources))
    return "\n\n".join(parts)


def last_checkin_html(messages: Messages, last: Checkin | None) -> str:
    if last is None:
        return ""
    day = words.day_and_month(messages, last.local_date)
    return messages.text("why.last_checkin", day=day, soreness=last.soreness)
