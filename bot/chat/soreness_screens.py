"""The triage as messages: a question with its ticks, and what the outcome means."""

from typing import Any, Final

from bot.chat import soreness_doubt, soreness_risk
from bot.chat.entry_screen import entry_data
from bot.chat.flow import Tap
from bot.chat.outcome_text import outcome_html
from bot.chat.safety_text import red_flags_html
from bot.chat.screen import Button, Row, Screen, in_rows
from bot.chat.why_button import why_row
from bot.coaching.outcome import Outcome
from bot.coaching.state import Reason, TrainingState
from bot.coaching.triage import Verdict
from bot.content.knowledge import Knowledge
from bot.content.markup import to_html
from bot.content.triage import Question
from bot.storage.records import Conversation, Runner

PREFIX: Final = "q"
CROSS_TRAINING: Final = "swim-or-cycle"
GO_ON: Final = "q:continue"
ANEW: Final = "q:anew"
RED_FLAGS: Final = "q:flags"
"""Shows the list of red flags in a message of its own, so that the outcome stays in sight."""


def question_screen(knowledge: Knowledge, talk: Conversation) -> Screen:
    """The open question of a triage."""
    ways_out = _ways_out(knowledge, talk)
    if talk.step == soreness_doubt.STEP:
        return soreness_doubt.screen(knowledge, talk, PREFIX, ways_out)
    question = knowledge.triage.question(talk.step)
    if soreness_risk.is_confirmed(question, talk.data):
        return soreness_risk.screen(knowledge, talk, PREFIX, ways_out)
    rows = _ticks(knowledge, talk, question) if question.kind == "many" else _choices(talk, question)
    return Screen(_text(knowledge, question), (*rows, ways_out))


def _text(knowledge: Knowledge, question: Question) -> str:
    full = [f"• {to_html(option.text)}" for option in question.options if option.text]
    if not full:
        return to_html(question.text)
    return "\n\n".join([to_html(question.text), "\n".join(full), knowledge.messages.text("soreness.tick")])


def _ticks(knowledge: Knowledge, talk: Conversation, question: Question) -> tuple[Row, ...]:
    label = knowledge.messages.label
    ticked = set(talk.data.get(question.key, ())) & {option.key for option in question.options}
    rows = in_rows(
        (
            _button(talk, label("soreness.ticked", label=option.label), f"{option.key}-")
            if option.key in ticked
            else _button(talk, label("soreness.unticked", label=option.label), f"{option.key}+")
            for option in question.options
        ),
        1,
    )
    last = ("soreness.done", "done") if ticked else ("soreness.none", "none")
    return (*rows, (_button(talk, label(last[0]), last[1]),))


def _choices(talk: Conversation, question: Question) -> tuple[Row, ...]:
    if question.kind == "score":
        return in_rows((_button(talk, str(score), str(score)) for score in range(11)), 6)
    return in_rows((_button(talk, option.label, option.key) for option in question.options), 1)


def _ways_out(knowledge: Knowledge, talk: Conversation) -> Row:
    label = knowledge.messages.label
    stop = _button(talk, label("soreness.stop"), "stop")
    if talk.step == knowledge.triage.questions[0].id:
        return (stop,)
    return (_button(talk, label("common.back"), "back"), stop)


def _button(talk: Conversation, label: str, value: str) -> Button:
    return Button(label, Tap(talk.token, talk.step, value).data(PREFIX))


def outcome_screen(
    knowledge: Knowledge,
    runner: Runner,
    data: dict[str, Any],
    verdict: Verdict,
    triage_id: int | None,
    *,
    doubtful: bool,
) -> Screen:
    """What came out and what becomes of the reminders, with what to do next. E offers nothing else at all."""
    text = outcome_html(knowledge, runner, data, verdict, doubtful=doubtful)
    if verdict.outcome is Outcome.E:
        return Screen(text)
    label = knowledge.messages.label
    rows: list[Row] = [(Button(label("soreness.check_again"), "q:start"),)]
    if triage_id is not None:
        rows.append(why_row(knowledge.messages, "t", triage_id))
    if verdict.outcome in {Outcome.K, Outcome.A, Outcome.X, Outcome.P}:
        rows.append((Button(label("soreness.red_flags"), RED_FLAGS),))
    if verdict.outcome is Outcome.X and runner.state == TrainingState.SWAP:
        rows.append((Button(label("soreness.cross_training"), entry_data(CROSS_TRAINING)),))
    return Screen(text, tuple(rows))


def stopped_screen(
    knowledge: Knowledge, runner: Runner | None, *, asked_all_flags: bool, kept: bool = False
) -> Screen:
    """Nothing is concluded from half a check; who did not see all safety questions gets the list.

    `kept`: there are answers to go on from.
    """
    text = knowledge.messages.text
    swapped = runner is not None and runner.state_rule == Reason.INTERIM
    parts = [text("half_way.stopped_swap" if swapped else "soreness.stopped")]
    if kept:
        parts.append(text("half_way.kept"))
    if not asked_all_flags:
        parts.append(red_flags_html(knowledge, runner))
    again = ((Button(knowledge.messages.label("soreness.start_again"), "q:start"),),)
    return Screen("\n\n".join(parts), go_on_rows(knowledge) if kept else again)


def go_on_screen(knowledge: Knowledge, runner: Runner | None) -> Screen:
    """Whether to go on where a check was left, or to begin anew."""
    return _with_swap(knowledge, knowledge.messages.text("half_way.go_on"), runner)


def ping_screen(knowledge: Knowledge, runner: Runner) -> Screen:
    """The same, of our own accord."""
    return _with_swap(knowledge, knowledge.messages.text("half_way.ping"), runner)


def _with_swap(knowledge: Knowledge, text: str, runner: Runner | None) -> Screen:
    if runner is not None and runner.state_rule == Reason.INTERIM:
        text += "\n\n" + knowledge.messages.text("half_way.swap")
    return Screen(text, go_on_rows(knowledge))


def go_on_rows(knowledge: Knowledge) -> tuple[Row, ...]:
    label = knowledge.messages.label
    return ((Button(label("half_way.continue"), GO_ON), Button(label("half_way.anew"), ANEW)),)
