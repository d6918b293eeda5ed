"""Until when an order must be accepted, safe and closed; whether that was kept; and which defects share one order.

Deadlines count from the server's receipt (product, Deadlines). All numbers are settings (`Limits`).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import reduce
from typing import Final

from msgspec import Struct, field

from server.workorders.hours import WorkingHours, add_working_time, working_time_between
from server.workorders.terms import SEVERITY_RANK, Due, Found, Group, Hold, Late, Severity, State, Times


class SeverityLimits(Struct, frozen=True, kw_only=True):
    """Hours for one severity; `accept_h` are working hours where `accept_in_working_hours`; `safe_h` None = no such."""

    accept_h: float
    safe_h: float | None
    close_h: float
    accept_in_working_hours: bool = False


class Limits(Struct, frozen=True, kw_only=True):
    """Settings of a site, with product's defaults. `warn_shares`: the parts of the time used up at which the clock
    escalates."""

    critical: SeverityLimits = SeverityLimits(accept_h=1 / 6, safe_h=0.5, close_h=24)
    major: SeverityLimits = SeverityLimits(accept_h=2, safe_h=24, close_h=72)
    minor: SeverityLimits = SeverityLimits(accept_h=8, safe_h=None, close_h=168, accept_in_working_hours=True)
    working: WorkingHours = field(default_factory=WorkingHours)
    hold_days: float = 3
    unseen_days: float = 7
    unseen_rounds_count: int = 2
    warn_shares: tuple[float, ...] = (0.8, 1.0)

    def of(self, severity: Severity) -> SeverityLimits:
        """The hours of one severity."""
        by_severity: Mapping[Severity, SeverityLimits] = {
            "critical": self.critical,
            "major": self.major,
            "minor": self.minor,
        }
        return by_severity[severity]


DEFAULT_LIMITS: Final = Limits()


def deadlines(
    severity: Severity,
    received_at: datetime,
    safe_h: float | None = None,
    close_h: float | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Due:
    """The three deadlines from the server's receipt. The item's own `safe_h` and `close_h` (calendar hours) go first,
    also where they are longer than the severity's (product)."""
    own = limits.of(severity)
    accept = timedelta(hours=own.accept_h)
    safe = own.safe_h if safe_h is None else safe_h
    close = own.close_h if close_h is None else close_h
    return Due(
        accept=add_working_time(received_at, accept, limits.working)
        if own.accept_in_working_hours
        else received_at + accept,
        safe=None if safe is None else received_at + timedelta(hours=safe),
        close=received_at + timedelta(hours=close),
    )


def earlier(a: Due, b: Due) -> Due:
    """Of each deadline the earlier one: for several defects in one order, and when the severity is raised."""
    safes = [due.safe for due in (a, b) if due.safe is not None]
    return Due(accept=min(a.accept, b.accept), safe=min(safes, default=None), close=min(a.close, b.close))


def late(due: Due, state: State, times: Times, now: datetime, limits: Limits = DEFAULT_LIMITS) -> Late:
    """Which deadlines were not kept by `now`. Completion stops the close clock (what follows is checking and calling);
    rework sets it going again. A cancelled or merged order has nothing left to keep."""
    if state in ("cancelled", "merged"):
        return Late(accept=False, safe=False, close=False)
    close = close_with_holds(due, times.holds, now, limits)
    return Late(
        accept=(times.accepted_at or now) > due.accept,
        safe=due.safe is not None and (times.safe_at or now) > due.safe,
        close=(times.completed_at or now) > close,
    )


def close_with_holds(due: Due, holds: Iterable[Hold], now: datetime, limits: Limits = DEFAULT_LIMITS) -> datetime:
    """The close deadline moved on by the time on hold. Only close: a hold never pauses accept or safe, and counts for
    at most 3 days unless a supervisor approved it (product). A hold begun after the deadline moves nothing."""
    close = due.close
    for hold in sorted(holds, key=lambda hold: hold.started_at):
        if hold.started_at >= close:
            continue
        ended_at = hold.ended_at or max(now, hold.started_at)
        if not hold.approved:
            ended_at = min(ended_at, hold.started_at + timedelta(days=limits.hold_days))
        close += ended_at - hold.started_at
    return close


def hold_needs_supervisor(at: datetime, until: datetime, limits: Limits = DEFAULT_LIMITS) -> bool:
    """Whether a hold is longer than a person may decide alone: beyond 3 days (product)."""
    return until - at > timedelta(days=limits.hold_days)


def share_used(received_at: datetime, due_at: datetime, now: datetime, working: WorkingHours | None = None) -> float:
    """The part of the time to a deadline that is used up: 0 at receipt, 1 at the deadline, more after it.

    Give `working` for a deadline counted in working hours, so that a weekend uses nothing up. Compare with
    `Limits.warn_shares` (80 % and 100 %).
    """
    if now >= due_at or due_at <= received_at:
        late_by = (now - due_at) / (due_at - received_at) if due_at > received_at else 0.0
        return 1.0 + max(0.0, late_by)
    if working is None:
        return max(0.0, (now - received_at) / (due_at - received_at))
    whole = working_time_between(received_at, due_at, working)
    return working_time_between(received_at, now, working) / whole if whole else 0.0


def group(
    found: Iterable[Found], received_at: datetime, *, dispatches_by_hand: bool = False, limits: Limits = DEFAULT_LIMITS
) -> list[Group]:
    """The orders to open for what one report found, in the order found.

    Defects of one check of one asset (or unit) for one department share an order, those handled on the spot apart from
    the others; highest severity, earliest deadlines (product, Defect → work order). First state: dispatched, or
    reported if the department is unknown, somebody said "beyond me" or the site dispatches by hand; handled on the
    spot: completed, and closed at once if minor with an after-photo of each.
    """
    together: dict[object, list[Found]] = {}
    for one in found:
        key = (one.check_index, one.place, one.department, one.handled_on_spot)
        together.setdefault(key, []).append(one)
    return [_order_for(members, received_at, dispatches_by_hand, limits) for members in together.values()]


def _order_for(members: list[Found], received_at: datetime, by_hand: bool, limits: Limits) -> Group:
    first = members[0]
    severity = max((one.severity for one in members), key=SEVERITY_RANK.__getitem__)
    dues = (deadlines(one.severity, received_at, one.safe_h, one.close_h, limits) for one in members)
    beyond = any(one.beyond_me for one in members)
    return Group(
        defect_ids=tuple(one.defect_id for one in members),
        place=first.place,
        department=first.department,
        severity=severity,
        state=_first_state(members, severity, by_hand or beyond),
        due=reduce(earlier, dues),
        handled_on_spot=first.handled_on_spot,
        fire_hazard=any(one.fire_hazard for one in members),
        escalated=beyond,
    )


def _first_state(members: list[Found], severity: Severity, waits_for_dispatch: bool) -> State:
    if members[0].handled_on_spot:
        shown = all(one.has_after_photo for one in members)
        return "closed" if shown and severity == "minor" else "completed"
    return "reported" if waits_for_dispatch or members[0].department is None else "dispatched"
