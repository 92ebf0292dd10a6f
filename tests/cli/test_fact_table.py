import pytest

from bot.cli.fact_table import BEGIN, END, refresh, table, tellers
from bot.content.entry import parse_entry
from tests.content.folders import entry_text


def test_every_fact_shows_who_tells_it_and_who_does_not() -> None:
    entries = [parse_entry(entry_text("sleep")), parse_entry(entry_text("sprints"))]
    told = tellers(["S1", "S2"], entries)
    assert told == {"S1": ["sleep", "sprints"], "S2": []}
    assert table({"S1": "One | two.", "S2": "Two."}, told).split("\n")[2:] == [
        "| S1 | One \\| two. | sleep, sprints |",
        "| S2 | Two. | **none** |",
    ]


def test_only_the_part_between_the_markers_changes() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    fresh = refresh(page, "new")
    assert fresh == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    assert refresh(fresh, "new") == fresh


@pytest.mark.parametrize("page", ["", BEGIN, f"{END}\n{BEGIN}"])
def test_a_page_without_both_markers_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="has no place for the table"):
        refresh(page, "new")
