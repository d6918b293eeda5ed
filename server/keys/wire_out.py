"""A key as the bundle carries it (`day.keys`)."""

from typing import Literal

import msgspec

from server.keys.terms import KeyKind, KeyState
from server.lib.wire import Id, Time


class MisfitStep(msgspec.Struct):
    """A step that was kept without effect, and why: shown to whom it concerns, settled by the front desk."""

    step: Literal["borrow", "return", "lost"]
    person_id: Id | None
    at: Time
    why_not: str


class BundleKey(msgspec.Struct):
    """`held_by`: the person who has it; null where it is in the cabinet or with somebody from outside. `overdue` says
    how far the ladder has come; `misfits`: what others, or oneself, noted of it in the last days that did not fit."""

    id: Id
    number: str
    name: str
    kind: KeyKind
    unit_id: Id | None
    state: KeyState
    held_by: Id | None
    borrowed_at: Time | None
    due_at: Time | None
    purpose: str | None
    order_id: Id | None
    needs_approval: bool
    overdue: Literal["due", "end_of_day", "next_day", "lost"] | None
    floor_id: Id | None = None
    point_id: Id | None = None
    copies: int = 1
    misfits: list[MisfitStep] = []
