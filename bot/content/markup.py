"""Markdown, as curators write it, to the HTML that Telegram takes."""

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

BULLET: Final = "• "
NESTED_INDENT: Final = "   "
KEPT: Final = 2048
"""Texts whose HTML is remembered: more than the knowledge has."""


class _Markdown(MarkdownIt):
    def normalizeLink(self, url: str) -> str:  # noqa: N802 (the library's name)
        """A link may be a `{placeholder}`: its braces must survive the percent-encoding."""
        return super().normalizeLink(url).replace("%7B", "{").replace("%7D", "}")


_MARKDOWN = _Markdown("commonmark", {"html": False}).enable("strikethrough")
_TAGS: Final = {"strong": "b", "em": "i", "s": "s"}
_PLAIN: Final = re.compile(r"[^\W\d_][^*_`~\[\]<>&\\]*")
"""One line of words, without a sign that Markdown or HTML takes for its own."""


def escape(text: str) -> str:
    """Text as it must stand inside Telegram HTML, in an attribute too."""
    return html.escape(text)


@lru_cache(maxsize=KEPT)
def to_html(markdown: str, *, breaks: bool = False) -> str:
    """Telegram HTML of a Markdown text; anything Telegram has no tag for becomes plain text.

    A single line break is a space, as in Markdown, unless `breaks` keeps it. A list that follows its
    paragraph without a blank line stays close to it. `{placeholders}` pass through untouched.
    """
    # Half of all texts, and a start reads every one: what stands for itself needs no parser.
    if markdown.isprintable() and markdown[-1:] != " " and _PLAIN.fullmatch(markdown):
        return markdown
    return _Renderer(breaks).blocks(_tree(_MARKDOWN.parse(markdown))).strip("\n")


@dataclass(frozen=True, slots=True)
class _Node:
    """A block or a span. It does not know what it stands in, so that it is gone once it is rendered."""

    type: str
    token: Token
    children: "list[_Node]"


def _tree(tokens: Iterable[Token]) -> list[_Node]:
    """Markdown-it's flat list of tokens as nodes."""
    top: list[_Node] = []
    around = [top]
    for token in tokens:
        if token.nesting < 0:
            around.pop()
            continue
        node = _Node(token.type.removesuffix("_open"), token, _tree(token.children or ()))
        around[-1].append(node)
        if token.nesting > 0:
            around.append(node.children)
    return top


class _Renderer:
    def __init__(self, breaks: bool) -> None:
        self._break = "\n" if breaks else " "
        self._quoted = False

    def blocks(self, nodes: Sequence[_Node]) -> str:
        shown = [(node, html) for node in nodes if (html := self._one(node))]
        gaps = ["\n" if _adjoin(first, second) else "\n\n" for (first, _), (second, _) in pairwise(shown)]
        return "".join(gap + html for gap, (_, html) in zip(["", *gaps], shown, strict=False))

    def _one(self, node: _Node) -> str:
        match node.type:
            case "paragraph":
                return self._inline_children(node)
            case "heading":
                return f"<b>{self._inline_children(node)}</b>"
            case "bullet_list":
                return self._list(node, lambda _: BULLET)
            case "ordered_list":
                return self._list(node, lambda index: f"{_start(node) + index}. ")
            case "blockquote":
                return self._blockquote(node)
            case "fence" | "code_block":
                return _preformatted(node)
            case _:
                return ""

    def _list(self, node: _Node, marker: Callable[[int], str]) -> str:
        return "\n".join(marker(index) + self._item(item) for index, item in enumerate(node.children))

    def _item(self, item: _Node) -> str:
        return "\n".join(self._one(child) for child in item.children).replace("\n", "\n" + NESTED_INDENT)

    def _blockquote(self, node: _Node) -> str:
        """Telegram has no quote inside a quote: the inner one loses its marks."""
        if self._quoted:
            return self.blocks(node.children)
        self._quoted = True
        inner = self.blocks(node.children)
        self._quoted = False
        return f"<blockquote>{inner}</blockquote>"

    def _inline_children(self, node: _Node) -> str:
        return "".join(self._inline(child) for inline in node.children for child in inline.children)

    def _inline(self, node: _Node) -> str:
        match node.type:
            case "text":
                return html.escape(node.token.content, quote=False)
            case "code_inline":
                return f"<code>{html.escape(node.token.content, quote=False)}</code>"
            case "softbreak":
                return self._break
            case "hardbreak":
                return "\n"
            case "link":
                return self._link(node)
            case _:
                return _wrap(_TAGS.get(node.type), self._inline_all(node.children))

    def _inline_all(self, nodes: Iterable[_Node]) -> str:
        return "".join(self._inline(node) for node in nodes)

    def _link(self, node: _Node) -> str:
        label = self._inline_all(node.children)
        href = str(node.token.attrs.get("href", ""))
        return f'<a href="{escape(href)}">{label}</a>' if href else label


def _wrap(tag: str | None, inner: str) -> str:
    return f"<{tag}>{inner}</{tag}>" if tag else inner


def _preformatted(node: _Node) -> str:
    return f"<pre>{html.escape(node.token.content.rstrip(), quote=False)}</pre>"


def _start(ordered_list: _Node) -> int:
    return int(ordered_list.token.attrs.get("start", 1))


def _adjoin(first: _Node, second: _Node) -> bool:
    """Whether no blank line stands between two blocks."""
    return (
        second.type != "heading" and second.token.map is not None and _last_line(first) == second.token.map[0]
    )


def _last_line(node: _Node) -> int | None:
    """A list counts the blank lines after it as its own; its last paragraph does not."""
    if node.type.endswith("list") or node.type in ("list_item", "blockquote"):
        return _last_line(node.children[-1]) if node.children else None
    return node.token.map[1] if node.token.map else None
