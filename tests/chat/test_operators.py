"""/unanswered, /reload and /stats, for operators only."""

import gc
import shutil
import weakref
from datetime import timedelta
from pathlib import Path

import pytest

from bot.content.knowledge import default_folder
from tests.occurrences import end

from .conftest import MONDAY_NOON, House, SetUp
from .phone import Phone

OPAQUE = ["what is the capital of france", "What is the capital of France??", "recommend me a good movie"]


async def test_unanswered_groups_questions_without_naming_anyone(house: House) -> None:
    operator, runner = await house.phone(0), await house.phone(1)
    (empty,) = await operator.send("/unanswered")
    assert "Nothing is waiting" in empty["text"]
    for question in OPAQUE:
        await runner.send(question)
    (listing,) = await operator.send("/unanswered")
    assert "3 questions without a good answer, 2 groups" in listing["text"]
    assert "2 × what is the capital of france" in listing["text"].lower()
    assert str(runner.runner) not in listing["text"]


@pytest.mark.parametrize("command", ["/unanswered", "/reload", "/stats"])
async def test_for_anyone_else_these_commands_do_not_exist(house: House, command: str) -> None:
    runner = await house.phone(1)
    (answer,) = await runner.send(command)
    assert "don't know that command" in answer["text"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the knowledge that the running coach reloads from."""
    copy = tmp_path / "knowledge"
    shutil.copytree(default_folder(), copy)
    monkeypatch.setattr("bot.app.default_folder", lambda: copy)
    return copy


async def test_reload_takes_up_a_changed_answer_at_once(phone: Phone, folder: Path) -> None:
    entry = folder / "entries" / "how-often.md"
    entry.write_text(
        entry.read_text(encoding="utf-8").replace(
            "phrasings:\n", "phrasings:\n  - how many zebra days are enough\n"
        ),
        encoding="utf-8",
    )
    (answer,) = await phone.send("/reload")
    assert "Reloaded" in answer["text"]
    (zebra,) = await phone.send("how many zebra days are enough")
    assert "times a week" in zebra["text"]


async def test_what_was_replaced_is_gone_although_a_start_freezes_what_it_built(
    house: House, phone: Phone, folder: Path
) -> None:
    coach = house.app.coach
    await phone.send("/reload")  # the first belongs to the tests
    gc.freeze()
    coach.matcher.decide("how often should i train")
    old = [weakref.ref(coach.knowledge), weakref.ref(coach.matcher.reader._ranker.space)]
    await phone.send("/reload")
    assert [one() for one in old] == [None, None]


async def test_reload_keeps_the_old_knowledge_and_says_why(phone: Phone, folder: Path) -> None:
    (folder / "entries" / "how-often.md").write_text("broken", encoding="utf-8")
    (answer,) = await phone.send("/reload")
    assert "Kept the old knowledge" in answer["text"]
    assert "entries/how-often.md:1" in answer["text"]
    (still,) = await phone.send("how often should i train my hamstrings")
    assert "times a week" in still["text"]


async def test_stats_tell_how_sending_goes_without_naming_anyone(house: House, set_up: SetUp) -> None:
    operator, runner = await house.phone(0), await house.phone(1)
    await set_up(runner)
    await runner.jump("one-day")
    (stats,) = await operator.send("/stats")
    assert "1 runners, 1 active" in stats["text"]
    assert "Due now: 0. The longest wait: 0:00:00." in stats["text"]
    assert "Due in the last 24 hours: 2 sent, 0 missed, 0 dead." in stats["text"]
    assert "did not take" not in stats["text"]


async def test_stats_show_what_telegram_did_not_take_and_the_longest_wait(
    house: House, set_up: SetUp
) -> None:
    operator, runner = await house.phone(0), await house.phone(1)
    await set_up(runner)
    day, lease = MONDAY_NOON.date(), timedelta(minutes=5)
    async with house.app.coach.store.begin() as tx:
        for n in range(2):
            due = MONDAY_NOON - timedelta(minutes=n)
            await tx.occurrences.plan(runner.chat, "later", day - timedelta(days=n), due)
        for row in await tx.occurrences.claim(MONDAY_NOON, lease, "one", 9):
            error = "Can't parse <b>" + "x" * 200
            await end(tx, row.id, "one", state="dead", outcome=error, now=MONDAY_NOON)
        late = MONDAY_NOON - timedelta(hours=30, minutes=2)
        await tx.occurrences.plan(runner.chat, "strength", day - timedelta(days=2), late)
    (stats,) = await operator.send("/stats")
    assert "0 sent, 0 missed, 2 dead" in stats["text"]
    assert "Due now: 1. The longest wait: 30:02:" in stats["text"]
    (line,) = [line for line in stats["text"].splitlines() if "Can't parse" in line]
    assert line.startswith("2 × later: Can't parse <b>xxx")
    assert line.endswith("…")
    assert str(runner.runner) not in stats["text"]
