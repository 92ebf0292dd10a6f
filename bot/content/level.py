"""How much strength work a runner is used to."""

from enum import StrEnum


class Level(StrEnum):
    """Decides which routine a runner gets."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"
