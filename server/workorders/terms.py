"""The words of work orders: states, steps, roles, what a decision needs to know and what it says."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

from server.defects.terms import SEVERITY_RANK, Place, Severity
from server.people.terms import Role

__all__ = [
    "BOARD_LANES", "ENDED_STATES", "SEVERITY_RANK", "Decision", "Due", "Found", "Group", "Hold", "Lane", "Late",
    "OrderFacts", "Place", "ReturnAnswer", "Role", "Severity", "SightingEffect", "State", "StepFacts", "StepName",
    "Times", "Verdict", "WhyNot",
]  # fmt: skip

State = Literal[
    "reported", "dispatched", "accepted", "in_progress", "on_hold",
    "completed", "verified", "closed", "cancelled", "merged",
]  # fmt: skip
ENDED_STATES: Final[frozenset[State]] = frozenset({"closed", "cancelled", "merged"})

StepName = Literal[
    "accept", "arrive", "start", "make_safe", "hold", "resume", "complete", "send_back", "escalate", "comment",
    "verify", "return_visit", "dispatch", "cancel", "merge", "unmerge", "split", "rework",
]  # fmt: skip
"""A phone sends those up to return_visit (protocol, `work`); the others are taken at a desk or by the server."""

Verdict = Literal["passed", "refused"]
ReturnAnswer = Literal["satisfied", "fairly", "not_satisfied", "not_reached"]
WhyNot = Literal["state", "own-completion", "photo-needed", "after-photo-needed"]
SightingEffect = Literal["rework", "verify", "propose_closing"]

Lane = Literal["to_dispatch", "to_accept", "in_work", "to_verify", "to_call"]
BOARD_LANES: Final[dict[Lane, tuple[State, ...]]] = {
    "to_dispatch": ("reported",),
    "to_accept": ("dispatched",),
    "in_work": ("accepted", "in_progress", "on_hold"),
    "to_verify": ("completed",),
    "to_call": ("verified",),
}
"""待派单, 已派待接, 正在修, 待验收, 待回访 (product, Work order)."""


class OrderFacts(Struct, frozen=True, kw_only=True):
    """An order as a decision needs it. `completed_by` is who took the last applied completion; `has_after_photo`: an
    applied completion or verification carried a photo of role "after"; `call_due`: a resident waits for a call."""

    state: State
    completed_by: UUID | None = None
    fire_hazard: bool = False
    has_after_photo: bool = False
    call_due: bool = False


class StepFacts(Struct, frozen=True, kw_only=True):
    """A step somebody wants to take. `has_photo`: it carries a photo of role "after" or "evidence"; `has_after_photo`:
    one of role "after". `verdict` belongs to verify, `answer` to return_visit; without it such a step moves nothing."""

    step: StepName
    role: Role
    person_id: UUID | None = None
    verdict: Verdict | None = None
    answer: ReturnAnswer | None = None
    has_photo: bool = False
    has_after_photo: bool = False


class Decision(Struct, frozen=True, kw_only=True):
    """`to_state` is the state afterwards; when not applied it is the state the order keeps."""

    applied: bool
    to_state: State
    why_not: WhyNot | None = None


class Due(Struct, frozen=True, kw_only=True):
    """Until when, UTC. `safe` is None where nothing needs to be made safe (minor)."""

    accept: datetime
    safe: datetime | None
    close: datetime


class Hold(Struct, frozen=True, kw_only=True):
    """One time on hold. `ended_at` None = still held. `approved`: a supervisor agreed to more than the usual days."""

    started_at: datetime
    ended_at: datetime | None = None
    approved: bool = False


class Times(Struct, frozen=True, kw_only=True):
    """When things were done, by the server's clock (UTC). `accepted_at`: first accept, arrive, start or complete;
    `safe_at`: first make_safe or complete; `completed_at`: the last completion that still stands (rework clears it)."""

    received_at: datetime
    accepted_at: datetime | None = None
    safe_at: datetime | None = None
    completed_at: datetime | None = None
    holds: tuple[Hold, ...] = ()


class Late(Struct, frozen=True, kw_only=True):
    """Which of the three deadlines was not kept (done late, or still not done after it)."""

    accept: bool
    safe: bool
    close: bool


class Found(Struct, frozen=True, kw_only=True):
    """A defect just opened by a report, before it has an order. `check_index`: position of its check in the report.
    `department` is a department's key, None if unknown. Hours are the item's own (calendar), None = the severity's.
    """

    defect_id: UUID
    place: Place
    severity: Severity
    department: str | None
    check_index: int = 0
    safe_h: float | None = None
    close_h: float | None = None
    beyond_me: bool = False
    handled_on_spot: bool = False
    has_after_photo: bool = False
    fire_hazard: bool = False


class Group(Struct, frozen=True, kw_only=True):
    """The order to open for some defects: first state, severity, deadlines. `escalated`: somebody said "beyond me"."""

    defect_ids: tuple[UUID, ...]
    place: Place
    department: str | None
    severity: Severity
    state: State
    due: Due
    handled_on_spot: bool
    fire_hazard: bool
    escalated: bool
