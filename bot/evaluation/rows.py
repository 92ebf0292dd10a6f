"""The same for machines: one plain object a figure, pair, bin and case; `row` says which it is."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from bot.evaluation import confusion, reliability
from bot.evaluation.cases import Case, Inside, Outside, RedFlag
from bot.evaluation.cost import Cost
from bot.evaluation.figures import figures
from bot.evaluation.misses import misses
from bot.evaluation.rivals import Rank
from bot.evaluation.run import Outcome, Results

Row = dict[str, Any]

DIGITS = 4


def rows(results: Results, typed: Results | None) -> Iterator[Row]:
    """Return the figures, with and without typos, then pairs, bins and the cases themselves."""
    yield from _figures(results, typos=False)
    if typed:
        yield from _figures(typed, typos=True)
    for name, pairs in (
        ("topics", confusion.topics(results)),
        ("entries", confusion.entries(results)),
        ("outside", confusion.outside(results)),
    ):
        yield from ({"row": "confusion", "of": name, **asdict(pair)} for pair in pairs)
    for one in reliability.curve(results):
        yield {"row": "bin", **asdict(one), "mean": round(one.mean, DIGITS)}
    wrong = {id(miss.outcome): miss.what for miss in misses(results)}
    yield from (_case(outcome, wrong.get(id(outcome))) for outcome in results)


def ranks(ranked: Sequence[Rank]) -> Iterator[Row]:
    """One object a scorer."""
    return ({"row": "scorer", **asdict(one)} for one in ranked)


def costs(cost: Cost) -> Row:
    """Seconds and bytes."""
    return {"row": "cost", **asdict(cost)}


def _figures(results: Results, *, typos: bool) -> Iterator[Row]:
    for figure in figures(results):
        yield {"row": "figure", "typos": typos, **asdict(figure), "share": round(figure.share, DIGITS)}


def _case(outcome: Outcome[Case], miss: str | None) -> Row:
    case, decision = outcome.case, outcome.decision
    return {
        "row": "case",
        "file": case.place.file,
        "line": case.place.line,
        "q": case.q,
        "meant": _meant(case),
        "decision": decision.kind,
        "entry": decision.entry,
        "suggestions": decision.suggestions,
        "level": decision.safety.level if decision.safety else None,
        "topics": outcome.ranked,
        "score": round(outcome.score, DIGITS),
        "miss": miss,
    }


def _meant(case: Case) -> Row:
    match case:
        case Inside():
            return {"topic": case.topic, "also": case.also, "entry": case.entry}
        case Outside():
            return {"kind": case.kind}
        case RedFlag():
            return {"level": case.level or "none"}
