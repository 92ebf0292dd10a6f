"""What is taken for what, the commonest first."""

from collections import Counter
from dataclasses import dataclass

from bot.evaluation import verdicts
from bot.evaluation.run import Results


@dataclass(frozen=True, slots=True)
class Confusion:
    """`meant` and `taken` are both topics, or both entries, or an outside kind and the topic it was given."""

    meant: str
    taken: str
    count: int


def topics(results: Results) -> tuple[Confusion, ...]:
    """Topics of which another one came first; `also` counts as right."""
    wrong = [one for one in results.inside if one.ranked and not verdicts.first(one)]
    return _counted(Counter((one.case.topic, one.ranked[0]) for one in wrong))


def entries(results: Results) -> tuple[Confusion, ...]:
    """Entries of which a sibling, of a right topic, came first."""
    wrong = [one for one in results.inside if one.case.entry and verdicts.first(one)]
    return _counted(
        Counter(
            (one.case.entry, one.decision.candidates[0].entry)
            for one in wrong
            if one.case.entry and not verdicts.entry_first(one)
        )
    )


def outside(results: Results) -> tuple[Confusion, ...]:
    """Outside kinds that were answered or offered choices, and the best topic then."""
    taken = [one for one in results.outside if one.coached]
    return _counted(Counter((one.case.kind, one.ranked[0]) for one in taken))


def _counted(pairs: Counter[tuple[str, str]]) -> tuple[Confusion, ...]:
    ordered = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Confusion(meant, taken, count) for (meant, taken), count in ordered)
