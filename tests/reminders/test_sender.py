"""A sender that stops finishes the message under way and gives back what it had claimed."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.reminders.delivery import Delivery, Sent
from bot.reminders.pace import Pace
from bot.reminders.plan import replan
from bot.reminders.sender import Sender
from bot.storage.records import Occurrence, Runner
from bot.storage.store import Store

from .conftest import MONDAY_NOON, StandingClock

CHATS = (21, 22, 23)
ONE_BY_ONE = Pace(rate=1)


class HeldCourier:
    """Holds each message until told to let go."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.go = asyncio.Event()

    async def deliver(self, occurrence: Occurrence, runner: Runner, now: object) -> Delivery:
        self.begun.append(runner.chat_id)
        await self.go.wait()
        return Sent(1)


@pytest.fixture
async def due(store: Store, clock: StandingClock) -> AsyncIterator[Store]:
    """Several runners with a message due."""
    async with store.begin() as tx:
        for chat in CHATS:
            await tx.runners.ensure(chat, MONDAY_NOON)
            runner = await tx.runners.update(chat, zone="Europe/Berlin", strength_on=True, checkin_on=False)
            await replan(tx, runner, MONDAY_NOON)
        next_due = await tx.occurrences.next_due()
    assert next_due is not None
    clock.jump(next_due)
    yield store


async def _states(store: Store, clock: StandingClock) -> list[tuple[str, int]]:
    """State and attempts of what was due, the unsent first."""
    async with store.read() as tx:
        found = [await tx.occurrences.of_kind(chat, "strength", clock.now().date()) for chat in (7, *CHATS)]
    return sorted((one.state, one.attempts) for one in found if one)


async def _begun(courier: HeldCourier, sender: Sender) -> "asyncio.Task[None]":
    task = asyncio.create_task(sender.deliver())
    while not courier.begun:  # noqa: ASYNC110 (nothing tells)
        await asyncio.sleep(0.005)
    return task


async def test_the_message_under_way_arrives_and_the_rest_is_free_for_others(
    due: Store, clock: StandingClock
) -> None:
    courier = HeldCourier()
    sender = Sender(due, courier, clock, "a", ONE_BY_ONE)
    task = await _begun(courier, sender)
    assert sender.busy
    stopping = asyncio.create_task(sender.stop(5))
    await asyncio.sleep(0)
    courier.go.set()
    await stopping
    await task
    assert len(courier.begun) == 1
    assert await _states(due, clock) == [("planned", 0)] * 3 + [("sent", 1)]


async def test_a_message_that_telegram_does_not_answer_is_not_waited_for_forever_nor_sent_twice(
    due: Store, clock: StandingClock
) -> None:
    courier = HeldCourier()
    sender = Sender(due, courier, clock, "a", ONE_BY_ONE)
    task = await _begun(courier, sender)
    await sender.stop(0.05)
    await asyncio.gather(task, return_exceptions=True)
    assert await _states(due, clock) == [("planned", 0)] * 3 + [("sent", 1)]
    async with due.read() as tx:
        outcomes = (await tx.export(courier.begun[0]))["occurrences"]
    assert "unknown: stopped" in {row["outcome"] for row in outcomes}


async def test_a_stopped_sender_claims_nothing(due: Store, clock: StandingClock) -> None:
    courier = HeldCourier()
    sender = Sender(due, courier, clock, "a", ONE_BY_ONE)
    await sender.stop(1)
    await sender.deliver()
    assert courier.begun == []
    assert await _states(due, clock) == [("planned", 0)] * 4


async def test_a_sender_that_does_not_look_says_that_it_is_stuck(
    due: Store, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reminders.sender.STUCK_AFTER", 0.2)
    courier = HeldCourier()
    sender = Sender(due, courier, clock, "a", ONE_BY_ONE)
    task = await _begun(courier, sender)
    assert not sender.stuck
    await asyncio.sleep(0.25)
    assert sender.stuck
    courier.go.set()
    await task
    assert not sender.stuck
