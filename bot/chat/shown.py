"""Which answer was shown to which question, kept for the votes, the follow-ups and the curator."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.answering.decide import Candidate
from bot.storage.records import Answer
from bot.storage.store import Store
from bot.storage.together import Together


class Shown(NamedTuple):
    """An answer as the store has it; `declined`: an honest no, and the candidates that were nearest."""

    answer: Answer
    declined: tuple[Candidate, ...] | None = None


class ShownKeeper:
    """Those who keep at the same time share a transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.keep = Together(self._keep_all)

    async def _keep_all(self, shown: Sequence[Shown]) -> Sequence[None]:
        async with self._store.begin() as tx:
            await tx.answers.put_all([one.answer for one in shown])
            for answer, declined in shown:
                if declined is not None:
                    near = [candidate_json(candidate) for candidate in declined]
                    await tx.misses.add(answer.question, "declined", near, answer.at)
        return [None] * len(shown)


def candidate_json(candidate: Candidate) -> dict[str, object]:
    return {"topic": candidate.topic, "entry": candidate.entry, "score": candidate.score}
