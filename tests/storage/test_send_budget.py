"""The budget that all senders share: what is booked, what is held, and whatever clocks do."""

import asyncio

import pytest

from bot.storage.send_budget import AHEAD, BURST, Booking
from bot.storage.store import Store

RATE = 25
NOON = 1_900_000_000.0


async def _book(store: Store, count: int, at: float | None, rate: float = RATE) -> Booking | None:
    async with store.begin() as tx:
        return await tx.send_budget.book(count, rate, at=at)


async def _ahead(store: Store, at: float | None) -> float:
    async with store.read() as tx:
        return await tx.send_budget.ahead(at=at)


async def test_a_fresh_budget_is_free_and_sends_are_booked_one_after_the_other(store: Store) -> None:
    assert await _ahead(store, NOON) == 0
    first, second = await _book(store, 5, NOON), await _book(store, 5, NOON)
    assert first == Booking(0, 1 / RATE, 5)
    assert second is not None
    assert second.start == pytest.approx(5 / RATE)


async def test_no_more_is_booked_than_a_second_ahead(store: Store) -> None:
    booked = 0
    while (booking := await _book(store, 5, NOON)) is not None:
        booked += booking.count
    assert booked == RATE * AHEAD + 5
    assert await _ahead(store, NOON) == pytest.approx(AHEAD + 5 / RATE)
    assert await _book(store, 1, NOON + 5 / RATE + 0.001) is not None


async def test_a_pause_is_caught_up_on_by_a_quarter_of_a_second_and_no_more(store: Store) -> None:
    await _book(store, 1, NOON)
    booking = await _book(store, 1, NOON + 3600)
    assert booking is not None
    assert booking.start == pytest.approx(-BURST)


async def test_a_hold_stops_all_until_it_is_over_and_a_shorter_one_does_not_end_it(store: Store) -> None:
    async with store.begin() as tx:
        await tx.send_budget.hold(40, at=NOON)
        await tx.send_budget.hold(5, at=NOON)
    assert await _ahead(store, NOON + 10) == pytest.approx(30)
    assert await _book(store, 1, NOON + 38) is None
    booking = await _book(store, 1, NOON + 40)
    assert booking is not None
    assert booking.start == pytest.approx(0)


async def test_a_clock_that_is_put_back_an_hour_holds_nobody_for_the_hour(store: Store) -> None:
    await _book(store, 5, NOON)
    booking = await _book(store, 5, NOON - 3600)
    assert booking is not None
    assert booking.start == pytest.approx(5 / RATE)


async def test_a_clock_that_is_put_back_does_not_lengthen_a_hold(store: Store) -> None:
    async with store.begin() as tx:
        await tx.send_budget.hold(40, at=NOON)
    assert await _ahead(store, NOON - 3600) == pytest.approx(40)


async def test_the_database_s_own_clock_counts_when_no_other_is_given(store: Store) -> None:
    await _book(store, 20, None)
    before = await _ahead(store, None)
    await asyncio.sleep(0.2)
    assert 0.5 < before <= 20 / RATE
    assert before - await _ahead(store, None) == pytest.approx(0.2, abs=0.15)


@pytest.mark.parametrize("senders", [2, 4])
async def test_senders_side_by_side_never_book_the_same_slot(database: str, senders: int) -> None:
    stores = [await Store.open(database) for _ in range(senders)]

    async def book_all(own: Store) -> list[float]:
        found: list[float] = []
        for _ in range(12):
            booking = await _book(own, 5, NOON, rate=1000)
            assert booking is not None
            found += [booking.start + n * booking.step for n in range(booking.count)]
        return found

    slots = sorted(slot for own in await asyncio.gather(*map(book_all, stores)) for slot in own)
    assert slots == pytest.approx([n / 1000 for n in range(12 * 5 * senders)])
    for own in stores:
        await own.close()
