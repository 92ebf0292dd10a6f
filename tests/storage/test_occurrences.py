import asyncio
import re
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import ClauseElement, Select, UpdateBase, event
from sqlalchemy.dialects import postgresql

from bot.storage.records import Occurrence
from bot.storage.store import Store
from tests.occurrences import end
from tests.statements import as_the_driver_takes_it, connected, engine_of

from .conftest import ALICE, BOB, DAY, NOW

LEASE = timedelta(minutes=2)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def _plan(store: Store, *due: tuple[int, datetime]) -> None:
    async with store.begin() as tx:
        for n, (chat_id, due_at) in enumerate(due):
            assert await tx.occurrences.plan(chat_id, "strength", DAY + timedelta(days=n), due_at)


async def _claim(
    store: Store, now: datetime = NOW, owner: str = "one", limit: int = 100
) -> tuple[Occurrence, ...]:
    async with store.hurried() as tx:
        return await tx.occurrences.claim(now, LEASE, owner, limit)


async def _sent(store: Store) -> Occurrence:
    await _plan(store, (ALICE, NOW))
    (claimed,) = await _claim(store)
    async with store.begin() as tx:
        assert await end(tx, claimed.id, "one", state="sent", outcome="ok", now=NOW + MINUTE, message_id=5)
        return await tx.occurrences.get(claimed.id)


async def test_a_day_and_kind_is_planned_once(runners: Store) -> None:
    async with runners.begin() as tx:
        assert await tx.occurrences.plan(ALICE, "strength", DAY, NOW)
        assert not await tx.occurrences.plan(ALICE, "strength", DAY, NOW + HOUR)
        assert await tx.occurrences.plan(ALICE, "checkin", DAY, NOW)
        assert await tx.occurrences.plan(BOB, "strength", DAY, NOW)
        assert (await tx.occurrences.of_kind(ALICE, "strength", DAY)).due_at == NOW


async def test_a_claim_leases_what_is_due_earliest_first(runners: Store) -> None:
    await _plan(runners, (ALICE, NOW), (BOB, NOW - HOUR), (ALICE, NOW + MINUTE))
    claimed = await _claim(runners)
    assert [occurrence.due_at for occurrence in claimed] == [NOW - HOUR, NOW]
    assert {(o.state, o.lease_owner, o.lease_until, o.attempts) for o in claimed} == {
        ("leased", "one", NOW + LEASE, 0)
    }


async def test_a_claim_knows_all_of_a_row_though_it_reads_little(runners: Store) -> None:
    await _plan(runners, (ALICE, NOW))
    (row,) = await _claim(runners)
    async with runners.begin() as tx:
        await tx.occurrences.begin("one", [row.id])
        await tx.occurrences.release(row.id, "one", not_before=NOW + MINUTE, count_attempt=True)
    (again,) = await _claim(runners, NOW + HOUR)
    async with runners.read() as tx:
        assert again == await tx.occurrences.get(row.id)
    assert (again.attempts, again.not_before) == (1, NOW + MINUTE)


async def test_a_claim_takes_no_more_than_asked_and_the_oldest_of_them(runners: Store) -> None:
    await _plan(runners, *((ALICE, NOW - n * MINUTE) for n in range(5)))
    assert [o.due_at for o in await _claim(runners, limit=2)] == [NOW - 4 * MINUTE, NOW - 3 * MINUTE]


async def test_claimers_side_by_side_never_get_the_same_row(runners: Store) -> None:
    await _plan(runners, *((ALICE, NOW - n * MINUTE) for n in range(60)))

    async def take_all(owner: str) -> list[int]:
        taken: list[int] = []
        while claimed := await _claim(runners, owner=owner, limit=7):
            taken += [occurrence.id for occurrence in claimed]
        return taken

    hauls = await asyncio.gather(*(take_all(f"claimer {n}") for n in range(4)))
    everything = [id for haul in hauls for id in haul]
    assert len(everything) == len(set(everything)) == 60


async def test_a_lease_holds_until_it_runs_out_and_then_is_free_again(runners: Store) -> None:
    await _plan(runners, (ALICE, NOW))
    (first,) = await _claim(runners)
    assert await _claim(runners, NOW + LEASE - MINUTE, "two") == ()
    (second,) = await _claim(runners, NOW + LEASE, "two")
    assert (second.id, second.lease_owner) == (first.id, "two")


async def test_a_try_is_begun_by_who_holds_the_lease_and_counted(runners: Store) -> None:
    await _plan(runners, (ALICE, NOW), (BOB, NOW))
    for n in range(3):
        await _claim(runners, NOW + n * LEASE, "dies")
    alice, bob = await _claim(runners, NOW + 3 * LEASE)
    async with runners.begin() as tx:
        assert await tx.occurrences.begin("two", [alice.id, bob.id]) == {}
        assert await tx.occurrences.begin("one", [alice.id, bob.id]) == {alice.id: 1, bob.id: 1}
        assert await tx.occurrences.begin("one", [bob.id]) == {bob.id: 2}


async def test_what_was_planned_anew_or_called_off_after_the_claim_is_not_begun(runners: Store) -> None:
    await _plan(runners, (ALICE, NOW), (BOB, NOW))
    alice, bob = await _claim(runners)
    async with runners.begin() as tx:
        await tx.occurrences.replan(ALICE, alice.kind, alice.local_date, NOW + HOUR)
        await tx.occurrences.cancel_planned(BOB)
        assert await tx.occurrences.begin("one", [alice.id, bob.id]) == {}


async def test_who_lost_the_lease_can_neither_record_nor_release(runners: Store) -> None:
    await _plan(runners, (ALICE, NOW))
    (row,) = await _claim(runners)
    await _claim(runners, NOW + LEASE, "two")
    async with runners.begin() as tx:
        assert not await end(tx, row.id, "one", state="sent", outcome=None, now=NOW)
        assert not await tx.occurrences.release(row.id, "one", not_before=None, count_attempt=True)
        assert await end(tx, row.id, "two", state="sent", outcome=None, now=NOW)
        assert not await end(tx, row.id, "two", state="dead", outcome=None, now=NOW)


async def test_a_claim_skips_inactive_runners_until_they_are_back(runners: Store) -> None:
    await _plan(runners, (ALICE, NOW - HOUR), (BOB, NOW))
    async with runners.begin() as tx:
        await tx.runners.set_active(ALICE, False)
        assert await tx.occurrences.next_due() == NOW
    assert [occurrence.chat_id for occurrence in await _claim(runners)] == [BOB]
    async with runners.begin() as tx:
        await tx.runners.set_active(ALICE, True)
    assert [occurrence.chat_id for occurrence in await _claim(runners)] == [ALICE]


async def test_a_sent_message_keeps_what_became_of_it(runners: Store) -> None:
    sent = await _sent(runners)
    assert (sent.state, sent.outcome, sent.message_id, sent.sent_at) == ("sent", "ok", 5, NOW + MINUTE)
    assert (sent.lease_owner, sent.lease_until) == (None, None)
    assert await _claim(runners, NOW + timedelta(days=9)) == ()


@pytest.mark.parametrize("state", ["missed", "held", "dead"])
async def test_what_was_not_sent_has_no_time_of_sending_and_is_not_due_again(
    runners: Store, state: str
) -> None:
    await _plan(runners, (ALICE, NOW))
    (row,) = await _claim(runners)
    async with runners.begin() as tx:
        assert await end(tx, row.id, "one", state=state, outcome="why", now=NOW)
        kept = await tx.occurrences.get(row.id)
        assert (kept.state, kept.outcome, kept.sent_at) == (state, "why", None)
        assert await tx.occurrences.next_due() is None
    assert await _claim(runners, NOW + timedelta(days=9)) == ()


@pytest.mark.parametrize(("count_attempt", "attempts"), [(True, 1), (False, 0)])
async def test_a_released_row_waits_until_it_may_be_claimed_again(
    runners: Store, count_attempt: bool, attempts: int
) -> None:
    await _plan(runners, (ALICE, NOW))
    (row,) = await _claim(runners)
    async with runners.begin() as tx:
        await tx.occurrences.begin("one", [row.id])
        assert await tx.occurrences.release(row.id, "one", not_before=NOW + HOUR, count_attempt=count_attempt)
        kept = await tx.occurrences.get(row.id)
        assert (kept.state, kept.attempts, kept.lease_owner) == ("planned", attempts, None)
        assert await tx.occurrences.next_due() == NOW + HOUR
    assert await _claim(runners, NOW + HOUR - MINUTE) == ()
    assert len(await _claim(runners, NOW + HOUR)) == 1


async def test_only_the_first_tap_on_a_sent_message_is_recorded(runners: Store) -> None:
    sent = await _sent(runners)
    async with runners.begin() as tx:
        assert not await tx.occurrences.respond(sent.id, BOB, "done", NOW)
        assert await tx.occurrences.respond(sent.id, ALICE, "done", NOW + HOUR)
        assert not await tx.occurrences.respond(sent.id, ALICE, "skip", NOW + HOUR)
        kept = await tx.occurrences.get(sent.id)
    assert (kept.response, kept.responded_at) == ("done", NOW + HOUR)


async def test_a_message_that_was_not_sent_takes_no_tap(runners: Store) -> None:
    await _plan(runners, (ALICE, NOW))
    (row,) = await _claim(runners)
    async with runners.begin() as tx:
        assert not await tx.occurrences.respond(row.id, ALICE, "done", NOW)


async def test_snoozing_a_sent_message_arms_it_again_from_the_start(runners: Store) -> None:
    sent = await _sent(runners)
    async with runners.begin() as tx:
        await tx.occurrences.respond(sent.id, ALICE, "later", NOW)
        await tx.occurrences.replan(ALICE, sent.kind, sent.local_date, NOW + HOUR)
        kept = await tx.occurrences.get(sent.id)
    assert kept == Occurrence(
        sent.id, ALICE, sent.kind, sent.local_date, NOW + HOUR, not_before=None, attempts=0, state="planned"
    )
    assert await _claim(runners, NOW + HOUR - MINUTE) == ()
    assert [o.id for o in await _claim(runners, NOW + HOUR)] == [sent.id]


async def test_replanning_takes_the_row_from_a_sender_that_holds_it(runners: Store) -> None:
    await _plan(runners, (ALICE, NOW))
    (row,) = await _claim(runners)
    async with runners.begin() as tx:
        moved = await tx.occurrences.replan(ALICE, row.kind, row.local_date, NOW + HOUR)
        assert moved.id == row.id
        assert not await end(tx, row.id, "one", state="sent", outcome=None, now=NOW)
        assert (await tx.occurrences.get(row.id)).state == "planned"


async def test_replanning_what_was_never_planned_plans_it(runners: Store) -> None:
    async with runners.begin() as tx:
        planned = await tx.occurrences.replan(ALICE, "followup", DAY, NOW)
        assert await tx.occurrences.of_kind(ALICE, "followup", DAY) == planned


@pytest.mark.parametrize(
    ("kinds", "left"), [(None, []), (["checkin"], ["strength"]), ([], ["checkin", "strength"])]
)
async def test_cancelling_removes_only_what_is_unsent_and_asked_for(
    runners: Store, kinds: list[str] | None, left: list[str]
) -> None:
    sent = await _sent(runners)
    async with runners.begin() as tx:
        for chat_id in (ALICE, BOB):
            for kind in ("strength", "checkin"):
                await tx.occurrences.plan(chat_id, kind, DAY + timedelta(days=1), NOW)
        assert await tx.occurrences.cancel_planned(ALICE, kinds) == 2 - len(left)
        assert sorted(o.kind for o in await tx.occurrences.upcoming(ALICE, 9)) == left
        assert len(await tx.occurrences.upcoming(BOB, 9)) == 2
        assert await tx.occurrences.get(sent.id) == sent


async def test_only_a_planned_row_is_left_out_once_and_its_day_stays_taken(runners: Store) -> None:
    await _plan(runners, (ALICE, NOW), (BOB, NOW + HOUR))
    async with runners.begin() as tx:
        left = [await tx.occurrences.leave_out(ALICE, "strength", DAY, "left out") for _ in range(2)]
        assert left == [True, False]
        assert not await tx.occurrences.plan(ALICE, "strength", DAY, NOW)
        row = await tx.occurrences.of_kind(ALICE, "strength", DAY)
    assert row is not None
    assert (row.state, row.outcome) == ("held", "left out")
    assert [claimed.chat_id for claimed in await _claim(runners, NOW + HOUR)] == [BOB]
    async with runners.begin() as tx:
        assert not await tx.occurrences.leave_out(BOB, "strength", DAY + timedelta(days=1), "left out")


async def test_a_leased_row_can_be_cancelled_and_its_id_never_comes_back(runners: Store) -> None:
    await _plan(runners, (ALICE, NOW))
    (row,) = await _claim(runners)
    async with runners.begin() as tx:
        assert await tx.occurrences.cancel_planned(ALICE) == 1
        assert not await end(tx, row.id, "one", state="sent", outcome=None, now=NOW)
        await tx.occurrences.plan(ALICE, "strength", DAY, NOW)
        assert (await tx.occurrences.of_kind(ALICE, "strength", DAY)).id > row.id


async def test_the_next_due_is_the_earliest_of_due_not_before_and_lease_end(runners: Store) -> None:
    async with runners.begin() as tx:
        assert await tx.occurrences.next_due() is None
    await _plan(runners, (ALICE, NOW), (BOB, NOW + HOUR))
    async with runners.begin() as tx:
        assert await tx.occurrences.next_due() == NOW
    await _claim(runners)
    async with runners.begin() as tx:
        assert await tx.occurrences.next_due() == NOW + LEASE


async def test_upcoming_and_last_speak_of_one_runner(runners: Store) -> None:
    sent = await _sent(runners)
    async with runners.begin() as tx:
        for days in (7, 3, 5):
            await tx.occurrences.plan(
                ALICE, "strength", DAY + timedelta(days=days), NOW + timedelta(days=days)
            )
        await tx.occurrences.plan(BOB, "strength", DAY + timedelta(days=9), NOW)
        upcoming = await tx.occurrences.upcoming(ALICE, 2)
        assert [o.local_date for o in upcoming] == [DAY + timedelta(days=3), DAY + timedelta(days=5)]
        assert (await tx.occurrences.last(ALICE, "strength")).local_date == DAY + timedelta(days=7)
        assert await tx.occurrences.last(ALICE, "checkin") is None
        assert await tx.occurrences.of_kind(ALICE, "strength", DAY) == sent


async def test_an_instant_of_another_zone_is_due_at_the_same_moment(runners: Store) -> None:
    """SQLite compares text: an instant kept with its own offset would be due hours early or late."""
    await _plan(runners, (ALICE, NOW.astimezone(timezone(9 * HOUR))))
    assert await _claim(runners, NOW - timedelta(microseconds=1)) == ()
    assert len(await _claim(runners, NOW)) == 1


EXPLAINED = {
    # How to ask; a step that goes through a whole table or sorts one.
    "sqlite": (
        "EXPLAIN QUERY PLAN",
        r"^SCAN (?!due_[01]$|anon_1$|.*ix_occurrences_priority_ready_at)|TEMP B-TREE FOR ORDER BY",
    ),
    "postgresql": ("EXPLAIN", r"Seq Scan|Sort(?! Key: due_[01])"),
}
A_FEW_SORTED = r"(?<=SCAN due_1\n)USE TEMP B-TREE FOR ORDER BY|-> +Sort.*(?=\nSort Key: due_[01])"
"""The hundred that are claimed, and no table."""
# PostgreSQL goes through a small table as a whole, for good reason: this one is large, on a disk of today.
CROWD = (
    "SET LOCAL random_page_cost = 1.1",
    "INSERT INTO runners (chat_id, created_at, strength_days, strength_at, checkin_at, strength_on, "
    "checkin_on, state, pool_only, active) SELECT n, now(), '', '07:00', '20:00', true, true, 'normal', "
    "false, true FROM generate_series(1, 20000) n",
    "INSERT INTO occurrences (chat_id, kind, local_date, due_at, state, attempts) "
    "SELECT n, 'strength', current_date, now(), 'planned', 0 FROM generate_series(1, 20000) n",
    # Without it the plan depends on what other tests left behind.
    "ANALYZE runners, occurrences",
)


async def test_finding_what_is_due_uses_the_index_on_it(runners: Store) -> None:
    heard: list[tuple[str, tuple]] = []

    def hear(_connection, _cursor, statement, parameters, *_) -> None:
        heard.append((statement, parameters))

    event.listen(engine_of(runners), "before_cursor_execute", hear)
    async with runners.begin() as tx:
        await tx.occurrences.claim(NOW, LEASE, "one", 100)
        await tx.occurrences.next_due()
    event.remove(engine_of(runners), "before_cursor_execute", hear)
    queries = [(words, values) for words, values in heard if "ready_at" in words]
    assert len(queries) == 3  # the claim, and what is due next of each priority
    explain, slow = EXPLAINED[engine_of(runners).dialect.name]
    async with connected(runners) as connection:
        for statement in CROWD if explain == "EXPLAIN" else ():
            await as_the_driver_takes_it(connection, statement)
        for words, values in queries:
            plan = await as_the_driver_takes_it(connection, f"{explain} {words}", values)
            told = "\n".join(row[-1].strip() for row in plan)
            steps = re.sub(A_FEW_SORTED, "", told).splitlines()
            assert any("ix_occurrences_priority_ready_at" in step for step in steps), steps
            assert not any(re.search(slow, step) for step in steps), steps


async def test_on_postgresql_claimers_pass_over_each_others_rows_and_a_row_read_to_change_it_is_locked(
    runners: Store,
) -> None:
    heard: list[ClauseElement] = []

    def hear(_connection, statement, *_) -> None:
        if isinstance(statement, Select | UpdateBase):  # the savepoint of a writer is another matter
            heard.append(statement)

    event.listen(engine_of(runners), "before_execute", hear)
    async with runners.begin() as tx:
        await tx.occurrences.claim(NOW, LEASE, "one", 100)
        await tx.runners.get(ALICE)
    async with runners.read() as tx:
        await tx.runners.get(ALICE)
    event.remove(engine_of(runners), "before_execute", hear)
    claim, to_change, to_read = (str(s.compile(dialect=postgresql.dialect())) for s in heard)
    assert "FOR UPDATE OF occurrences SKIP LOCKED" in claim
    assert to_change.endswith("FOR UPDATE")
    assert "FOR UPDATE" not in to_read


async def test_what_there_is_since_a_day_is_of_those_chats_and_kinds_and_oldest_first(runners: Store) -> None:
    later = DAY + timedelta(days=1)
    async with runners.begin() as tx:
        for chat, kind, day in (
            (ALICE, "checkin", later),
            (ALICE, "checkin", DAY),
            (ALICE, "strength", DAY),
            (BOB, "checkin", DAY),
        ):
            await tx.occurrences.plan(chat, kind, day, NOW)
        own = await tx.occurrences.of([ALICE], ["checkin"], DAY)
        assert [(row.chat_id, row.kind, row.local_date) for row in own] == [
            (ALICE, "checkin", DAY),
            (ALICE, "checkin", later),
        ]
        assert [row.local_date for row in await tx.occurrences.of([ALICE], ["checkin"], later)] == [later]
        both = await tx.occurrences.of([ALICE, BOB], ["checkin", "strength"], DAY)
        assert len(both) == 4


@pytest.mark.parametrize(
    ("due", "until", "kind", "forward"),
    [
        (NOW, NOW + HOUR, "strength", 1),
        (NOW + HOUR / 2, NOW + HOUR, "strength", 0),
        (NOW - HOUR, NOW, "strength", 0),
        (NOW, NOW + HOUR, "checkin", 0),
    ],
    ids=["waiting", "not due yet", "ready already", "another kind"],
)
async def test_what_is_due_and_waits_can_be_brought_forward(
    runners: Store, due: datetime, until: datetime, kind: str, forward: int
) -> None:
    async with runners.begin() as tx:
        await tx.occurrences.plan(ALICE, kind, DAY, due)
        (row,) = await tx.occurrences.claim(due, HOUR, "one", 9)
        await tx.occurrences.release(row.id, "one", not_before=until, count_attempt=False)
        assert await tx.occurrences.bring_forward(BOB, ["strength"], NOW) == 0
        assert await tx.occurrences.bring_forward(ALICE, ["strength", "later"], NOW) == forward
        assert len(await tx.occurrences.claim(NOW, HOUR, "two", 9)) == (forward or until <= NOW)
