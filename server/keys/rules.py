"""Decisions about keys, pure: no table, no clock. Source: the domain's facts, Keys; cases in tests/cases/keys.json."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.keys.terms import Approval, Borrower, KeyFacts, KeyKind, KeyState, OpenLoan, Stage, WhyNot
from server.people.terms import Role

SALES_BACK_BY: Final = time(18, 0)
"""Right after the viewing, at the latest at this hour of the same day."""
CONTRACTOR_DAYS: Final = timedelta(days=1)
EXTENSION: Final = timedelta(days=1)
"""Our own people may keep a key one day longer, if they say so."""
REMINDER: Final = timedelta(minutes=30)
NEXT_DAY: Final = timedelta(hours=24)
LOST: Final = timedelta(hours=48)
RECORD_AFTER: Final = timedelta(hours=2)
"""Within this after an emergency it is written down who agreed."""

_DESK: Final[frozenset[Role]] = frozenset({"front_desk", "supervisor", "manager"})
_DECIDERS: Final[frozenset[Role]] = frozenset({"supervisor", "manager"})
_MANAGER: Final[frozenset[Role]] = frozenset({"manager"})

# Who is lent which keys at all: public and plant keys go to nobody for private reasons.
_LENT_TO: Final[dict[KeyKind, frozenset[Borrower]]] = {
    "unit": frozenset({"staff", "sales", "contractor", "outsider"}),
    "area": frozenset({"staff", "contractor"}),
    "room": frozenset({"staff", "contractor"}),
}
_APPROVERS: Final[dict[Borrower, frozenset[Role]]] = {
    "staff": _DESK,
    "sales": _MANAGER,
    "contractor": _MANAGER,
    "outsider": _DECIDERS,
}


def may_borrow(kind: KeyKind, borrower: Borrower) -> bool:
    """Whether such a key is lent to such a borrower at all."""
    return borrower in _LENT_TO[kind]


def approval_for(borrower: Borrower, *, entrusted: bool, emergency: bool) -> Approval:
    """Who must agree. An owner's entrusted key: a supervisor or manager, after the owner was asked; in an emergency a
    supervisor on duty releases any key at once, and the owner is told."""
    roles = _DECIDERS if entrusted and _APPROVERS[borrower] != _MANAGER else _APPROVERS[borrower]
    if emergency:
        return Approval(_DECIDERS, owner_first=False, afterwards=True)
    return Approval(roles, owner_first=entrusted)


def needs_approval(borrower: Borrower, *, entrusted: bool) -> bool:
    """Whether the keeper alone may not hand it out: what a phone is told beforehand."""
    approval = approval_for(borrower, entrusted=entrusted, emergency=False)
    return approval.owner_first or "front_desk" not in approval.roles


def due_at(borrower: Borrower, out_at: datetime, zone: str, back_by: str) -> datetime:
    """When a key is to be back. `back_by` (HH:MM at the site) ends the working day; who borrows later has until the
    day's end. Sales: 18:00 the same day; contractors: within a day."""
    if borrower == "contractor":
        return out_at.astimezone(UTC) + CONTRACTOR_DAYS
    hour = SALES_BACK_BY if borrower == "sales" else time.fromisoformat(back_by)
    due = _at_site(out_at, zone, hour)
    return due if due > out_at else day_end(out_at, zone)


def latest_due_at(borrower: Borrower, out_at: datetime, zone: str, back_by: str) -> datetime:
    """The latest that may be agreed: our own people until the end of the next day, all others as `due_at`."""
    if borrower == "staff":
        return day_end(day_end(out_at, zone), zone)
    return due_at(borrower, out_at, zone, back_by)


def day_end(moment: datetime, zone: str) -> datetime:
    """The midnight that ends the site's day in which the moment lies (a midnight itself begins a day)."""
    local = moment.astimezone(ZoneInfo(zone))
    return datetime.combine(local.date() + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def stage_of(due: datetime, now: datetime, zone: str) -> Stage | None:
    """How far an open loan is overdue; None while it is not."""
    reached: Stage | None = None
    steps: tuple[tuple[datetime, Stage], ...] = (
        (due, "due"),
        (due + REMINDER, "reminder"),
        (day_end(due - timedelta(milliseconds=1), zone), "end_of_day"),
        (due + NEXT_DAY, "next_day"),
        (due + LOST, "lost"),
    )
    for moment, stage in steps:
        if now >= due and now >= moment:
            reached = stage
    return reached


def state_of(facts: KeyFacts, now: datetime, zone: str) -> KeyState:
    """Where a key is: in the cabinet, out, or lost (said so, or 48 h overdue)."""
    if facts.lost:
        return "lost"
    if facts.loan is None:
        return "in"
    return "lost" if stage_of(facts.loan.due_at, now, zone) == "lost" else "out"


def is_barred(loans: Sequence[OpenLoan], now: datetime, zone: str) -> bool:
    """Whether somebody with these open loans gets no further key: one of them is a day overdue."""
    return any(stage_of(loan.due_at, now, zone) in ("next_day", "lost") for loan in loans)


def why_not(step: str, facts: KeyFacts, by: object) -> WhyNot | None:
    """Why a step that somebody (a person's id; None: somebody from outside) took at a key no longer fits, or None.

    A loan 48 h overdue is still the borrower's to end: only what was said to be lost stays lost.
    """
    if step in ("borrow", "return") and facts.lost:
        return "key-is-lost"
    if facts.loan is not None:
        is_theirs = facts.loan.person_id == by
        if step == "borrow":
            return "key-already-yours" if is_theirs and by is not None else "key-held-by-other"
        return None if is_theirs else "key-held-by-other"
    if step == "borrow":
        return "key-retired" if facts.retired else None
    if step == "return":
        return "key-already-back"
    return "key-is-lost" if facts.lost else None


def balance(total: int, in_cabinet: int, on_loan: int, lost: int) -> int:
    """By how many a count differs: below zero keys are missing, above there are too many; 0 balances."""
    return in_cabinet + on_loan + lost - total


def _at_site(moment: datetime, zone: str, hour: time) -> datetime:
    local = moment.astimezone(ZoneInfo(zone))
    return datetime.combine(local.date(), hour, ZoneInfo(zone)).astimezone(UTC)
