"""Answers to test over: any answers for hypothesis."""

from hypothesis import strategies as st

from bot.coaching.answers import Answers, Days, Flag, Form, Location, Onset, Risk, Trend, Walking

SAMPLE = 37
"""Every 37th combination of the ordinary answers: a prime above 11 meets every axis."""

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
