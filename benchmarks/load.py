"""How long a question waits for its answer while reminders are being sent."""

import random
from datetime import timedelta
from typing import Final

from benchmarks import people, updates
from benchmarks.bench import SEED, Bench, in_store, now
from benchmarks.control import Control, Report
from benchmarks.figures import Row, below, percentile
from benchmarks.people import Due

EVERY: Final = 0.05
"""Seconds between two questions, whether or not the one before is answered."""
JUST: Final = timedelta(minutes=1)
RATES: Final = (25, 1000)


def measure(bench: Bench) -> list[Row]:
    return [_at(bench, send_rate) for send_rate in RATES]


def _at(bench: Bench, send_rate: int) -> Row:
    """The reminders are those of all runners at once; the questions are asked while they are on their way."""
    crowd, count = bench.sizes.under_load, bench.sizes.asked_under_load
    database, token = bench.sqlite(f"load{send_rate}"), f"10:rate{send_rate}"
    begun = now()
    in_store(database, lambda store: people.add_runners(store, 1, crowd, begun))
    with bench.api() as control, bench.coach(control, token, database, send_rate=send_rate) as coach:
        coach.read()
        _ask(control, token, crowd, count // 4)
        idle = _ask(control, token, crowd, count)
        due = Due(1, crowd, "checkin", now() - JUST)
        in_store(database, lambda store: people.add_due(store, due))
        control.sent(token, count + 2 * send_rate // 25)
        loaded = _ask(control, token, crowd, count)
    calm, busy = percentile(idle.latencies, 0.99), percentile(loaded.latencies, 0.99)
    sent = (loaded.sent - count) / (count * EVERY)
    detail = f" ({1000 * busy:.0f} ms and {1000 * calm:.0f} ms; {sent:.0f} reminders/s meanwhile)"
    return below(
        f"p99 of an answer while {crowd:,} reminders are sent at SEND_RATE={send_rate} / idle",
        busy / calm,
        3,
        "times",
        detail,
    )


def _ask(control: Control, token: str, crowd: int, count: int) -> Report:
    """From chats that have no reminder in this crowd, so that each answer is to a question."""
    texts = updates.questions(count, random.Random(SEED))
    control.reset(token)
    work = [updates.writes(crowd + number, text) for number, text in enumerate(texts, 1)]
    control.queue(token, work, every=EVERY)
    return control.answered(token, count)
