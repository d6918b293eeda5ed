"""The order in which people want things, and the numbers that keep it. Pure."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, TypeVar

Name = TypeVar("Name", bound=Hashable)


def ordinals(wanted: Sequence[Name], present: Mapping[Name, tuple[Any, ...]]) -> dict[Name, int]:
    """A number for each of `wanted`, which come in the order people want.

    `present` tells by what each row is sorted now: its number first. Where those that are there come in that order
    already they keep their numbers, and new ones behind them go on from the highest; else all are numbered from 1.
    """
    known = [name for name in wanted if name in present]
    places = [present[name] for name in known]
    is_kept = places == sorted(places) and list(wanted[: len(known)]) == known
    if not is_kept:
        return {name: number for number, name in enumerate(wanted, start=1)}
    highest = max((place[0] for place in present.values()), default=0)
    new = {name: highest + number for number, name in enumerate(wanted[len(known) :], start=1)}
    return {name: present[name][0] for name in known} | new
