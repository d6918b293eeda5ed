"""The words of incidents: categories, steps, states, and how an incident stands."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

from server.checklists.terms import Severity

__all__ = [
    "BREACHES", "CATEGORIES", "EMERGENCIES", "STATES", "Entry", "Level", "Severity", "Standing", "State", "StepName",
    "Verdict",
]  # fmt: skip

EMERGENCIES: Final = (
    "fire", "entrapment", "gas", "burst_pipe", "flood", "power", "crime", "falling_object", "injury", "infestation",
)  # fmt: skip
"""Facts §6.6, the product's point 8; infestation is contamination too."""
BREACHES: Final = ("violation", "fit_out_breach")
"""A resident's, with their own way: photo, advice, notice with a deadline, re-check, authority (facts §6.5)."""
CATEGORIES: Final = (*EMERGENCIES, "problem", *BREACHES)
"""`category` is free text on the wire: what is none of these is kept as it was written and flagged."""

StepName = Literal["open", "note", "notice", "recheck", "hand_over", "close"]
Level = Literal[1, 2, 3, 4]

State = Literal["unopened", "open", "noticed", "handed_over", "closed"]
STATES: Final[tuple[State, ...]] = ("open", "noticed", "handed_over", "unopened", "closed")
"""`unopened`: steps have come whose "open" is still on some phone."""

Verdict = Literal["applied", "waits", "not_allowed", "late"]
"""What a step does: it counts; it waits for the "open"; the state did not allow it; it was taken after the close."""


class Entry(Struct, frozen=True, kw_only=True):
    """A step as the rules need it. `put_right` belongs to recheck: whether what was wrong is right now."""

    id: UUID
    step: StepName
    at: datetime
    due_at: datetime | None = None
    put_right: bool | None = None
    level: Level | None = None
    severity: Severity | None = None


class Standing(Struct, frozen=True, kw_only=True):
    """An incident after all its steps. `due_at`: until when a breach is to be put right, then it is re-checked;
    `report_by`: until when the company and the district must know; `verdicts` by step id."""

    state: State
    opened_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    level: Level | None
    severity: Severity | None
    report_by: datetime | None
    verdicts: dict[UUID, Verdict]
