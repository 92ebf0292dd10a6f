import json

from bot.evaluation import rows
from bot.evaluation.cost import Cost
from bot.evaluation.rivals import Rank
from tests.evaluation.parts import decision, flag, inside, outside, results

FOUND = results(
    (inside("a", "frequency", "how-often"), decision("answer", "how-often")),
    (inside("b", "frequency", also=("sprinting",)), decision("suggest", "protein", "sprints")),
    (outside("c", "shoes"), decision("answer", "protein")),
    (flag("d", None), decision("safety", level="ask")),
)


def of(kind: str) -> list[rows.Row]:
    found = [json.loads(json.dumps(row)) for row in rows.rows(FOUND, FOUND)]
    return [row for row in found if row["row"] == kind]


def test_figures_come_with_and_without_typos() -> None:
    first = [row for row in of("figure") if (row["group"], row["name"]) == ("inside", "right topic first")]
    assert first == [
        {
            "row": "figure",
            "typos": typos,
            "group": "inside",
            "name": "right topic first",
            "count": 1,
            "of": 2,
            "share": 0.5,
        }
        for typos in (False, True)
    ]


def test_a_case_tells_what_was_meant_and_what_was_done() -> None:
    first, second, third, fourth = of("case")
    assert first == {
        "row": "case",
        "file": "cases.jsonl",
        "line": 1,
        "q": "a",
        "meant": {"topic": "frequency", "also": [], "entry": "how-often"},
        "decision": "answer",
        "entry": "how-often",
        "suggestions": [],
        "level": None,
        "topics": ["frequency"],
        "score": 0.5,
        "miss": None,
    }
    assert (second["suggestions"], second["miss"]) == (["protein", "sprints"], None)
    assert (third["meant"], third["miss"]) == ({"kind": "shoes"}, "outside answered: nutrition")
    assert (fourth["meant"], fourth["level"]) == ({"level": "none"}, "ask")


def test_pairs_and_bins_are_rows_too() -> None:
    assert of("confusion") == [
        {"row": "confusion", "of": "topics", "meant": "frequency", "taken": "nutrition", "count": 1},
        {"row": "confusion", "of": "outside", "meant": "shoes", "taken": "nutrition", "count": 1},
    ]
    (one,) = of("bin")
    assert (one["low"], one["count"], one["mean"], one["right"], one["answered"]) == (0.5, 3, 0.5, 1, 2)


def test_scorers_and_cost_are_rows_of_their_own() -> None:
    (scorer,) = rows.ranks([Rank("ours", 0.9, 1.0, 0.1)])
    assert scorer == {"row": "scorer", "name": "ours", "first": 0.9, "among_three": 1.0, "seconds": 0.1}
    assert rows.costs(Cost(0.1, 0.2, 0.3, None)) == {
        "row": "cost",
        "median": 0.1,
        "p99": 0.2,
        "load": 0.3,
        "memory": None,
    }
