"""Slips of the finger, always the same ones for the same text and seed."""

from random import Random
from string import ascii_lowercase


def with_typos(text: str, every: int, seed: int = 0) -> str:
    """Return `text` with one random slip for each `every` characters, rounded, at least one.

    A slip drops, doubles, replaces or swaps a letter, or slips a strange one in; only letters are hit, so
    words stay apart. The choice depends on the text itself: adding cases does not change other cases.
    """
    # No secret hangs on these numbers, and they have to be the same tomorrow.
    chance = Random(f"{seed}:{text}")  # noqa: S311
    letters = [at for at, letter in enumerate(text) if letter.isalpha()]
    count = min(len(letters), max(1, round(len(text) / every)))
    characters = list(text)
    # From the end on, so that a slip does not move the places of the others.
    for at in sorted(chance.sample(letters, count), reverse=True):
        _slip(characters, at, chance)
    return "".join(characters)


def _slip(characters: list[str], at: int, chance: Random) -> None:
    match chance.choice(("drop", "double", "replace", "insert", "swap")):
        case "drop":
            del characters[at]
        case "double":
            characters.insert(at, characters[at])
        case "replace":
            characters[at] = chance.choice(ascii_lowercase)
        case "insert":
            characters.insert(at, chance.choice(ascii_lowercase))
        case _:
            if at + 1 < len(characters) and characters[at + 1].isalpha():
                characters[at], characters[at + 1] = characters[at + 1], characters[at]
            else:
                characters.insert(at, characters[at])
