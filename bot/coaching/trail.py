"""Since when the training state has been what it is, through changes that left it the same."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime

from bot.coaching.state import TrainingState


@dataclass(frozen=True, slots=True)
class Moved:
    """A change of the state, or one taken back: when, and where it led."""

    at: datetime
    to: TrainingState


def run_began(trail: Iterable[Moved], states: Set[TrainingState]) -> datetime | None:
    """The start of the unbroken run of `states` that lasts until now; `trail` newest first. None: no run."""
    began = None
    for moved in trail:
        if moved.to not in states:
            break
        began = moved.at
    return began
