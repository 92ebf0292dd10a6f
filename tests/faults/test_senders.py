"""Real sender processes side by side on one database: each message once, also when one of them is killed."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from .campaign import MINUTE, START, Campaign, due_of
from .lives import Nursery

GROUPS = 80
"""Of five messages each."""


@pytest.mark.faults
@pytest.mark.timeout(300)
@pytest.mark.parametrize("senders", [2, 4])
async def test_senders_side_by_side_send_each_message_once(
    campaign: Campaign, tmp_path: Path, database: str, senders: int
) -> None:
    await campaign.set_up(GROUPS, apart=False)
    async with AsyncExitStack() as stack:
        nurseries = [campaign.nursery]
        for number in range(1, senders):
            folder = tmp_path / str(number)
            folder.mkdir()
            nursery = Nursery(folder, database, campaign.telegram)
            nurseries.append(await stack.enter_async_context(nursery.open()))
        for nursery in nurseries:
            nursery.set_clock(START + MINUTE)
            await nursery.begin(role="sender", send_rate="100")
        await campaign.until_sent(100)
        nurseries[0].kill()
        assert await nurseries[0].gone(5) == -9
        window = await campaign.unrecorded(campaign.telegram.calls)
        for nursery in nurseries[1:]:
            nursery.set_clock(START + 7 * MINUTE)
        await campaign.until_done()
    counts = {due: len(campaign.calls_for(due)) for due in campaign.due}
    assert [due for due, count in counts.items() if not count] == []
    twice = {due for due, count in counts.items() if count > 1}
    assert twice <= set(window), twice - set(window)
    assert max(counts.values()) <= 2
    assert len(campaign.telegram.calls) == sum(counts.values())
    assert all(due_of(call, START.date()) for call in campaign.telegram.calls)
    print(f"{senders} senders, one killed: {len(counts)} due, {len(twice)} twice")  # noqa: T201
