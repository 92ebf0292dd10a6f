from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.yaml_file import FileError, parse_yaml, read_yaml


def test_everyday_words_stay_text() -> None:
    document = parse_yaml("a: [yes, no, on, off, 07:00, 12:30:00, 2026-11-22, 1_000, 0x1F, 010, .5, =, Null]")
    assert document.data["a"] == (
        [
            "yes",
            "no",
            "on",
            "off",
            "07:00",
            "12:30:00",
            "2026-11-22",
            "1_000",
            "0x1F",
            "010",
            ".5",
            "=",
            "Null",
        ]
    )


def test_numbers_truth_and_nothing_are_read() -> None:
    document = parse_yaml('a: [3, -4, 1.5, true, false, null, ~, "5", ""]\nb:\n1: one')
    assert document.data == {"a": [3, -4, 1.5, True, False, None, None, "5", ""], "b": None, "1": "one"}


def test_every_place_knows_its_line_and_a_missing_one_that_of_its_neighbourhood() -> None:
    document = parse_yaml("a:\n  - x\n  - y: 1\n    z: 2\nb: >\n  long\n  text\n", first_line=10)
    places = {(): 10, ("a",): 10, ("a", 0): 11, ("a", 1): 12, ("a", 1, "z"): 13, ("b",): 14}
    assert {place: document.line(place) for place in places} == places
    assert document.line(("a", 1, "missing", "deep")) == 12
    assert document.line(("nowhere",)) == 10


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: 2\na: 3", 3, "has the key `a` twice"),
        ("a: &x 1\nb: *x", 1, "uses a YAML anchor"),
        ("a: &x [*x]", 1, "uses a YAML anchor"),
        ("ok: 1\na: 'open", 2, "is not readable YAML"),
        ("ok: 1\na: b: c", 2, "is not readable YAML"),
        ("a: 1\n b: 2", 2, "is not readable YAML"),
        ("ok: 1\n? [a]\n: b", 2, "has a list or mapping as a key"),
        ("a: !!python/object:os.system x", 1, "uses the YAML tag"),
        ("a: !!int x", 1, "uses the YAML tag"),
        ("a: !!set {x}", 1, "uses the YAML tag"),
        ("a: 1\n--- 2", 2, "is not readable YAML"),
        ("ok: 1\na: \x07", 2, "holds a character"),
        ("# only a remark", 1, "holds no YAML"),
        ("a: " + "[" * 100_000, 1, "is nested too deeply"),
        ("[\n" * 2_000, 51, "is nested too deeply"),
        ("- " * 5_000 + "x", 1, "is nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, line: int, what: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_yaml(text)
    assert caught.value.line == line
    assert caught.value.what.startswith(what)
    assert caught.value.mend


@pytest.mark.parametrize(
    ("raw", "line", "what"),
    [
        (b"ok: 1\na: caf\xe9", 2, "is not UTF-8 text"),
        (b"", 1, "is empty"),
        (b" \n\n", 1, "is empty"),
        (b"ok: 1\r\na:\tb", 2, "holds a tab"),
    ],
)
def test_a_file_that_is_no_plain_text_is_named(tmp_path: Path, raw: bytes, line: int, what: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(raw)
    with pytest.raises(FileError) as caught:
        read_yaml(path)
    assert (caught.value.line, caught.value.what) == (line, what)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read: No such file"):
        read_yaml(tmp_path / "a.yaml")


def test_windows_line_ends_and_a_byte_order_mark_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert read_yaml(path).data == {"a": 1, "b": 2}


@given(st.text(alphabet="ab:-? []{}&*!|>'\"%@#,\n0.~") | st.text())
def test_any_text_is_read_or_refused_never_worse(text: str) -> None:
    try:
        parse_yaml(text)
    except FileError as error:
        assert error.line >= 1
