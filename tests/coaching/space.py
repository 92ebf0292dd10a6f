"""Answers to test over: any answers for hypothesis, and a sample of the whole space of ordinary ones."""

import itertools
from collections.abc import Iterator

from hypothesis import strategies as st

from bot.coaching.answers import Answers, Days, Flag, Form, Location, Onset, Risk, Trend, Walking

ANY = st.builds(
    Answers,
    flags=st.frozensets(st.sampled_from(Flag), max_size=2),
    soreness=st.integers(0, 10),
    q4b=st.booleans(),
    location=st.sampled_from(Location),
    onset=st.sampled_from(Onset),
    days=st.sampled_from(Days),
    form=st.sampled_from(Form),
    walking=st.sampled_from(Walking),
    trend=st.sampled_from(Trend),
    risk=st.frozensets(st.sampled_from(Risk)),
)


def sampled_space(step: int = 37) -> Iterator[Answers]:
    """Every `step`th of the 369,600 combinations of ordinary answers; a prime above 11 meets every axis."""
    axes = (range(11), Location, Onset, Days, Form, Walking, Trend, [None, *Risk])
    for soreness, location, onset, days, form, walking, trend, risk in itertools.islice(
        itertools.product(*axes), 0, None, step
    ):
        yield Answers(
            flags=frozenset(),
            soreness=soreness,
            q4b=False,
            location=location,
            onset=onset,
            days=days,
            form=form,
            walking=walking,
            trend=trend,
            risk=frozenset({risk} if risk else ()),
        )
