"""Which deadline of an order comes next, and how near it is. Pure; source: product, Deadlines."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from server.workorders.deadlines import DEFAULT_LIMITS, Limits, close_with_holds, share_used
from server.workorders.terms import Due, Hold, State

_NOT_TAKEN: frozenset[State] = frozenset({"reported", "dispatched"})
_NOT_DONE: frozenset[State] = frozenset({"reported", "dispatched", "accepted", "in_progress", "on_hold"})


class Urgency(Struct, frozen=True, kw_only=True):
    """The next deadline: `kind` what is due, `due_at` UTC, `phase` late, soon (80 % used up) or ok."""

    kind: Literal["accept", "safe", "close"]
    due_at: datetime
    phase: Literal["late", "soon", "ok"]


def urgency(
    state: State,
    due: Due,
    received_at: datetime,
    now: datetime,
    *,
    safe_at: datetime | None = None,
    holds: Sequence[Hold] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> Urgency | None:
    """The earliest deadline still to be kept; None once the work is done or the order has ended."""
    if state not in _NOT_DONE:
        return None
    waiting: list[tuple[datetime, Literal["accept", "safe", "close"]]] = []
    if state in _NOT_TAKEN:
        waiting.append((due.accept, "accept"))
    if due.safe is not None and safe_at is None:
        waiting.append((due.safe, "safe"))
    waiting.append((close_with_holds(due, holds, now, limits), "close"))
    due_at, kind = min(waiting)
    if now > due_at:
        return Urgency(kind=kind, due_at=due_at, phase="late")
    is_soon = share_used(received_at, due_at, now) >= limits.warn_shares[0]
    return Urgency(kind=kind, due_at=due_at, phase="soon" if is_soon else "ok")
