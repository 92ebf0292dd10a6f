"""Markdown, as curators write it, to the HTML that Telegram takes."""

import html
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

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


def escape(text: str) -> str:
    """Text as it must stand inside Telegram HTML, in an attribute too."""
    return html.escape(text)


@lru_cache(maxsize=KEPT)
def to_html(markdown: str, *, breaks: bool = False) -> str:
    """Telegram HTML of a Markdown text; anything Telegram has no tag for becomes plain text.

    A single line break is a space, as in Markdown, unless `breaks` keeps it. A list that follows its
    paragraph without a blank line stays close to it. `{placeholders}` pass through untouched.
    """
    return _Renderer(breaks).blocks(SyntaxTreeNode(_MARKDOWN.parse(markdown)).children).strip("\n")


class _Renderer:
    def __init__(self, breaks: bool) -> None:
        self._break = "\n" if breaks else " "
        self._quoted = False
        self._block: dict[str, Callable[[SyntaxTreeNode], str]] = {
            "paragraph": self._inline_children,
            "heading": lambda node: f"<b>{self._inline_children(node)}</b>",
            "bullet_list": lambda node: self._list(node, lambda _: BULLET),
            "ordered_list": lambda node: self._list(node, lambda index: f"{_start(node) + index}. "),
            "blockquote": self._blockquote,
            "fence": _preformatted,
            "code_block": _preformatted,
        }

    def blocks(self, nodes: Sequence[SyntaxTreeNode]) -> str:
        shown = [(node, html) for node in nodes if (html := self._one(node))]
        gaps = ["\n" if _adjoin(first, second) else "\n\n" for (first, _), (second, _) in pairwise(shown)]
        return "".join(gap + html for gap, (_, html) in zip(["", *gaps], shown, strict=False))

    def _one(self, node: SyntaxTreeNode) -> str:
        render = self._block.get(node.type)
        return render(node) if render else ""

    def _list(self, node: SyntaxTreeNode, marker: Callable[[int], str]) -> str:
        return "\n".join(marker(index) + self._item(item) for index, item in enumerate(node.children))

    def _item(self, item: SyntaxTreeNode) -> str:
        return "\n".join(self._one(child) for child in item.children).replace("\n", "\n" + NESTED_INDENT)

    def _blockquote(self, node: SyntaxTreeNode) -> str:
        """Telegram has no quote inside a quote: the inner one loses its marks."""
        if self._quoted:
            return self.blocks(node.children)
        self._quoted = True
        inner = self.blocks(node.children)
        self._quoted = False
        return f"<blockquote>{inner}</blockquote>"

    def _inline_children(self, node: SyntaxTreeNode) -> str:
        return "".join(self._inline(child) for inline in node.children for child in inline.children)

    def _inline(self, node: SyntaxTreeNode) -> str:
        match node.type:
            case "text":
                return html.escape(node.content, quote=False)
            case "code_inline":
                return f"<code>{html.escape(node.content, quote=False)}</code>"
            case "softbreak":
                return self._break
            case "hardbreak":
                return "\n"
            case "link":
                return self._link(node)
            case _:
                return _wrap(_TAGS.get(node.type), self._inline_all(node.children))

    def _inline_all(self, nodes: Iterable[SyntaxTreeNode]) -> str:
        return "".join(self._inline(node) for node in nodes)

    def _link(self, node: SyntaxTreeNode) -> str:
        label = self._inline_all(node.children)
        href = str(node.attrs.get("href", ""))
        return f'<a href="{escape(href)}">{label}</a>' if href else label


def _wrap(tag: str | None, inner: str) -> str:
    return f"<{tag}>{inner}</{tag}>" if tag else inner


def _preformatted(node: SyntaxTreeNode) -> str:
    return f"<pre>{html.escape(node.content.rstrip(), quote=False)}</pre>"


def _start(ordered_list: SyntaxTreeNode) -> int:
    return int(ordered_list.attrs.get("start", 1))


def _adjoin(first: SyntaxTreeNode, second: SyntaxTreeNode) -> bool:
    """Whether no blank line stands between two blocks."""
    return second.type != "heading" and second.map is not None and _last_line(first) == second.map[0]


def _last_line(node: SyntaxTreeNode) -> int | None:
    """A list counts the blank lines after it as its own; its last paragraph does not."""
    if node.type.endswith("list") or node.type in ("list_item", "blockquote"):
        return _last_line(node.children[-1]) if node.children else None
    return node.map[1] if node.map else None
