"""The process is killed at every step between plan and record, between update and reply; nothing is lost.

`make faults` kills more than three hundred times; here each database sees a few.
"""

import asyncio
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from bot.storage.store import Store

from ..databases import Postgres
from .campaign import AT_REST, START, Campaign, Due, Life
from .points import POINTS

TWICE = frozenset({"take", "confirm", "claim", "mark"})
"""Steps that one life passes at least twice; the others it passes three times."""

ENDED = {"sent", "held"}
"""Held: it was sent, the process died, and the runner answered it before it would have come again."""


def _schedule(seed: int, rounds: int) -> list[tuple[str, int]]:
    """Every point once a round, in an order of its own, at another pass each time.

    Every sixth life does all there is to do: else the backlog grows beyond the limits of lateness.
    """
    dice = Random(seed)
    schedule = []
    for turn in range(rounds):
        for number, point in enumerate(dice.sample(POINTS, len(POINTS))):
            passes = 2 if point.split(".")[0] in TWICE else 3
            schedule.append((point, 1 + (turn + seed) % passes))
            if number % 5 == 4:
                schedule.append((AT_REST, 1))
    return schedule


async def _campaign(folder: Path, database: str, schedule: list[tuple[str, int]]) -> Campaign:
    async with Campaign.opened(folder, database) as campaign:
        await campaign.set_up(len(schedule))
        for point, nth in schedule:
            await campaign.live(point, nth)
        await campaign.end()
        campaign.ended = await campaign.rows()
        campaign.scores = await _scores(campaign)
    return campaign


async def _scores(campaign: Campaign) -> dict[int, int]:
    async with campaign.store.read() as tx:
        days = [
            checkin
            for due in campaign.taps.values()
            for checkin in await tx.checkins.recent(due.chat, START.date())
        ]
    return {checkin.chat_id: checkin.soreness for checkin in days}


def _lost(campaign: Campaign) -> list[str]:
    """Every message due was sent and has ended, and the next of its kind is planned."""
    lost = []
    planned = {(due.chat, due.kind) for due, row in campaign.ended.items() if row.state == "planned"}
    for due in campaign.due:
        row = campaign.ended[due]
        if row.state not in ENDED or not campaign.calls_for(due):
            lost.append(f"{due}: {row}")
        if (due.chat, due.kind) not in planned:
            lost.append(f"{due}: nothing comes after it")
    return lost


def _unanswered(campaign: Campaign) -> list[str]:
    calls = campaign.telegram.calls
    toasts = {call.asked.get("callback_query_id") for call in calls}
    questions = [
        f"update {number} of chat {chat}"
        for number, chat in campaign.questions.items()
        if not campaign.telegram.sent(chat)
    ]
    taps = [
        f"tap {number}: {due}"
        for number, due in campaign.taps.items()
        if str(number) not in toasts or campaign.scores.get(due.chat) != 2
    ]
    return questions + taps


def _too_often(campaign: Campaign) -> list[str]:
    """Once, and once more for each life that had sent it and died before that was recorded."""
    in_window: Counter[Due | int] = Counter()
    for life in campaign.lives:
        in_window.update(life.reminders)
        in_window.update(life.updates)
    reminders = [
        f"{due}: {len(calls)} times, recorded too late {in_window[due]} times"
        for due in campaign.due
        if len(calls := campaign.calls_for(due)) > 1 + in_window[due]
    ]
    answers = [
        f"update {number}: {len(calls)} answers, recorded too late {in_window[number]} times"
        for number, chat in campaign.questions.items()
        if len(calls := campaign.telegram.sent(chat)) > 1 + in_window[number]
    ]
    return reminders + answers


def _told(name: str, campaign: Campaign) -> str:
    """The figures, for the note."""
    reached = sum(life.reached for life in campaign.lives)
    by_point = Counter[str]()
    for life in campaign.lives:
        by_point[life.point] += len(life.reminders) + len(life.updates)
    most = max(len(life.reminders) for life in campaign.lives)
    answers = max(len(life.updates) for life in campaign.lives)
    twice = sum(len(campaign.calls_for(due)) - 1 for due in campaign.due)
    again = sum(len(campaign.telegram.sent(chat)) - 1 for chat in campaign.questions.values())
    return (
        f"{name}: {len(campaign.lives)} kills, {reached} at their step; {len(campaign.due)} due, "
        f"{len(campaign.questions) + len(campaign.taps)} updates; sent twice {twice} "
        f"(at most {most} a kill), "
        f"answered twice {again} (at most {answers} a kill); by step "
        f"{ {point: count for point, count in sorted(by_point.items()) if count} }"
    )


def _same_chat(life: Life) -> bool:
    """Chats are sent to side by side, so that one kill can fall on several; within a chat on one message."""
    return len({due.chat for due in life.reminders}) < len(life.reminders)


def _breaches(seed: int, name: str, campaign: Campaign) -> list[str]:
    found = [
        *(f"lost: {one}" for one in _lost(campaign)),
        *(f"unanswered: {one}" for one in _unanswered(campaign)),
        *(f"too often: {one}" for one in _too_often(campaign)),
        *(f"twice in one life: {life}: {life.twice}" for life in campaign.lives if life.twice),
        *(f"twice in one chat at one kill: {life}" for life in campaign.lives if _same_chat(life)),
    ]
    if "Traceback" in (log := campaign.nursery.log.read_text()):
        found.append(f"an error: {log[log.index('Traceback') :][:2000]}")
    return [f"seed {seed}, {name}: {one}" for one in found]


async def _on_both(folder: Path, postgres: Postgres, seed: int, schedule: list[tuple[str, int]]) -> None:
    databases = {"SQLite": f"sqlite:///{folder / 'coach.db'}", "PostgreSQL": postgres.new_database()}
    for url in databases.values():
        await (await Store.open(url)).close()
    for name in databases:
        (folder / name).mkdir()
    campaigns = await asyncio.gather(
        *(_campaign(folder / name, url, schedule) for name, url in databases.items())
    )
    named = dict(zip(databases, campaigns, strict=True))
    print("\n".join(_told(name, campaign) for name, campaign in named.items()))  # noqa: T201
    found = [breach for name, campaign in named.items() for breach in _breaches(seed, name, campaign)]
    assert "\n".join(found) == ""


async def test_killed_at_a_few_steps_nothing_is_lost_or_left_unanswered(
    tmp_path: Path, postgres: Postgres
) -> None:
    few = [("claim.committed", 1), ("telegram.accepted", 2), ("reply.after", 1)]
    await _on_both(tmp_path, postgres, 0, few)


@pytest.mark.faults
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("seed", "rounds"), [(1, 3), (2, 3)])
async def test_killed_at_every_step_nothing_is_lost_or_left_unanswered(
    tmp_path: Path, postgres: Postgres, seed: int, rounds: int
) -> None:
    await _on_both(tmp_path, postgres, seed, _schedule(seed, rounds))
