"""Pure rules: what a meter's reading says beside the one before it. The phone reckons the same way;
tests/cases/meters.json holds both to it. Source: facts on vacant units, "Meter logic"."""

from msgspec import Struct

from server.checklists.rules import contains
from server.checklists.terms import Item

# Beyond this a number is no meter's; floats would lose its digits.
_MOST = 1e12


class Before(Struct, frozen=True):
    """The reading before. `counts`: the unit has stood empty since then, so that any growth is nobody's use."""

    value: float
    counts: bool = True


class Why(Struct, frozen=True):
    """How a person explains a reading lower than before. A changed meter: the old one's last reading and the new
    one's first, as far as they are known."""

    rolled_over: bool = False
    changed: bool = False
    misread_before: bool = False
    old_end: float | None = None
    new_start: float | None = None


class Reckoned(Struct, frozen=True):
    """`growth` in the meter's unit, None where nothing can be said. `went_back`: lower than before, and what was said
    does not explain it."""

    growth: float | None = None
    went_back: bool = False


def reckon(before: float | None, value: float, why: Why) -> Reckoned:
    """How much has run through since the reading before.

    A meter that rolled over did so at the next power of ten above the reading before. One that was changed has run to
    `old_end`, and from `new_start` on; what is not known of these counts as nothing.
    """
    if before is None or not 0 <= before <= _MOST:
        return Reckoned()
    if why.changed:
        return _changed(before, value, why)
    if value >= before:
        return Reckoned(growth=_tidy(value - before))
    if why.rolled_over:
        return Reckoned(growth=_tidy(10 ** len(str(int(before))) - before + value))
    return Reckoned(went_back=not why.misread_before)


def is_possible(item: Item, value: float) -> bool:
    """Whether the item's meter or gauge can show this number at all."""
    given = item.input
    return abs(value) <= _MOST and (given is None or contains(given.min, given.max, value))


def is_too_much(item: Item, growth: float | None) -> bool:
    """Whether an empty unit's meter grew by more than its item allows (facts: flow in a shut unit is an alarm)."""
    most = item.meter.growth_max if item.meter else None
    return most is not None and growth is not None and growth > most


def _changed(before: float, value: float, why: Why) -> Reckoned:
    ran = [
        end - start
        for start, end in ((before, why.old_end), (why.new_start, value))
        if start is not None and end is not None
    ]
    if any(part < 0 for part in ran):
        return Reckoned(went_back=True)
    return Reckoned(growth=_tidy(sum(ran))) if ran else Reckoned()


def _tidy(number: float) -> float:
    """Without the dust of floating sums: 318.7 − 318.6 is 0.1."""
    return round(number, 6)
