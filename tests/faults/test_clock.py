"""The clock of the machine jumps an hour, either way: no message twice, none lost, none too late."""

import signal
from datetime import timedelta

import pytest

from ..databases import SHARED
from .campaign import START, Campaign

HOUR = timedelta(hours=1)
DUE = 5
"""Groups of runners, six minutes apart: the first is half an hour late when the last is due."""
NOW = START + timedelta(minutes=31)


CASES = [(database, jump) for database in SHARED for jump in (HOUR, -HOUR)]


@pytest.mark.parametrize(
    ("database", "jump"),
    [CASES[0], *(pytest.param(*case, marks=pytest.mark.faults) for case in CASES[1:])],
    indirect=["database"],
    ids=str,
)
async def test_a_clock_that_jumps_sends_nothing_twice_and_nothing_too_late(
    campaign: Campaign, jump: timedelta
) -> None:
    await campaign.set_up(DUE)
    campaign.nursery.set_clock(NOW)
    await campaign.nursery.begin()
    await campaign.until_sent(8)
    campaign.nursery.set_clock(NOW + jump)
    campaign.ask(1)
    if jump < timedelta(0):
        # What was due before the jump and not yet claimed is due again in an hour.
        await campaign.until_handled()
        campaign.nursery.set_clock(NOW + timedelta(minutes=10))
    await campaign.until_done()
    campaign.nursery.kill(signal.SIGTERM)
    assert await campaign.nursery.gone(15) == 0
    rows = await campaign.rows()
    for due in campaign.due:
        row = rows[due]
        assert (row.state, len(campaign.calls_for(due))) == ("sent", 1), (jump, row)
        limit = timedelta(hours=3 if due.kind == "strength" else 6)
        assert row.sent_at is not None
        assert row.sent_at - row.due_at <= limit, (jump, row)
    planned = {(due.chat, due.kind): row for due, row in rows.items() if row.state == "planned"}
    assert planned.keys() == {(due.chat, due.kind) for due in campaign.due}
    assert "Traceback" not in campaign.nursery.log.read_text()
