"""The codes on tags and the four-digit numbers, made where nobody has given one."""

import secrets
from collections.abc import Set

# Without what looks alike in print or is easily misheard: 0 O, 1 I L, U V.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
CODE_LENGTH = 10


def new_code() -> str:
    """A code to print on a tag; with 29¹⁰ of them two never meet."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def hundred_of(level: int) -> int:
    """The first two digits of the numbers on a floor of this height."""
    return level if 0 < level < 90 else 100 + level if -10 < level < 0 else 90


def free_number(level: int, taken: Set[str]) -> str:
    """A number that tells the floor: 1201, 1202 … on the 12th, 9901 … in the first basement; else the first free one.

    Raises ValueError when all 9999 of a building are taken.
    """
    wanted = [f"{hundred_of(level):02d}{place:02d}" for place in range(1, 100)]
    for number in (*wanted, *(f"{number:04d}" for number in range(1, 10_000))):
        if number not in taken:
            return number
    raise ValueError("a building has at most 9999 points")
