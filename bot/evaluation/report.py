"""Figures as tables for people: plain cells, drawn by whoever prints them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.evaluation import confusion, reliability
from bot.evaluation.confusion import Confusion
from bot.evaluation.cost import Cost
from bot.evaluation.figures import Figure, figures
from bot.evaluation.misses import misses
from bot.evaluation.reliability import Bin
from bot.evaluation.rivals import Rank
from bot.evaluation.run import Results

PAIRS = 15
BAR = 10


@dataclass(frozen=True, slots=True)
class Table:
    """`align` has one letter a column: l or r."""

    title: str
    columns: tuple[str, ...]
    align: str
    rows: tuple[tuple[str, ...], ...]


def tables(results: Results, typed: Results | None, worst: int) -> Iterator[Table]:
    """Return every table that holds a row. `typed` are the results on the questions with typos."""
    shown = [
        _figures(figures(results), figures(typed) if typed else ()),
        _pairs("Topics taken for others", confusion.topics(results)),
        _pairs("Entries taken for siblings", confusion.entries(results)),
        _pairs("Outside answered or offered", confusion.outside(results)),
        _curve(reliability.curve(results)),
        _misses(results, worst),
    ]
    return (table for table in shown if table.rows)


def ranks(ranked: Sequence[Rank]) -> Table:
    """Scorers side by side."""
    rows = tuple((one.name, _share(one.first), _share(one.among_three), _ms(one.seconds)) for one in ranked)
    columns = ("scorer", "first", "among three", "a question, median")
    return Table("Right topic, scorers side by side", columns, "lrrr", rows)


def costs(cost: Cost) -> Table:
    """Time and memory."""
    memory = "not told by this system" if cost.memory is None else f"{cost.memory / 1e6:.1f} MB"
    rows = (
        ("a question, median", _ms(cost.median)),
        ("a question, p99", _ms(cost.p99)),
        ("building the matcher", f"{cost.load:.3f} s"),
        ("memory it takes", memory),
    )
    return Table("Cost, on one core", ("what", "measured"), "lr", rows)


def _figures(clean: Sequence[Figure], typed: Sequence[Figure]) -> Table:
    slips = {(figure.group, figure.name): figure for figure in typed}
    rows = []
    last = ""
    for figure in clean:
        row = ("" if figure.group == last else figure.group, figure.name, *_cells(figure))
        slip = slips.get((figure.group, figure.name))
        beside = _cells(slip) if slip else ("", "")
        rows.append((*row, *(beside if typed else ())))
        last = figure.group
    columns = ("about", "what", "share", "cases", *(("typos", "cases") if typed else ()))
    return Table("Figures", columns, "llrr" + ("rr" if typed else ""), tuple(rows))


def _cells(figure: Figure) -> tuple[str, str]:
    return _share(figure.share), f"{figure.count}/{figure.of}"


def _pairs(title: str, pairs: Sequence[Confusion]) -> Table:
    rows = tuple((str(one.count), one.meant, one.taken) for one in pairs[:PAIRS])
    return Table(title, ("cases", "meant", "taken for"), "rll", rows)


def _curve(bins: tuple[Bin, ...]) -> Table:
    rows = tuple(
        (
            f"{one.low:.1f}-{one.high:.1f}",
            str(one.count),
            _share(one.mean),
            _share(one.right / one.count),
            ("#" * round(BAR * one.right / one.count)).ljust(BAR, "."),
            str(one.answered),
            _share(one.answered_right / one.answered) if one.answered else "",
        )
        for one in bins
    )
    title = f"Score against share right, apart by {_share(reliability.error(bins))} on average"
    columns = ("score", "cases", "mean", "right", "", "answered", "of these right")
    return Table(title, columns, "lrrrlrr", rows)


def _misses(results: Results, worst: int) -> Table:
    found = misses(results)
    rows = tuple(
        (
            f"{one.outcome.case.place.file}:{one.outcome.case.place.line}",
            one.meant,
            one.what,
            f"{one.outcome.score:.2f}",
            one.outcome.text,
        )
        for one in found[:worst]
    )
    columns = ("where", "meant", "what happened", "score", "question")
    return Table(f"Worst misses, {len(rows)} of {len(found)}", columns, "lllrl", rows)


def _share(share: float) -> str:
    return f"{share:.3f}"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"
