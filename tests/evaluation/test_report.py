from bot.evaluation import report
from bot.evaluation.cost import Cost
from bot.evaluation.rivals import Rank
from tests.evaluation.parts import decision, inside, outside, results

FOUND = results(
    (inside("a", "frequency"), decision("answer", "how-often")),
    (inside("b", "frequency"), decision("answer", "protein", score=0.95)),
    (outside("c"), decision("decline", "protein", score=0.05)),
)


def test_the_tables_that_hold_something_come_in_order() -> None:
    shown = list(report.tables(FOUND, None, 5))
    assert [table.title for table in shown] == [
        "Figures",
        "Topics taken for others",
        "Score against share right, apart by 0.500 on average",
        "Worst misses, 1 of 1",
    ]
    assert all(len(row) == len(table.columns) == len(table.align) for table in shown for row in table.rows)


def test_each_figure_stands_once_with_its_group_named_at_the_first() -> None:
    table = next(report.tables(FOUND, None, 5))
    assert table.rows[0] == ("inside", "right topic first", "0.500", "1/2")
    assert table.rows[1][0] == ""
    assert ("near outside", "answered", "0.000", "0/1") in table.rows


def test_typos_stand_beside() -> None:
    typed = results((inside("a", "frequency"), decision("answer", "how-often")))
    table = next(report.tables(FOUND, typed, 5))
    assert table.columns == ("about", "what", "share", "cases", "typos", "cases")
    assert table.rows[0][2:] == ("0.500", "1/2", "1.000", "1/1")
    outside_row = next(row for row in table.rows if row[0] == "near outside")
    assert outside_row[2:] == ("0.000", "0/1", "", "")


def test_the_curve_is_drawn() -> None:
    curve = list(report.tables(FOUND, None, 5))[2]
    assert curve.rows[-1] == ("0.9-1.0", "1", "0.950", "0.000", "." * report.BAR, "1", "0.000")
    assert curve.rows[1] == ("0.5-0.6", "1", "0.500", "1.000", "#" * report.BAR, "1", "1.000")


def test_misses_say_where_the_question_stands() -> None:
    (row,) = list(report.tables(FOUND, None, 5))[-1].rows
    assert row == ("cases.jsonl:1", "frequency", "answered: nutrition", "0.95", "b")


def test_no_misses_asked_for_is_no_table_of_misses() -> None:
    assert all("misses" not in table.title for table in report.tables(FOUND, None, 0))


def test_scorers_and_cost_have_tables_of_their_own() -> None:
    assert report.ranks([Rank("ours", 0.9, 1.0, 0.00042)]).rows == (("ours", "0.900", "1.000", "0.42 ms"),)
    assert [row[1] for row in report.costs(Cost(0.0005, 0.002, 0.25, 12_340_000)).rows] == [
        "0.50 ms",
        "2.00 ms",
        "0.250 s",
        "12.3 MB",
    ]
    assert report.costs(Cost(0.1, 0.1, 0.1, None)).rows[3][1] == "not told by this system"
