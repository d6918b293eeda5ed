"""How an incident stands after its steps, how grave it is, and who deals with it. Pure.

Sources: facts §6.5 (a breach: photo, advice, notice with a deadline, re-check, authority) and §6.6 (levels).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from server.incidents.terms import BREACHES, CATEGORIES, EMERGENCIES, Entry, Level, Severity, Standing, State, StepName

REPORT_WITHIN: Final[Mapping[Level, timedelta]] = {
    1: timedelta(minutes=10),
    2: timedelta(minutes=20),
    3: timedelta(minutes=30),
    4: timedelta(minutes=30),
}
"""From the discovery until company and district bureau must know (facts §6.6)."""

ALLOWS: Final[Mapping[State, tuple[StepName, ...]]] = {
    "unopened": ("open",),
    "open": ("note", "notice", "recheck", "hand_over", "close"),
    "noticed": ("note", "notice", "recheck", "hand_over", "close"),
    "handed_over": ("note", "recheck", "close"),
    "closed": (),
}
_BECOMES: Final[Mapping[StepName, State]] = {
    "open": "open",
    "notice": "noticed",
    "hand_over": "handed_over",
    "close": "closed",
}

_DEPARTMENTS: Final[Mapping[str, str]] = {
    "entrapment": "engineering",
    "gas": "engineering",
    "burst_pipe": "engineering",
    "flood": "engineering",
    "power": "engineering",
    "fire": "security",
    "crime": "security",
    "falling_object": "security",
    "injury": "security",
    "infestation": "cleaning",
}


def stand(entries: Iterable[Entry]) -> Standing:
    """The incident after these steps, in whatever order they came in: they count in the order they were taken.

    A step taken before the "open" was (two phones' clocks differ) counts right after it. What the state did not allow,
    or came after the close, is kept and moves nothing.
    """
    steps = sorted(entries, key=_in_order)
    if not any(one.step == "open" for one in steps):
        return _nothing(steps)
    standing = _nothing([])
    for one in steps:
        standing = _after(standing, one)
    return standing


def _in_order(one: Entry) -> tuple[bool, datetime, bool, str]:
    return one.step != "open", one.at, one.step == "close", str(one.id)


def _nothing(steps: Iterable[Entry]) -> Standing:
    return Standing(
        state="unopened",
        opened_at=None,
        closed_at=None,
        due_at=None,
        level=None,
        severity=None,
        report_by=None,
        verdicts={one.id: "waits" for one in steps},
    )


def _after(now: Standing, one: Entry) -> Standing:
    if now.state == "closed":
        return _judged(now, one, "late")
    if one.step not in ALLOWS[now.state]:
        return _judged(now, one, "not_allowed")
    opened_at = one.at if one.step == "open" else now.opened_at
    level = one.level or now.level
    return Standing(
        state=_BECOMES.get(one.step, now.state),
        opened_at=opened_at,
        closed_at=one.at if one.step == "close" else None,
        due_at=_due_after(now, one),
        level=level,
        severity=one.severity or now.severity,
        report_by=report_by(level, opened_at),
        verdicts={**now.verdicts, one.id: "applied"},
    )


def _judged(now: Standing, one: Entry, verdict: str) -> Standing:
    return Standing(
        state=now.state,
        opened_at=now.opened_at,
        closed_at=now.closed_at,
        due_at=now.due_at,
        level=now.level,
        severity=now.severity,
        report_by=now.report_by,
        verdicts={**now.verdicts, one.id: verdict},  # type: ignore[dict-item]
    )


def _due_after(now: Standing, one: Entry) -> datetime | None:
    """A notice sets the deadline; a re-check ends it unless it sets another one or finds that nothing was put right."""
    if one.step in ("hand_over", "close"):
        return None
    if one.step == "recheck":
        return one.due_at or (now.due_at if one.put_right is False else None)
    return one.due_at or now.due_at


def report_by(level: Level | None, opened_at: datetime | None) -> datetime | None:
    """Until when an incident of this level must be reported on; None without a level."""
    if level is None or opened_at is None:
        return None
    try:
        return opened_at + REPORT_WITHIN[level]
    except OverflowError:
        return None


def is_emergency(category: str) -> bool:
    """Whether it goes before everything else while it is open."""
    return category in EMERGENCIES


def is_known(category: str) -> bool:
    """Whether the category is one of the table (else flag `unknown-category`)."""
    return category in CATEGORIES


def order_severity(category: str, level: Level | None, wanted: Severity | None) -> Severity:
    """How urgent its order is: what was said, else critical for an emergency, by level for the unknown, else minor."""
    if wanted is not None:
        return wanted
    if is_emergency(category):
        return "critical"
    if is_known(category):
        return "minor"
    return "critical" if level in (1, 2) else "major"


def order_department(category: str, wanted: str | None) -> str | None:
    """The key of the department that gets its order: the one asked for, else by category; None: to be dispatched."""
    return wanted or _DEPARTMENTS.get(category)


def needs_due(step: StepName, due_at: object) -> bool:
    """Whether a notice says no deadline: flag `value-missing` on a phone's line, a refusal of the form at a desk."""
    return step == "notice" and due_at is None


def is_breach(category: str) -> bool:
    """Whether it is a resident's breach of the rules."""
    return category in BREACHES
