"""Answers: which message of ours answered which question."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, bindparam, delete, select, update

from bot.storage.among import among
from bot.storage.queries import Queries
from bot.storage.records import Answer
from bot.storage.tables import answers

_COLUMNS: Final = tuple(field.name for field in fields(Answer))
_LAST_ENTRIES: Final = (
    select(answers.c.chat_id, answers.c.entry)
    .where(
        among(answers.c.chat_id, "chats"),
        answers.c.entry.is_not(None),
        answers.c.at > bindparam("since"),
    )
    .order_by(answers.c.answer_message_id)
)


class Answers(Queries):
    async def put(self, answer: Answer) -> None:
        """Keep the answer; one already kept for the same message is replaced (an edited question)."""
        await self.put_all([answer])

    async def put_all(self, kept: Sequence[Answer]) -> None:
        """The same for many."""
        # A record has no records in it that asdict() would have to look for.
        rows = [{name: getattr(answer, name) for name in _COLUMNS} for answer in kept]
        await self._put(answers, ("chat_id", "answer_message_id"), rows)

    async def by_question(self, chat_id: int, question_message_id: int) -> Answer | None:
        """The latest answer to that message of the runner."""
        return await self._latest(chat_id, answers.c.question_message_id == question_message_id)

    async def by_message(self, chat_id: int, answer_message_id: int) -> Answer | None:
        return await self._latest(chat_id, answers.c.answer_message_id == answer_message_id)

    async def last_entries(self, chats: Collection[int], since: datetime) -> dict[int, str]:
        """By chat, the entry shown last, where that was after `since`."""
        found = await self._connection.execute(_LAST_ENTRIES, {"chats": chats, "since": since})
        return {row.chat_id: row.entry for row in found}

    async def vote(self, chat_id: int, answer_message_id: int, vote: str) -> bool:
        """False when that is the vote already, or when there is no such answer."""
        statement = update(answers).where(
            answers.c.chat_id == chat_id,
            answers.c.answer_message_id == answer_message_id,
            answers.c.vote.is_distinct_from(vote),
        )
        return await self._changed(statement.values(vote=vote)) == 1

    async def prune(self, before: datetime) -> int:
        """Forget answers older than `before`; returns how many."""
        return await self._changed(delete(answers).where(answers.c.at < before))

    async def _latest(self, chat_id: int, where: ColumnElement[bool]) -> Answer | None:
        statement = (
            self._select(answers, Answer)
            .where(answers.c.chat_id == chat_id, where)
            .order_by(answers.c.answer_message_id.desc())
            .limit(1)
        )
        return await self._one(statement, Answer)
