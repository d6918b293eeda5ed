"""Do two pictures look alike? A difference hash of 64 bits, the same as the phone's (`domain/likeness.js`)."""

from collections.abc import Sequence
from typing import Final

# The grey picture that is hashed: eight pairs of neighbours in each of eight rows.
WIDTH: Final = 9
HEIGHT: Final = 8


def print_of(grey: Sequence[int]) -> str:
    """16 hex digits from 9 × 8 brightness values, row by row: one bit per pair, set where it gets brighter."""
    bits = "".join(
        "1" if grey[row * WIDTH + column + 1] > grey[row * WIDTH + column] else "0"
        for row in range(HEIGHT)
        for column in range(WIDTH - 1)
    )
    return f"{int(bits, 2):016x}"


def bits_apart(one: str, other: str) -> int:
    """In how many of the 64 bits two prints differ; up to 6 is taken for the same picture."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
