"""The learning curve on a few sentences of the shipped folder, with the real scikit-learn."""

from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="needs scikit-learn: the extra `build`")

from bot.fitting.curve import curve
from tests.fitting.folders import few_sentences


@pytest.mark.timeout(300)
def test_more_sentences_find_more_topics(tmp_path: Path) -> None:
    points = list(curve(few_sentences(tmp_path, 20)))
    assert [one.sentences < other.sentences for one, other in pairwise(points)] == [True] * 4
    assert points[-1].first > points[0].first
    assert all(0 < point.first <= point.three <= 1 for point in points)
    assert 0.5 < points[-1].area <= 1
