"""Which entries tell each fact of the article, as a Markdown table that refreshes itself in a page."""

from collections.abc import Iterable, Mapping
from typing import Final

from bot.content.entry import Entry

BEGIN: Final = "<!-- facts: begin (written by `hamstring-coach knowledge facts --write`) -->"
END: Final = "<!-- facts: end -->"


def tellers(facts: Iterable[str], entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Entry ids by fact, in the order of the facts; an empty list for a fact that no entry tells."""
    told: dict[str, list[str]] = {fact: [] for fact in facts}
    for entry in entries:
        for key in entry.sources:
            if key in told:
                told[key].append(entry.id)
    return told


def table(facts: Mapping[str, str], told: Mapping[str, list[str]]) -> str:
    """A Markdown table: fact, our wording, the entries that tell it."""
    rows = [f"| {key} | {_cell(facts[key])} | {', '.join(ids) or '**none**'} |" for key, ids in told.items()]
    return "\n".join(["| Fact | In our words | Told by |", "|---|---|---|", *rows])


def refresh(page: str, part: str) -> str:
    """The page with `part` between its two markers. Raises ValueError when a marker is missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"has no place for the table - put these two lines into it:\n{BEGIN}\n{END}")
    return f"{before}{BEGIN}\n{part}\n{END}{after}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
