"""Slips of the finger put into sentences, so that a fit knows what they look like."""

from random import Random
from string import ascii_lowercase


def slipped(text: str, every: int) -> str:
    """Return `text` with about one wrong letter in `every`: left out, put in, swapped or another one.

    The same for the same text. Words keep their ends apart; a text without letters stays as it is.
    """
    # No secret hangs on these numbers, and two builds must agree.
    chance = Random(text)  # noqa: S311
    letters = list(text)
    for at in range(len(letters) - 1, -1, -1):
        if not letters[at].isalpha() or chance.random() * every >= 1:
            continue
        other = chance.choice(ascii_lowercase)
        kind = chance.randrange(4)
        if kind == 0:
            letters[at] = ""
        elif kind == 1:
            letters[at] += other
        elif kind == 2 and at + 1 < len(letters) and letters[at + 1].isalpha():
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters[at] = other
    return "".join(letters)
