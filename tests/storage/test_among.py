"""One parameter for many numbers: the same statement however many, found by the index."""

import re
from collections.abc import Sequence

import pytest
from sqlalchemy import event, select

from bot.storage.among import among
from bot.storage.store import Store
from bot.storage.tables import runners as table
from tests.statements import as_the_driver_takes_it, connected, engine_of

from .conftest import ALICE, BOB

_OF = select(table.c.chat_id).where(among(table.c.chat_id, "chats"), table.c.active.is_(True))


@pytest.mark.parametrize(
    ("asked", "found"),
    [((), ()), ((ALICE,), (ALICE,)), ((BOB, 10**15, ALICE, BOB), (ALICE, BOB)), ((-5,), ())],
)
async def test_those_that_are_among_the_numbers_are_found_once(
    runners: Store, asked: Sequence[int], found: Sequence[int]
) -> None:
    async with connected(runners) as connection:
        rows = await connection.execute(_OF, {"chats": asked})
        assert sorted(rows.scalars()) == sorted(found)


async def test_the_statement_is_one_for_every_count_and_searches_the_index(runners: Store) -> None:
    heard: list[tuple[str, tuple]] = []

    def hear(_connection, _cursor, statement, parameters, *_) -> None:
        if "runners.chat_id" in statement:
            heard.append((statement, parameters))

    event.listen(engine_of(runners), "before_cursor_execute", hear)
    async with connected(runners) as connection:
        for asked in ((ALICE,), (ALICE, BOB, 3)):
            await connection.execute(_OF, {"chats": asked})
        event.remove(engine_of(runners), "before_cursor_execute", hear)
        assert len({words for words, _ in heard}) == 1
        words, values = heard[0]
        if engine_of(runners).dialect.name == "sqlite":
            plan = await as_the_driver_takes_it(connection, f"EXPLAIN QUERY PLAN {words}", values)
            assert any(re.match(r"SEARCH runners USING .*PRIMARY KEY", row[-1]) for row in plan)
