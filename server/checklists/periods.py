"""Pure: the calendar periods items repeat in, the seasons, and a point's own place within a period."""

from collections.abc import Mapping, Set
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Literal

from msgspec import Struct

from server.checklists.terms import Frequency, Item, SeasonName

Periodic = Literal["weekly", "monthly", "quarterly", "yearly"]

# The site's setting; these defaults fit South and East China (plum rain and typhoons May to October).
SEASONS: Mapping[SeasonName, Set[int]] = {
    "rainy": frozenset(range(5, 11)),
    "termite": frozenset(range(4, 7)),
    "frost": frozenset({12, 1, 2}),
}
SPREAD_SHARE = 0.75  # due days lie in this first part of a period; the rest is for catching up


class Period(Struct, frozen=True):
    """From `starts_on` up to, not including, `ends_on`."""

    starts_on: date
    ends_on: date

    @property
    def days_count(self) -> int:
        """How many days it has."""
        return (self.ends_on - self.starts_on).days


class Slot(Struct, frozen=True):
    """From which day of a period, and in which of that day's rounds (0 is the first), a point's items are asked."""

    due_on: date
    window_ordinal: int


@lru_cache(maxsize=256)
def period_of(frequency: Periodic, on: date) -> Period:
    """The ISO week (from Monday), calendar month, quarter or year that `on` lies in."""
    if frequency == "weekly":
        monday = on - timedelta(days=on.weekday())
        return Period(monday, monday + timedelta(days=7))
    months = {"monthly": 1, "quarterly": 3, "yearly": 12}[frequency]
    first = (on.month - 1) // months * months + 1
    after = first + months
    end = date(on.year + 1, 1, 1) if after > 12 else date(on.year, after, 1)
    return Period(date(on.year, first, 1), end)


@lru_cache(maxsize=65536)
def slot_of(frequency: Periodic, point_id: str, period: Period, rounds_a_day: int) -> Slot:
    """A point's slot: spread by its hash over the rounds of the period's first 75 %, the same each period."""
    spread = int(period.days_count * SPREAD_SHARE) * rounds_a_day
    place = int.from_bytes(sha256(f"{frequency}:{point_id}".encode()).digest()[:8]) % spread
    return Slot(period.starts_on + timedelta(days=place // rounds_a_day), place % rounds_a_day)


def frequency_on(item: Item, on: date, seasons: Mapping[SeasonName, Set[int]]) -> Frequency | None:
    """How often the item is asked at this time of year; None out of the only season it is asked in."""
    if item.season is None:
        return item.frequency
    in_season = on.month in seasons[item.season.name]
    if item.season.frequency is None:
        return item.frequency if in_season else None
    return item.season.frequency if in_season else item.frequency
