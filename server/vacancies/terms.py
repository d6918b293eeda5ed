"""The words of vacant units."""

from datetime import date
from typing import Literal, get_args

from msgspec import Struct

Reason = Literal["due", "recheck", "leak", "storm"]
StormEvent = Literal["before-storm", "after-storm"]
STORM_EVENTS: tuple[StormEvent, ...] = get_args(StormEvent)

# Faults by which water stands or runs where it should not: until they are closed a unit is looked at more often.
LEAK_ITEMS = frozenset({"VU06", "VU09", "VU12"})


OccupancyStep = Literal["vacant", "let", "taken-over"]
"""What becomes of a unit: it stands vacant, is let, or its owner took it over."""
OCCUPANCY_STEPS: tuple[OccupancyStep, ...] = get_args(OccupancyStep)

VacancyKind = Literal["unsold", "sold-not-taken-over", "owner-entrusted", "between-tenants", "under-repair"]
VACANCY_KINDS: tuple[VacancyKind, ...] = get_args(VacancyKind)

Occasion = Literal["take-over", "hand-back"]
OCCASIONS: tuple[Occasion, ...] = get_args(Occasion)

LowerReason = Literal["rolled_over", "changed", "misread_before"]
LOWER_REASONS: tuple[LowerReason, ...] = get_args(LowerReason)

CHECKLIST = "vacant-unit"


class Intervals(Struct, frozen=True):
    """After how many days a vacant unit is due again (the site's settings). `most`: without a visit this long it is
    overdue, in the dry season; elsewhere the same number of days after it was due."""

    dry: int = 30
    rainy: int = 14
    leak: int = 7
    most: int = 35
    rainy_months: frozenset[int] = frozenset()


class StormRound(Struct, frozen=True):
    """A round before or after a storm that names the unit. `is_visited`: it was looked at in it, or since it began."""

    on: date
    is_visited: bool


class UnitState(Struct, frozen=True, kw_only=True):
    """What decides when a unit is due; dates at the site. `last_on`: its last visit."""

    is_vacant: bool
    vacant_since: date | None = None
    last_on: date | None = None
    has_leak: bool = False
    has_defects: bool = False
    storms: tuple[StormRound, ...] = ()


class Due(Struct, frozen=True):
    """When a unit is due and why: a storm, an open leak, open problems to look at again, or just the time."""

    on: date
    reason: Reason
    is_overdue: bool
