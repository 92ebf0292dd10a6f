"""What a triage ends with: six levels of care, mildest first (triage protocol, section 1)."""

from enum import StrEnum


class Outcome(StrEnum):
    """Compares by seriousness, not by letter: K < A < X < P < U < E."""

    K = "K"  # keep going
    A = "A"  # adjust
    X = "X"  # swap running for swimming or cycling
    P = "P"  # stop, see a physiotherapist or GP
    U = "U"  # be seen today
    E = "E"  # emergency now

    @property
    def seriousness(self) -> int:
        return _ORDER.index(self.value)

    # str would compare the letters, and then "A" would be milder than "K".
    def __lt__(self, other: str) -> bool:
        return self.seriousness < Outcome(other).seriousness

    def __le__(self, other: str) -> bool:
        return self.seriousness <= Outcome(other).seriousness

    def __gt__(self, other: str) -> bool:
        return self.seriousness > Outcome(other).seriousness

    def __ge__(self, other: str) -> bool:
        return self.seriousness >= Outcome(other).seriousness


_ORDER = "KAXPUE"
