import json
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli.ask import ask
from bot.content.knowledge import Knowledge

app = typer.Typer(add_completion=False)
app.command()(ask)


def run(*arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, [*arguments], input=given)


def lines(*questions: object) -> str:
    return "".join(json.dumps({"q": question}) + "\n" for question in questions)


def test_each_line_gets_its_decision_and_three_topics() -> None:
    result = run("--jsonl", given=lines("how often should I train", "hi", "best running shoes"))
    replies = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [reply["decision"] for reply in replies] == ["answer", "smalltalk", "decline"]
    assert replies[0]["q"] == "how often should I train"
    assert replies[0]["topics"][0]["entry"] == "how-often"
    for reply in replies:
        assert set(reply) == {"q", "decision", "topics"}
        assert len({topic["topic"] for topic in reply["topics"]}) == 3
        assert all(set(topic) == {"topic", "entry", "score"} for topic in reply["topics"])
        scores = [topic["score"] for topic in reply["topics"]]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("question", "level"),
    [
        ("i felt a pop in my hamstring", "urgent"),
        ("my urine is like cola", "emergency"),
        ("i want to die", "crisis"),
        ("my friend felt a pop in his leg", "ask"),
    ],
)
def test_a_red_flag_carries_its_level(question: str, level: str) -> None:
    (reply,) = [json.loads(line) for line in run("--jsonl", given=lines(question)).stdout.splitlines()]
    assert (reply["decision"], reply["level"]) == ("safety", level)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{}", '"q" is missing'),
        ('{"q": null}', '"q" is missing'),
        ('{"q": 7}', '"q" must be a text'),
        ('{"q": ["a"]}', '"q" must be a text'),
        ("[]", "expected an object"),
        ("{", "not JSON"),
    ],
)
def test_a_bad_line_is_reported_in_place_and_the_rest_is_done(line: str, complaint: str) -> None:
    result = run("--jsonl", given=lines("hi") + line + "\n" + lines("bye"))
    first, bad, last = (json.loads(text) for text in result.stdout.splitlines())
    assert result.exit_code == 1
    assert (first["decision"], last["decision"]) == ("smalltalk", "smalltalk")
    assert complaint in bad["error"]
    assert bad["line"] == 2


def test_blank_texts_and_broken_bytes_get_a_decision_too() -> None:
    given = lines("", "\ud800") + '{"q": "caf'
    result = run("--jsonl", given=given.encode() + b'\xff"}\n')
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 3


def test_people_read_the_decision_the_lead_and_the_scores(knowledge: Knowledge) -> None:
    result = run("how", "often", "should", "i", "train")
    assert result.exit_code == 0
    assert "answer" in result.stdout
    assert knowledge.entries["how-often"].lead in result.stdout
    assert "frequency" in result.stdout


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("hi", "greeting"),
        ("i felt a pop in my hamstring", "level: urgent"),
        ("best running shoes", "decline"),
        ("...", "blank"),
    ],
)
def test_people_see_every_kind_of_decision(question: str, shown: str) -> None:
    result = run(question)
    assert result.exit_code == 0
    assert shown in result.stdout


def test_no_question_is_a_usage_error() -> None:
    assert run().exit_code == 2


def test_a_knowledge_folder_that_cannot_be_used_is_named(tmp_path) -> None:
    result = run("hi", "--knowledge", str(tmp_path))
    assert result.exit_code == 1
    assert "entries" in result.output


def test_asking_loads_neither_telegram_nor_the_database() -> None:
    code = "import sys, bot.cli.ask; print({'telegram', 'sqlalchemy', 'rich.table'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "set()"
