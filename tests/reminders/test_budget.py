"""Turns of one sender: the rate of the whole bot, one message a second to a chat, and holds."""

import asyncio
import time
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import event

from bot.clock import Clock
from bot.reminders.budget import Budget
from bot.reminders.pace import Pace
from bot.storage.store import Store
from tests.statements import engine_of


async def _turns(budget: Budget, chats: list[int]) -> list[float]:
    """When each got its turn, in seconds from now."""
    begun = time.monotonic()

    async def one(chat: int) -> float:
        assert await budget.turn(chat) is None
        return time.monotonic() - begun

    return sorted(await asyncio.gather(*(one(chat) for chat in chats)))


async def _one_after_the_other(budget: Budget, chats: list[int]) -> list[float]:
    """The same, each asking for its turn when the one before has left: as a sender does within a chat."""
    begun = time.monotonic()
    at = []
    for chat in chats:
        assert await budget.turn(chat) is None
        at.append(time.monotonic() - begun)
    return at


async def test_messages_leave_evenly_at_the_rate_however_many_wait(store: Store) -> None:
    at = await _turns(Budget(store, Pace(rate=100), Clock()), list(range(60)))
    assert at[-1] == pytest.approx(0.59, abs=0.15)
    assert sum(one < 0.3 for one in at) <= 45


async def test_two_senders_share_one_rate(store: Store) -> None:
    budgets = [Budget(store, Pace(rate=100), Clock()) for _ in range(2)]
    # Both are connected to the database before either begins.
    await asyncio.gather(*(_turns(budget, [1000]) for budget in budgets))
    hauls = await asyncio.gather(*(_turns(budget, list(range(40))) for budget in budgets))
    at = sorted(one for haul in hauls for one in haul)
    assert at[-1] > 0.79 - 0.2
    # Neither waits until the other is through.
    assert hauls[0][19] < hauls[1][-1]
    assert hauls[1][19] < hauls[0][-1]


async def test_many_turns_cost_one_statement(store: Store) -> None:
    budget = Budget(store, Pace(rate=1000), Clock())
    heard: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        heard.append(statement)

    event.listen(engine_of(store), "before_cursor_execute", hear)
    await _turns(budget, list(range(200)))
    event.remove(engine_of(store), "before_cursor_execute", hear)
    assert sum("send_budget" in statement for statement in heard) <= 3


async def test_a_chat_gets_one_message_a_second(store: Store) -> None:
    budget = Budget(store, Pace(rate=100), Clock())
    own = _one_after_the_other(budget, [5, 5, 5])
    others = _turns(budget, list(range(100, 120)))
    at, of_others = await asyncio.gather(own, others)
    assert all(later - earlier > 0.9 for earlier, later in pairwise(at))
    assert of_others[-1] < 0.9


async def test_a_chats_second_begins_when_its_message_leaves_not_when_it_came_for_its_turn(
    store: Store,
) -> None:
    budget = Budget(store, Pace(rate=100), Clock())
    await budget.hold(timedelta(seconds=1.6))
    first, second = await _one_after_the_other(budget, [5, 5])
    assert first > 1.4
    assert second - first > 0.9


async def test_a_clock_that_is_put_back_makes_no_chat_wait_for_it(store: Store) -> None:
    clock = Clock()
    budget = Budget(store, Pace(rate=100), clock)
    await _turns(budget, [5])
    clock._offset -= timedelta(hours=1)
    (at,) = await _turns(budget, [5])
    assert at < 0.9


async def test_a_long_hold_sends_those_that_wait_back_to_their_rows(store: Store) -> None:
    one, other = (Budget(store, Pace(rate=2), Clock()) for _ in range(2))
    waiting = [asyncio.create_task(budget.turn(n)) for n, budget in enumerate([one, one, one, other, other])]
    await asyncio.sleep(0.1)
    await one.hold(timedelta(seconds=30))
    answers = await asyncio.gather(*waiting)
    put_off = [answer for answer in answers if answer is not None]
    assert len(put_off) >= 2  # all but the one that was off already, and the other's that were booked
    assert all(timedelta(seconds=25) < wait <= timedelta(seconds=30) for wait in put_off)
    assert await other.turn(9) is not None


async def test_a_short_hold_is_waited_out(store: Store) -> None:
    budget = Budget(store, Pace(rate=100), Clock())
    await budget.hold(timedelta(seconds=1.5))
    (at,) = await _turns(budget, [1])
    assert at == pytest.approx(1.5, abs=0.3)
