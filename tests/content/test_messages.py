from pathlib import Path

import pytest

from bot.content.finding import KnowledgeError
from bot.content.messages import MessageError, Messages, load_messages

COMMON = """\
greeting: "**Hello {name}!**"
day:
  mon: Monday
  "no": No
several:
  - one
  - "two"
lines: |
  First line
  second line
plain: just text
"""


@pytest.fixture
def messages(tmp_path: Path) -> Messages:
    (tmp_path / "common.yaml").write_text(COMMON, encoding="utf-8")
    (tmp_path / "other.yaml").write_text("greeting: Bye", encoding="utf-8")
    return load_messages(tmp_path)


def test_keys_are_the_area_and_the_path_inside_its_file(messages: Messages) -> None:
    assert sorted(message.key for message in messages) == [
        "common.day.mon",
        "common.day.no",
        "common.greeting",
        "common.lines",
        "common.plain",
        "common.several",
        "other.greeting",
    ]


def test_a_text_is_html_with_its_values_escaped(messages: Messages) -> None:
    assert messages.text("common.greeting", name="<A&B>") == "<b>Hello &lt;A&amp;B&gt;!</b>"


def test_a_value_is_never_read_as_a_placeholder_or_markup(messages: Messages) -> None:
    assert messages.text("common.greeting", name="{x} **y**") == "<b>Hello {x} **y**!</b>"


def test_a_label_is_plain_text(messages: Messages) -> None:
    assert messages.label("common.greeting", name="<A&B>") == "**Hello <A&B>!**"
    assert messages.label("common.day.no") == "No"


def test_line_breaks_stay_and_the_last_one_goes(messages: Messages) -> None:
    assert messages.text("common.lines") == "First line\nsecond line"
    assert messages.label("common.lines") == "First line\nsecond line"


def test_a_list_gives_choices(messages: Messages) -> None:
    assert messages.choices("common.several") == ("one", "two")


def test_values_that_a_text_does_not_use_are_fine(messages: Messages) -> None:
    assert messages.text("common.plain", name="x") == "just text"


@pytest.mark.parametrize("ask", ["text", "label"])
def test_an_unknown_key_names_the_file_to_add_it_to(messages: Messages, ask: str) -> None:
    with pytest.raises(MessageError, match=r"messages/common\.yaml: there is no message `common\.nothing`"):
        getattr(messages, ask)("common.nothing")


@pytest.mark.parametrize("ask", ["text", "label"])
def test_a_missing_value_names_key_file_line_and_what_is_given(messages: Messages, ask: str) -> None:
    with pytest.raises(MessageError) as caught:
        getattr(messages, ask)("common.greeting", nick="x")
    assert str(caught.value) == (
        "messages/common.yaml:1: `common.greeting` asks for {name}, which it is not given - use {nick}"
    )


def test_text_and_list_are_not_mixed_up(messages: Messages) -> None:
    with pytest.raises(MessageError, match=r"messages/common\.yaml:5: `common\.several` is a list"):
        messages.text("common.several")
    with pytest.raises(MessageError, match=r"messages/common\.yaml:11: `common\.plain` is one text"):
        messages.choices("common.plain")


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("good: x\nbad: 5", 2, "`area.bad` is no text"),
        ("a: {b: true}", 1, "`area.a.b` is no text"),
        ("a:\n  b:", 2, "`area.a.b` is no text"),
        ("a: {}", 1, "`area.a` is no text"),
        ("a: []", 1, "`area.a` is no text"),
        ("x: y\na:\n  - b\n  - [c]", 2, "`area.a` is no text"),
        ('a: " "', 1, "`area.a` is no text"),
        ("a:\n  B.c: d", 2, "`area.a.B.c` cannot be a key"),
        ("- just\n- a list", 1, "`area` cannot be a key"),
    ],
)
def test_a_value_that_is_no_text_is_found_with_its_line(
    tmp_path: Path, text: str, line: int, what: str
) -> None:
    (tmp_path / "area.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_messages(tmp_path)
    (finding,) = caught.value.findings
    assert (finding.file, finding.line) == ("messages/area.yaml", line)
    assert finding.what.startswith(what)
