"""Who is on duty, and where a list of duties has gaps and overlaps. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.duty.terms import Break, Shift

# A few minutes side by side are a hand-over, no mistake.
HAND_OVER = timedelta(minutes=30)


def on_duty(shifts: Sequence[Shift], now: datetime) -> list[Shift]:
    """Those on duty at a moment; who began last comes first: they have taken over. An end belongs to the next one."""
    present = [shift for shift in shifts if shift.starts_at <= now < shift.ends_at]
    return sorted(present, key=lambda shift: (shift.starts_at, shift.id), reverse=True)


def breaks(shifts: Sequence[Shift], since: datetime, until: datetime) -> list[Break]:
    """Between two moments, in order: when nobody is on duty, and when more than one is for longer than a hand-over."""
    found: list[Break] = []
    covered_until, ends_at = since, since
    for shift in sorted(shifts, key=lambda shift: (shift.starts_at, shift.ends_at)):
        if shift.ends_at <= since or shift.starts_at >= until:
            continue
        start, end = max(shift.starts_at, since), min(shift.ends_at, until)
        if start > covered_until:
            found.append(Break("gap", covered_until, start))
        both_until = min(ends_at, end)
        if both_until - start > HAND_OVER:
            found.append(Break("overlap", start, both_until))
        covered_until, ends_at = max(covered_until, end), max(ends_at, end)
    if covered_until < until:
        found.append(Break("gap", covered_until, until))
    return found


def moments(day: date, start: time, end: time, zone: str) -> tuple[datetime, datetime]:
    """From when to when, in UTC, for times at the site; an end that is not after the start is on the next day."""
    zone_info = ZoneInfo(zone)
    starts_at = datetime.combine(day, start, zone_info).astimezone(UTC)
    last = day if end > start else day + timedelta(days=1)
    return starts_at, datetime.combine(last, end, zone_info).astimezone(UTC)
