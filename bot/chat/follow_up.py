"""Follow-ups after a soreness check: composed when they are sent, answered by one tap, kept as an event."""

from datetime import datetime
from typing import Final

from bot.chat import check_start, clearance
from bot.chat.checkin_days import scores_until
from bot.chat.coach import Coach
from bot.chat.runners import local_day, set_state, zone_of
from bot.chat.safety_text import red_flags_html, safety_html
from bot.chat.screen import Button, Row, Screen, column
from bot.chat.soreness_screens import RED_FLAGS
from bot.chat.turn import Turn
from bot.chat.why_button import why_row
from bot.coaching.follow_up import LATEST, Answer, Ask, Contact, settling, waking
from bot.coaching.state import PAUSED, Reason, TrainingState
from bot.content.knowledge import Knowledge
from bot.reminders.delivery import Held, Wait
from bot.reminders.follow_up import KIND, answers, due_now, replan_follow_up
from bot.storage.records import Occurrence, Runner
from bot.storage.tx import Tx

PREFIX: Final = "f"
_SEEN: Final = (Answer.CLEARED, Answer.SEEN, Answer.NOT_YET, Answer.CHANGED, Answer.STOP_ASKING)
OFFERED: Final[dict[Ask, tuple[Answer, ...]]] = {
    Ask.RECHECK: (Answer.CHANGED, Answer.STOP_ASKING),
    Ask.STOP_TOLD: (Answer.CHANGED, Answer.STOP_ASKING),
    Ask.FLAGS: (Answer.CHANGED, Answer.NO_SIGN, Answer.STOP_ASKING),
    Ask.SEEN_SOMEONE: _SEEN,
    Ask.WERE_YOU_SEEN: _SEEN,
    Ask.HOPE: (),
}
"""The buttons beneath each, top to bottom."""
_TAPPED: Final = frozenset(answer.value for offered in OFFERED.values() for answer in offered)


async def compose(
    coach: Coach, occurrence: Occurrence, runner: Runner, now: datetime
) -> Screen | Held | Wait:
    """What the state of this moment asks for. A week of swapping that did not settle ends here in a stop."""
    morning = waking(now, zone_of(runner))
    if morning != now and morning - occurrence.due_at <= LATEST:
        return Wait(morning)
    async with coach.store.begin() as tx:
        runner = await tx.runners.get(runner.chat_id) or runner
        contact = await due_now(tx, runner, occurrence.local_date, now)
        if contact is not None and contact.ask is Ask.WEEK_OVER:
            if await _is_settling(tx, runner, now):
                return Held("settling")
            runner = await set_state(tx, runner, TrainingState.STOP, Reason.SWAP_WEEK, now)
            contact = await due_now(tx, runner, occurrence.local_date, now)
    if contact is None or _is_idle(contact, runner):
        return Held(runner.state if contact is None else "silent")
    return _screen(coach.knowledge, occurrence, runner, contact.ask)


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """`f:<occurrence>:<answer>`."""
    match args:
        case (which, answer) if which.isdecimal() and len(which) <= 18 and answer in _TAPPED:
            await _answer(turn, int(which), Answer(answer))
        case _:
            await turn.toast("common.stale_gone")


async def _answer(turn: Turn, which: int, answer: Answer) -> None:
    """The first tap counts. The same one handled again shows its reply again, should it have been lost."""
    async with turn.store.begin() as tx:
        occurrence, runner = await tx.occurrences.get(which), await tx.runners.get(turn.chat_id)
        if occurrence is None or runner is None or not _stands(occurrence, runner):
            occurrence = None
        counted = occurrence is not None and await _record(tx, turn, runner, occurrence, answer)
    if occurrence is None or runner is None:
        await turn.toast("common.stale_gone")
        return
    await turn.toast("common.noted" if counted else "common.already")
    if not counted and occurrence.response != answer:
        return
    if answer is not Answer.CHANGED:
        await turn.show(_reply(turn, runner, answer))
    elif counted or not await check_start.is_open(turn):
        await check_start.start(turn)


async def _record(tx: Tx, turn: Turn, runner: Runner | None, occurrence: Occurrence, answer: Answer) -> bool:
    """Keep the answer, and plan by it. False when one was given before."""
    counted = await tx.occurrences.respond(occurrence.id, turn.chat_id, answer, turn.now)
    if counted and runner is not None:
        data = {"answer": answer.value, "occurrence": occurrence.id}
        await tx.events.add(turn.chat_id, turn.now, KIND, data)
        await replan_follow_up(tx, runner, turn.now)
    return counted


def _stands(occurrence: Occurrence, runner: Runner) -> bool:
    """Whether the message is the runner's own and speaks of the state as it still is."""
    if occurrence.chat_id != runner.chat_id or occurrence.kind != KIND or occurrence.sent_at is None:
        return False
    return runner.state_since is not None and occurrence.sent_at >= runner.state_since


def _is_idle(contact: Contact, runner: Runner) -> bool:
    """Who has been silent for a week and was asked "still here?" is not asked week after week as well."""
    silent = runner.silent_since is not None and runner.here_at is None
    return silent and contact.ask is Ask.SEEN_SOMEONE


async def _is_settling(tx: Tx, runner: Runner, now: datetime) -> bool:
    today = local_day(runner, now)
    return settling(await scores_until(tx, runner, today), today, await answers(tx, runner))


def _screen(knowledge: Knowledge, occurrence: Occurrence, runner: Runner, ask: Ask) -> Screen:
    text = knowledge.messages.text(f"follow_up.{ask}")
    if ask is Ask.FLAGS:
        text += "\n\n" + red_flags_html(knowledge, runner)
    buttons = [_button(knowledge, occurrence, ask, answer) for answer in OFFERED[ask]]
    rows: tuple[Row, ...] = column(buttons)
    if ask is Ask.STOP_TOLD:
        flags = Button(knowledge.messages.label("soreness.red_flags"), RED_FLAGS)
        rows = ((flags,), why_row(knowledge.messages, "s", "now"), *rows)
    return Screen(text, rows)


def _button(knowledge: Knowledge, occurrence: Occurrence, ask: Ask, answer: Answer) -> Button:
    own = f"follow_up.button.{ask}_{answer}"
    key = own if own in knowledge.messages.by_key else f"follow_up.button.{answer}"
    return Button(knowledge.messages.label(key), f"{PREFIX}:{occurrence.id}:{answer}")


def _reply(turn: Turn, runner: Runner, answer: Answer) -> Screen:
    """A kind line; to "not yet" also what would mean today, or for `urgent` that today it is."""
    if answer is Answer.CLEARED:
        return clearance.ask_screen(turn.messages)
    if answer is Answer.NOT_YET and runner.state == TrainingState.URGENT:
        text = safety_html(turn.knowledge, "urgent", runner)
    else:
        text = turn.messages.text(f"follow_up.answered.{answer}")
    if answer is Answer.NOT_YET and runner.state != TrainingState.URGENT:
        text += "\n\n" + red_flags_html(turn.knowledge, runner)
    again = Button(turn.messages.label("soreness.check_again"), "q:start")
    cleared = Button(turn.messages.label("clearance.cleared"), "k:ask")
    return Screen(text, ((again,), (cleared,)) if runner.state in PAUSED else ((again,),))
