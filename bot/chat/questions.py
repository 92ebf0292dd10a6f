"""Free text: an answer, buttons to choose from, or an honest no."""

import logging

from bot.answering.decide import Decision
from bot.chat import safety
from bot.chat.entry_screen import View, entry_data, entry_screen
from bot.chat.screen import Button, Screen, in_rows
from bot.chat.shown import Shown, candidate_json
from bot.chat.turn import Turn
from bot.content.markup import to_html
from bot.storage.records import Answer

log = logging.getLogger(__name__)


async def on_question(turn: Turn, question: str) -> None:
    """Answer a message."""
    await on_decision(turn, question, await decide(turn, question))


async def decide(turn: Turn, question: str) -> Decision:
    """Decide on a message, read against the answer that was shown last ("how many sets?")."""
    return turn.coach.matcher.decide(question, (await turn.seen()).last_entry)


async def on_decision(turn: Turn, question: str, decision: Decision) -> None:
    """Answer a message that was decided on; two questions in one message get two answers, in order."""
    log.info("update %s: %s (%s)", turn.update.update_id, decision.kind, decision.reason)
    if decision.kind == "safety":
        await safety.warn(turn, decision)
        return
    message = turn.message
    reply_to = message.message_id if message and message.chat.type != "private" else None
    for part in decision.parts or (decision,):
        answer_id = await turn.send(screen_for(turn, part), reply_to=reply_to)
        await _remember(turn, question, part, answer_id)


async def on_edited_question(turn: Turn) -> None:
    """An edited question edits its answer; a red flag in the edit still comes as a message of its own."""
    message = turn.message
    if message is None:
        return
    decision = await decide(turn, turn.words)
    if decision.kind == "safety":
        await safety.warn(turn, decision)
        return
    async with turn.store.read() as tx:
        earlier = await tx.answers.by_question(turn.chat_id, message.message_id)
    if earlier is None:
        return
    screen = screen_for(turn, decision)
    if not await turn.coach.out.edit(turn.chat_id, earlier.answer_message_id, screen):
        await turn.send(screen)
    await _remember(turn, turn.words, decision, earlier.answer_message_id)


async def on_entry_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """A suggestion, a related question, "More" or "Sources": shown in place."""
    entry_id, view = args if len(args) == 2 else ("", "s")
    entry = turn.knowledge.entries.get(entry_id)
    if entry is None or view not in ("s", "m", "r"):
        await turn.toast("answers.entry_gone")
        return
    await turn.toast()
    message_id = turn.tapped_message_id
    async with turn.store.read() as tx:
        row = await tx.answers.by_message(turn.chat_id, message_id) if message_id else None
    vote = row.vote if row and row.entry == entry_id else None
    shown = await turn.show(entry_screen(turn.knowledge, entry, _view(view), vote=vote))
    if row is None or row.entry != entry_id or shown != message_id:
        question = row.question if row and row.entry is None else entry.title
        await _put(turn, shown, question, entry_id, row.question_message_id if row else None)


async def show_entry(turn: Turn, entry_id: str) -> bool:
    """Send one entry (a deep link); False when there is none of that name."""
    entry = turn.knowledge.entries.get(entry_id)
    if entry is None:
        return False
    message_id = await turn.send(entry_screen(turn.knowledge, entry))
    await _put(turn, message_id, entry.title, entry.id, None)
    return True


async def on_vote_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """A thumb counts once; thumbs down is kept for the curator without the person."""
    entry = turn.knowledge.entries.get(args[0]) if args else None
    message_id = turn.tapped_message_id
    if entry is None or message_id is None or len(args) != 3 or args[1] not in {"up", "down"}:
        await turn.toast("answers.entry_gone")
        return
    vote, view = args[1], _view(args[2])
    async with turn.store.begin() as tx:
        row = await tx.answers.by_message(turn.chat_id, message_id)
        question = row.question if row else entry.title
        if row is None or row.entry != entry.id:
            await tx.answers.put(
                Answer(turn.chat_id, None, message_id, question, entry.id, vote=None, at=turn.now)
            )
        counted = await tx.answers.vote(turn.chat_id, message_id, vote)
        first = row is None or row.vote is None or row.entry != entry.id
        if counted and first and vote == "down":
            shown = {"topic": entry.topic, "entry": entry.id}
            await tx.misses.add(question, "thumbed_down", [shown], turn.now)
    await turn.toast(f"answers.voted_{vote}" if counted else "common.already")
    if counted:
        await turn.show(entry_screen(turn.knowledge, entry, view, vote=vote))


async def on_none_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """ "None of these": an honest no, and a line for the curator."""
    await turn.toast()
    message_id = turn.tapped_message_id
    async with turn.store.begin() as tx:
        row = await tx.answers.by_message(turn.chat_id, message_id) if message_id else None
        # The row goes on without its question, so that a second tap does not count twice.
        if row is not None and row.entry is None and row.vote is None:
            await tx.answers.vote(turn.chat_id, row.answer_message_id, "none")
            near = [
                candidate_json(candidate) for candidate in turn.coach.matcher.decide(row.question).candidates
            ]
            await tx.misses.add(row.question, "none_of_these", near, turn.now)
    await turn.show(Screen(turn.messages.text("answers.none_of_these"), _topics_row(turn)))


def screen_for(turn: Turn, decision: Decision) -> Screen:
    """The decision as a message. Safety decisions have screens of their own."""
    if decision.kind == "answer" and decision.entry is not None:
        return entry_screen(turn.knowledge, turn.knowledge.entries[decision.entry])
    if decision.kind == "suggest":
        return _suggestions(turn, decision)
    if decision.kind == "smalltalk" and decision.smalltalk is not None:
        return Screen(turn.knowledge.smalltalk_reply(decision.smalltalk))
    subject = turn.knowledge.neighbours.get(decision.neighbour or "")
    text = to_html(subject.reply) if subject else turn.messages.text("answers.decline")
    return Screen(text, _topics_row(turn))


def _suggestions(turn: Turn, decision: Decision) -> Screen:
    entries = [turn.knowledge.entries[key] for key in decision.suggestions]
    buttons = [Button(entry.title, entry_data(entry.id)) for entry in entries]
    buttons.append(Button(turn.messages.label("answers.none_label"), "n"))
    return Screen(turn.messages.text("answers.suggest"), in_rows(buttons, 1))


def _topics_row(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    return ((Button(turn.messages.label("answers.browse"), "t:"),),)


async def _remember(turn: Turn, question: str, decision: Decision, answer_id: int) -> None:
    question_id = turn.message.message_id if turn.message else None
    entry = decision.entry if decision.kind == "answer" else None
    answer = Answer(turn.chat_id, question_id, answer_id, question, entry, vote=None, at=turn.now)
    declined = decision.candidates if decision.kind == "decline" else None
    await turn.coach.shown.keep(Shown(answer, declined))


async def _put(turn: Turn, message_id: int, question: str, entry: str, question_id: int | None) -> None:
    answer = Answer(turn.chat_id, question_id, message_id, question, entry, vote=None, at=turn.now)
    await turn.coach.shown.keep(Shown(answer))


def _view(letter: str) -> View:
    return "m" if letter == "m" else "r" if letter == "r" else "s"
