"""Which conversation an update belongs to. One table of commands, one of button prefixes."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from telegram import Update
from telegram.constants import ChatType

from bot.answering.decide import Decision
from bot.chat import (
    check_start,
    checkin,
    clearance,
    due,
    extras,
    fallback,
    flow,
    follow_up,
    groups,
    help,
    ladder,
    older,
    operators,
    privacy,
    progress,
    questions,
    refusal,
    reminders,
    safety,
    settings,
    setup,
    soreness,
    still_here,
    topics,
    why,
    workout,
)
from bot.chat.coach import Coach
from bot.chat.turn import Turn
from bot.reminders.plan import replan
from bot.storage.records import Conversation

log = logging.getLogger(__name__)

Command = Callable[[Turn], Awaitable[None]]

COMMANDS: Final[dict[str, Command]] = {
    "start": setup.start,
    "topics": topics.on_topics,
    "workout": workout.on_workout,
    "checkin": checkin.on_checkin,
    "soreness": check_start.start,
    "progress": progress.on_progress,
    "reminders": reminders.on_reminders,
    "settings": settings.on_settings,
    "help": help.on_help,
    "privacy": privacy.on_privacy,
    "export": privacy.on_export,
    "delete": privacy.on_delete,
    "cancel": help.on_cancel,
}

OF_THE_LEGS: Final = frozenset((checkin.on_checkin, check_start.start))
"""Asked for in words by how the legs are: in a check that is an answer, if an unclear one."""

OPERATOR_COMMANDS: Final[dict[str, Command]] = {
    "unanswered": operators.on_unanswered,
    "reload": operators.on_reload,
    "stats": operators.on_stats,
}

Tapped = Callable[[Turn, tuple[str, ...]], Awaitable[None]]


TAPS: Final[dict[str, Tapped]] = {
    "e": questions.on_entry_tap,
    "v": questions.on_vote_tap,
    "n": questions.on_none_tap,
    "t": topics.on_topic_tap,
    "g": setup.on_tap,
    "m": reminders.on_tap,
    "s": settings.on_tap,
    "y": settings.on_typed_tap,
    "c": checkin.on_tap,
    "q": check_start.on_tap,
    "o": due.on_tap,
    "w": workout.on_tap,
    "x": safety.on_tap,
    "k": clearance.on_tap,
    "p": privacy.on_tap,
    "b": why.on_tap,
    "j": extras.on_tap,
    "l": ladder.on_tap,
    "f": follow_up.on_tap,
    "h": still_here.on_tap,
}
IN_PUBLIC: Final = frozenset("evnt")
"""Buttons that may be tapped in a group: answers and topics, nothing about anyone's health."""
OF_A_RUNNER: Final = frozenset("cmsyokwbjlfh")
"""Buttons that belong to somebody the coach knows: after /delete they must not bring the person back."""


async def route(coach: Coach, update: Update) -> None:
    """Answer one update. What is not for the coach (a channel, a bot, a group's chatter) is left alone."""
    chat = update.effective_chat
    if chat is None or chat.type == ChatType.CHANNEL:
        return
    turn = Turn(coach, update, chat.id, coach.clock.now())
    if update.my_chat_member is not None:
        await _on_membership(turn)
    elif update.callback_query is not None:
        await _on_tap(turn)
    elif turn.message is None or (turn.message.from_user and turn.message.from_user.is_bot):
        return
    elif chat.type != ChatType.PRIVATE:
        await groups.on_message(turn)
    elif update.edited_message is not None:
        await questions.on_edited_question(turn)
    else:
        await _on_message(turn)


async def _on_message(turn: Turn) -> None:
    await _welcome_back(turn)
    words = turn.words
    if not words:
        await fallback.on_unreadable(turn)
    elif words.startswith("/") and len(words) > 1:
        await settings.close(turn)
        await _on_command(turn, words)
    else:
        await _on_words(turn, words)


async def _on_words(turn: Turn, words: str) -> None:
    """Red flags, the open talk, a command in words, refused advice, a check-in's number, then a question."""
    talk = (await turn.seen()).talk
    if talk is not None and await _was_taken(turn, talk):
        return
    decision = await questions.decide(turn, words)
    if decision.kind != "safety" and turn.message is not None and not turn.message.text:
        await fallback.on_unreadable(turn)
    if decision.kind == "safety" and not _only_answers(turn, talk, words, decision):
        await questions.on_decision(turn, words, decision)
        return
    if talk is not None and older.is_outdated(turn, talk):
        if await older.close(turn, talk) and decision.kind != "answer":
            return
        talk = None
    if talk is not None and await _in_conversation(turn, talk, words):
        return
    checking = soreness.is_asking(talk)
    command = _wished(turn, decision)
    if command is not None and not (checking and command in OF_THE_LEGS):
        await settings.close(turn)
        await command(turn)
        return
    if decision.refusal and await refusal.on_refusal(turn, decision.refusal):
        return
    if checking and decision.kind != "answer":
        await turn.say("soreness.tap_please")
    elif checking or not await checkin.on_number(turn, words):
        await questions.on_decision(turn, words, decision)


def _wished(turn: Turn, decision: Decision) -> Command | None:
    """What does as it is asked for in words: "stop the reminders" is no question."""
    talk = turn.knowledge.smalltalk.get(decision.smalltalk or "")
    return COMMANDS.get(talk.command or "") if talk is not None else None


async def _was_taken(turn: Turn, talk: Conversation) -> bool:
    """True when the talk took these words before and only the reply was lost, which is sent once more.

    It stands at another question by now, and they are no answer to that one.
    """
    if not flow.is_by(turn, talk) or older.is_outdated(turn, talk):
        return False
    match talk.flow:
        case setup.FLOW:
            await setup.on_text_again(turn, talk)
        case soreness.FLOW:
            await flow.hang_on(turn, await turn.send(await soreness.stands(turn, talk)))
    return True


def _only_answers(turn: Turn, talk: Conversation | None, words: str, decision: Decision) -> bool:
    """Whether a mere doubt is about the words of a button: "both thighs" answers the check that asks."""
    doubt = decision.safety is not None and decision.safety.level == "ask"
    return doubt and talk is not None and soreness.is_answer(turn, talk, words)


async def _on_command(turn: Turn, text: str) -> None:
    first, _, rest = text.partition(" ")
    name, _, addressed = first[1:].partition("@")
    if addressed and addressed.lower() != turn.coach.username.lower():
        return
    if name.lower() == "start":
        await _on_start(turn, rest.strip())
    elif (command := _command(turn, name.lower())) is not None:
        await command(turn)
    elif not name.isascii() or " " in text.strip():
        await questions.on_question(turn, text.lstrip("/"))
    else:
        await turn.say("fallback.unknown_command")


def _command(turn: Turn, name: str) -> Command | None:
    if name in OPERATOR_COMMANDS and operators.is_operator(turn):
        return OPERATOR_COMMANDS[name]
    return COMMANDS.get(name)


async def _on_start(turn: Turn, payload: str) -> None:
    """A deep link's payload names an entry; anything else is the welcome."""
    if payload and await questions.show_entry(turn, payload):
        return
    await setup.start(turn)


async def _in_conversation(turn: Turn, talk: Conversation, words: str) -> bool:
    """True when the open talk took the words as its answer."""
    match talk.flow:
        case setup.FLOW:
            return await setup.on_text(turn, talk, words)
        case settings.FLOW:
            return await settings.on_text(turn, talk, words)
        case soreness.FLOW:
            return await soreness.on_text(turn, talk, words)
    return False


async def _on_tap(turn: Turn) -> None:
    query = turn.query
    prefix, *args = (query.data or "").split(":") if query else [""]
    handler = TAPS.get(prefix)
    if handler is None or not await _may_tap(turn, prefix):
        await turn.toast("common.stale_gone")
        return
    if not await older.ended_by_tap(turn, prefix, tuple(args)):
        await handler(turn, tuple(args))
    await turn.toast()


async def _may_tap(turn: Turn, prefix: str) -> bool:
    if not turn.is_private:
        return prefix in IN_PUBLIC
    if prefix not in OF_A_RUNNER:
        return True
    return (await turn.seen()).runner is not None


async def _on_membership(turn: Turn) -> None:
    """Blocked or unblocked: stop at once, and plan anew on the way back."""
    change = turn.update.my_chat_member
    if change is None or change.chat.type != ChatType.PRIVATE:
        return
    gone = change.new_chat_member.status in {"kicked", "left"}
    async with turn.store.begin() as tx:
        runner = await tx.runners.get(turn.chat_id)
        if runner is None:
            return
        await tx.runners.set_active(turn.chat_id, not gone)
        if gone:
            await tx.occurrences.cancel_planned(turn.chat_id)
    if not gone:
        await _plan_again(turn)


async def _welcome_back(turn: Turn) -> None:
    runner = (await turn.seen()).runner
    if runner is not None and not runner.active:
        await _plan_again(turn)


async def _plan_again(turn: Turn) -> None:
    async with turn.store.begin() as tx:
        await tx.runners.set_active(turn.chat_id, True)
        runner = await tx.runners.get(turn.chat_id)
        if runner is not None:
            await replan(tx, runner, turn.now)
