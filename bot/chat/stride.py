"""The morning after "adjust": "Is your stride normal?" and, where it got worse, the check again."""

from datetime import date

from bot.chat.runners import day_of_checkin, set_state
from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn
from bot.coaching.adjusted import Follow, follow
from bot.coaching.state import Reason, TrainingState
from bot.content.messages import Messages
from bot.storage.records import Runner
from bot.storage.tx import Tx

NOTHING = Screen("")


async def after_adjust(
    tx: Tx, messages: Messages, runner: Runner, rules: frozenset[str], today: date, soreness: int
) -> Screen:
    """What goes beneath the reply to a check-in; `runner` is as before the answer.

    `rules`: the names of the triage's rules. Light training on the ladder has its own question.
    """
    eased = runner.state == TrainingState.EASE and runner.ladder_step is None
    if not eased or runner.state_since is None or runner.state_rule not in rules | {Reason.STRIDE_CHANGED}:
        return NOTHING
    began = day_of_checkin(runner, runner.state_since)
    match follow(soreness, await _checked(tx, runner), began, today):
        case Follow.ASK_STRIDE:
            return _question(messages, today)
        case Follow.OFFER_CHECK:
            return Screen(messages.text("ladder.adjusted.worse"), (_check(messages),))
    return NOTHING


async def on_answer(turn: Turn, asked: date, *, normal: bool) -> None:
    """Counts on the day it was asked. A changed stride keeps training light until the check says more."""
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
        stands = asked == day_of_checkin(runner, turn.now)
        if stands and not normal and runner.state == TrainingState.NORMAL:
            await set_state(tx, runner, TrainingState.EASE, Reason.STRIDE_CHANGED, turn.now)
    await turn.toast("common.noted" if stands else "common.stale_gone")
    if not stands:
        return
    if normal:
        await turn.show(Screen(turn.messages.text("ladder.adjusted.normal")))
    else:
        await turn.show(Screen(turn.messages.text("ladder.adjusted.changed"), (_check(turn.messages),)))


async def _checked(tx: Tx, runner: Runner) -> int | None:
    """The soreness of the last check."""
    last = await tx.triages.recent(runner.chat_id, 1)
    return last[0].answers.get("soreness") if last else None


def _question(messages: Messages, today: date) -> Screen:
    normal = Button(messages.label("ladder.stride_normal"), f"c:stride:{today:%Y%m%d}:normal")
    changed = Button(messages.label("ladder.stride_changed"), f"c:stride:{today:%Y%m%d}:changed")
    return Screen(messages.text("ladder.adjusted.stride"), ((normal, changed),))


def _check(messages: Messages) -> tuple[Button, ...]:
    return (Button(messages.label("checkin.check_it"), "q:start"),)
