import pytest
from pydantic import ValidationError

from bot.content.entry import parse_entry, split_entry
from bot.content.yaml_file import FileError
from tests.content.folders import entry_text

TEXT = entry_text("sleep")


def test_an_entry_file_becomes_an_entry() -> None:
    entry = parse_entry(TEXT)
    assert (entry.id, entry.topic, entry.section) == ("sleep", "frequency", "planning")
    assert entry.phrasings[0] == "what about hours in bed"
    assert entry.related == ("bridges", "sprints")
    assert entry.sources == ("S1", "E5")
    assert (entry.lead, entry.body, entry.more) == (
        "The answer about sleep.",
        "A few *plain* words.",
        "Some more words.",
    )


def test_an_entry_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        parse_entry(TEXT).lead = "Something else."  # type: ignore[misc]


def test_a_bold_line_may_run_over_two_lines_and_a_body_over_many() -> None:
    entry = parse_entry(
        TEXT.replace("The answer about", "The answer\nabout").replace(
            "A few", "- one\n- two\n\n**Also:** a few"
        )
    )
    assert entry.lead == "The answer\nabout sleep."
    assert entry.body == "- one\n- two\n\n**Also:** a few *plain* words."


def test_two_bold_pieces_on_the_first_line_are_no_lead() -> None:
    document = split_entry(TEXT.replace("**The answer about sleep.**", "**One.** and **two.**"))
    assert "lead" not in document.data


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("lead", "**The answer"),
        ("body", "A few"),
        ("more", "Some more"),
        ("id", "id:"),
        ("sources", "sources:"),
    ],
)
def test_every_part_knows_its_line(part: str, text: str) -> None:
    assert split_entry(TEXT).line((part,)) == TEXT[: TEXT.index(text)].count("\n") + 1


def test_a_more_inside_the_text_is_no_heading() -> None:
    assert parse_entry(TEXT.replace("Some more", "See ## More here")).more == "See ## More here words."


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("id: sleep\n", 1, "does not start with ---"),
        ("---\nid: sleep\n", 1, "has no second --- line"),
        ("---\n- a\n---\n", 2, "has no `key: value` lines"),
        ("---\n---\n**x**\n", 2, "holds no YAML"),
    ],
)
def test_a_file_without_front_matter_is_refused(text: str, line: int, what: str) -> None:
    with pytest.raises(FileError) as caught:
        split_entry(text)
    assert caught.value.line == line
    assert caught.value.what.startswith(what)
