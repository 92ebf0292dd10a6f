import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.telegram_html import HtmlError, parse, utf16_length


def entity(kind: str, offset: int, length: int, **more: str) -> dict[str, object]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<b>x</b>", "bold"),
        ("<strong>x</strong>", "bold"),
        ("<i>x</i>", "italic"),
        ("<em>x</em>", "italic"),
        ("<u>x</u>", "underline"),
        ("<ins>x</ins>", "underline"),
        ("<s>x</s>", "strikethrough"),
        ("<strike>x</strike>", "strikethrough"),
        ("<del>x</del>", "strikethrough"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<code>x</code>", "code"),
        ("<pre>x</pre>", "pre"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ("<B>x</B>", "bold"),
        ("<b >x</b >", "bold"),
        ("<b>x</>", "bold"),
    ],
)
def test_every_tag_of_telegram_becomes_its_entity(html: str, kind: str) -> None:
    parsed = parse(html)
    assert (parsed.text, parsed.entities) == ("x", (entity(kind, 0, 1),))


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("<b>a <code>x</code> b</b>", "a x b", [("bold", 0, 2), ("code", 2, 1), ("bold", 3, 2)]),
        ("<b>x</b><b>y</b>", "xy", [("bold", 0, 2)]),
        ("<b>x<b>y</b></b>", "xy", [("bold", 0, 2)]),
        ("<b><i>x</i></b>", "x", [("bold", 0, 1), ("italic", 0, 1)]),
        ("<i>x</i> <b>longer</b>", "x longer", [("italic", 0, 1), ("bold", 2, 6)]),
        ("  <b>x </b>\n", "x", [("bold", 0, 1)]),
        ("a<b> </b>b", "a b", []),
        ("<b></b>a", "a", []),
        ("<pre><b>x</b></pre>", "x", [("pre", 0, 1)]),
        ("<code><a href='https://a.org'>x</a></code>", "x", [("code", 0, 1)]),
        ("\N{RUNNER}\N{RUNNER} <i>\N{RUNNER}</i>é<b>x</b>", "🏃🏃 🏃éx", [("italic", 5, 2), ("bold", 8, 1)]),
        ("<blockquote>a <b>b</b></blockquote>", "a b", [("blockquote", 0, 3), ("bold", 2, 1)]),
        ("a\r\nb\tc", "a\nb c", []),
        ("<i> x</i>", "x", [("italic", 0, 1)]),
    ],
)
def test_entities_lie_where_telegram_puts_them(
    html: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    parsed = parse(html)
    assert parsed.text == text
    assert parsed.entities == tuple(entity(*one) for one in entities)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("&lt;b&gt; &amp; &quot;", '<b> & "'),
        ("&#65;&#x42;&#x1F3C3;", "AB🏃"),
        ("&lt no semicolon", "< no semicolon"),
        ("&nbsp;&copy; &apos;", "&nbsp;&copy; &apos;"),
        ("&#0; &#99999999; & &#;", "&#0; &#99999999; & &#;"),
        ("salt & water", "salt & water"),
    ],
)
def test_references_are_decoded_and_unknown_ones_stay_as_typed(html: str, text: str) -> None:
    assert parse(html).text == text


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ('<a href="https://x.org/a?b=1&amp;c=2">l</a>', "https://x.org/a?b=1&c=2"),
        ("<a href='http://x.org'>l</a>", "http://x.org/"),
        ("<a href='tg://resolve?domain=a'>l</a>", "tg://resolve?domain=a/"),
        ("<a href='x.org/p'>l</a>", "http://x.org/p"),
        ("<a>x.org</a>", "http://x.org/"),
        ("<a href='docs/knowledge.md'>l</a>", None),
        ("<a href='javascript:alert(1)'>l</a>", None),
        ("<a href=''>l</a>", None),
    ],
)
def test_a_link_telegram_does_not_know_shows_as_plain_text(html: str, url: str | None) -> None:
    assert [one.get("url") for one in parse(html).entities] == ([url] if url else [])


def test_code_with_a_language_is_one_entity() -> None:
    html = '<pre><code class="language-python">x = 1</code></pre>'
    assert parse(html).entities == (entity("pre", 0, 5, language="python"),)
    assert parse('<code class="language-python">x</code>').entities == (entity("code", 0, 1),)


def test_a_custom_emoji_needs_its_number() -> None:
    html = '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>'
    assert parse(html).entities == (entity("custom_emoji", 0, 2, custom_emoji_id="5368324170671202286"),)
    with pytest.raises(HtmlError, match="Invalid custom emoji"):
        parse('<tg-emoji emoji-id="up">👍</tg-emoji>')


@pytest.mark.parametrize(
    ("html", "offset", "what"),
    [
        ("a <b>x", 6, 'Can\'t find end tag corresponding to start tag "b"'),
        ("é <x>a</x>", 3, 'Unsupported start tag "x" at byte offset 3'),
        ("3 < 4", 2, "Unsupported start tag"),
        ("<br/>", 0, 'Unsupported start tag "br/"'),
        ("<!-- note -->", 0, 'Unsupported start tag "!--"'),
        ("<b>a</i>", 4, 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>a</b></i>", 7, "Unmatched end tag"),
        ("a</b>", 1, "Unexpected end tag at byte offset 1"),
        ("<b>a</b", 4, "Unclosed end tag at byte offset 4"),
        ("a <b", 2, "Unclosed start tag at byte offset 2"),
        ('<a href="x', 0, "Unclosed start tag at byte offset 0"),
        ("<a href=", 0, "Unclosed start tag"),
        ("<a ", 0, "Unclosed start tag"),
        ("<a href=x/y>l</a>", 8, "Unexpected end of name token at byte offset 8"),
        ("<a href>l</a>", 0, "Expected equal sign"),
        ("<b =x>l</b>", 0, "Empty attribute name"),
        ("<span>x</span>", 0, 'Tag "span" must have class "tg-spoiler"'),
        ("&#xD800;", 0, "invalid Unicode"),
    ],
)
def test_what_telegram_refuses_is_refused_with_its_place(html: str, offset: int, what: str) -> None:
    with pytest.raises(HtmlError) as caught:
        parse(html)
    assert caught.value.offset == offset
    assert what in caught.value.what


@given(st.text(alphabet="<>/abi=\"' &;#x1😀\n-") | st.text())
def test_any_text_is_read_or_refused_never_worse(html: str) -> None:
    try:
        parsed = parse(html)
    except HtmlError as error:
        assert 0 <= error.offset <= len(html.encode())
        return
    assert parsed.text == parsed.text.strip(" \n")
    for one in parsed.entities:
        assert 0 <= one["offset"] < one["offset"] + one["length"] <= utf16_length(parsed.text)


def test_utf16_length_counts_an_emoji_twice() -> None:
    assert (utf16_length("é"), utf16_length("🏃"), utf16_length("")) == (1, 2, 0)
