import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.markup import escape, to_html
from bot.content.telegram_html import parse, utf16_length


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("plain", "plain"),
        ("**bold** and *italic* and _too_", "<b>bold</b> and <i>italic</i> and <i>too</i>"),
        ("~~gone~~", "<s>gone</s>"),
        ("`2 < 3`", "<code>2 &lt; 3</code>"),
        ("[a & b](https://x.org/?a=1&b=2)", '<a href="https://x.org/?a=1&amp;b=2">a &amp; b</a>'),
        ("[empty]()", "empty"),
        ("- one\n- two", "• one\n• two"),
        ("3. one\n4. two", "3. one\n4. two"),
        ("- one\n  - inner\n- two", "• one\n   • inner\n• two"),
        ("- one\n\n- two", "• one\n• two"),
        ("Before:\n- one", "Before:\n• one"),
        ("Before:\n\n- one\n\nAfter", "Before:\n\n• one\n\nAfter"),
        ("> quoted\n> more", "<blockquote>quoted more</blockquote>"),
        ("> outer\n>\n> > inner", "<blockquote>outer\n\ninner</blockquote>"),
        ("# Big *head*\n\ntext", "<b>Big <i>head</i></b>\n\ntext"),
        ("one\n\n***\n\ntwo", "one\n\ntwo"),
        ("```\na < b\n```", "<pre>a &lt; b</pre>"),
        ("![a picture](https://x.org/a.png)", "a picture"),
        ("5 < 6 & 7 > 2", "5 &lt; 6 &amp; 7 &gt; 2"),
        ("<b>no html</b>", "&lt;b&gt;no html&lt;/b&gt;"),
        ("snake_case_word 2 * 3 * 4", "snake_case_word 2 * 3 * 4"),
        ("soft\nbreak", "soft break"),
        ("hard  \nbreak", "hard\nbreak"),
        ("", ""),
    ],
)
def test_markdown_becomes_what_telegram_takes(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


def test_messages_keep_their_line_breaks() -> None:
    assert to_html("one\ntwo", breaks=True) == "one\ntwo"


@pytest.mark.parametrize(
    "markdown", ["**{name}**", "{first_name} and {b}", "[go]({link})", "`{code}`", "- {item}"]
)
def test_placeholders_pass_untouched(markdown: str) -> None:
    wanted = markdown[markdown.index("{") : markdown.index("}") + 1]
    assert wanted in to_html(markdown)


@given(st.text() | st.text(alphabet="*_[]()<>&`~#-+>1. \n!\\{}ab"), st.booleans())
def test_any_text_becomes_html_that_telegram_reads(markdown: str, breaks: bool) -> None:
    parse(to_html(markdown, breaks=breaks))


@given(
    st.characters(categories=["L"]),
    st.text(alphabet="ab1é😀 .,:;!?'\"()-+=|#{}/@$%^\u00a0\u200d\t"),
    st.booleans(),
)
def test_plain_words_come_out_as_they_do_beside_a_text_that_has_to_be_parsed(
    letter: str, more: str, breaks: bool
) -> None:
    parsed = to_html(f"{letter}{more}\n\n*signs*", breaks=breaks)
    assert parsed == to_html(letter + more, breaks=breaks) + "\n\n<i>signs</i>"


@given(st.text(alphabet="<>&\"'ab é😀"))
def test_escaped_text_shows_as_it_was(text: str) -> None:
    assert parse("." + escape(text) + ".").text == f".{text}."
    assert utf16_length(parse(f'<a href="https://x.org/{escape(text)}">.</a>').text) == 1


def test_rendering_leaves_nothing_behind_that_only_the_garbage_collector_would_find() -> None:
    gc.collect()
    to_html.__wrapped__("**Bold**\n\n> a quote\n\n1. one\n   - two [link](https://example.org)\n\n`code`")
    assert gc.collect() == 0
