"""The words of defects: place, what is known of a defect, what was seen, and where the seen thing belongs."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from server.checklists.terms import SEVERITY_RANK, Severity

__all__ = [
    "SEVERITY_RANK",
    "DefectState",
    "KnownDefect",
    "Observation",
    "Place",
    "Placement",
    "Severity",
    "SightingWord",
]

DefectState = Literal["open", "closed", "merged"]
SightingWord = Literal["still", "worse", "gone"]


Place = str
"""What is checked, as one key: `rules.asset_place` or `rules.unit_place` (a unit's defect has unit and checklist in the
asset's place)."""


class KnownDefect(Struct, frozen=True, kw_only=True):
    """One defect row as the rules need it. Times are UTC.

    `opened_at` is the moment of its first sighting (not of the sync), `closed_at` is set when state is "closed",
    `merged_into` when it is "merged". `number` tells defects apart that are at the same spot (1, 2, …).
    """

    id: UUID
    place: Place
    item: str
    spot: str
    number: int
    state: DefectState
    opened_at: datetime
    closed_at: datetime | None = None
    merged_into: UUID | None = None


class Observation(Struct, frozen=True, kw_only=True):
    """One item a person reported as a defect, or a known defect they looked at again.

    `observed_at` is the moment of inspection in UTC (patrols.moments), never that of the sync.
    """

    place: Place
    item: str
    observed_at: datetime
    spot: str = ""
    sighting_of: UUID | None = None
    sighting: SightingWord | None = None
    separate_from: UUID | None = None


class Placement(Struct, frozen=True, kw_only=True):
    """Where an observation belongs.

    kind "open": a sighting of the open defect `defect_id`; "closed": joins the history of the closed defect
    `defect_id` and changes nothing else; "new": opens a row (perhaps a `recurrence_of`); "none": nothing to write (a
    "gone" about nothing known). `spot` and `number` are those of the row. `gone`: the person says it is no longer
    there. `unknown_reference`: `separate_from` names no defect of this place (flag `unknown-reference`).
    """

    kind: Literal["open", "closed", "new", "none"]
    defect_id: UUID | None = None
    number: int = 1
    spot: str = ""
    recurrence_of: UUID | None = None
    gone: bool = False
    unknown_reference: bool = False
