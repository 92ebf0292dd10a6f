"""Figures for operators, counted from the rows."""

from datetime import timedelta

from bot.storage.occurrence_leases import FIRST
from bot.storage.stats import DeadLetters
from bot.storage.store import Store
from tests.occurrences import end

from .conftest import ALICE, BOB, DAY, NOW

HOUR = timedelta(hours=1)
LEASE = timedelta(minutes=5)


async def _end(store: Store, number: int, due: timedelta, state: str, outcome: str) -> None:
    """One message that was due so long ago, and what became of it."""
    async with store.begin() as tx:
        day = DAY - timedelta(days=number)
        assert await tx.occurrences.plan(ALICE, "strength", day, NOW - due, priority=FIRST)
        (row,) = await tx.occurrences.claim(NOW, LEASE, "one", 1)
        assert await end(tx, row.id, "one", state=state, outcome=outcome, now=NOW)


async def test_an_empty_store_has_figures_too(store: Store) -> None:
    async with store.read() as tx:
        stats = await tx.figures.read(NOW)
    assert (stats.runners, stats.active, stats.due, stats.ended, stats.dead) == (0, 0, 0, {}, ())
    assert stats.lateness == timedelta(0)


async def test_what_became_of_the_messages_of_a_day_is_counted(runners: Store) -> None:
    ends = [
        (HOUR, "sent", "sent"),
        (2 * HOUR, "sent", "unknown: Timed out"),
        (23 * HOUR, "missed", "too late"),
        (25 * HOUR, "missed", "too late"),
        (HOUR, "dead", "Can't parse"),
        (HOUR, "dead", "Can't parse"),
        (HOUR, "dead", "gone: blocked"),
    ]
    for number, (due, state, outcome) in enumerate(ends):
        await _end(runners, number, due, state, outcome)
    async with runners.begin() as tx:
        await tx.runners.set_active(BOB, False)
        stats = await tx.figures.read(NOW)
    assert (stats.runners, stats.active) == (2, 1)
    assert stats.ended == {"sent": 2, "missed": 1, "dead": 3}
    assert stats.dead == (DeadLetters("strength", "Can't parse", 2),)


async def test_what_waits_is_counted_with_the_longest_wait(runners: Store) -> None:
    async with runners.begin() as tx:
        await tx.occurrences.plan(ALICE, "strength", DAY, NOW - 3 * HOUR)
        await tx.occurrences.plan(ALICE, "checkin", DAY, NOW - HOUR)
        await tx.occurrences.plan(ALICE, "checkin", DAY + timedelta(days=1), NOW + HOUR)
        await tx.occurrences.plan(BOB, "strength", DAY, NOW - 9 * HOUR)
        await tx.runners.set_active(BOB, False)
        stats = await tx.figures.read(NOW)
    assert (stats.due, stats.lateness) == (2, 3 * HOUR)
