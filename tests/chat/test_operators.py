"""/unanswered and /reload, for operators only."""

import shutil
from pathlib import Path

import pytest

from bot.content.knowledge import default_folder

from .conftest import House
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


@pytest.mark.parametrize("command", ["/unanswered", "/reload"])
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


async def test_reload_keeps_the_old_knowledge_and_says_why(phone: Phone, folder: Path) -> None:
    (folder / "entries" / "how-often.md").write_text("broken", encoding="utf-8")
    (answer,) = await phone.send("/reload")
    assert "Kept the old knowledge" in answer["text"]
    assert "entries/how-often.md:1" in answer["text"]
    (still,) = await phone.send("how often should i train my hamstrings")
    assert "times a week" in still["text"]
