"""Times on the wire: RFC 3339 in, UTC with milliseconds out (protocol, conventions)."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

# `$` alone would let a line end through in Python.
RFC3339 = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$(?!\n)"
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)"
_PARTS = re.compile(
    r"^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$", re.ASCII
)


def parse(text: str) -> datetime:
    """Any RFC 3339 time as UTC, cut to milliseconds.

    Raises ValueError for what is no such time (no zone, 30 February, outside the years 1 to 9999). A leap second
    is taken as the last millisecond before it.
    """
    match = _PARTS.fullmatch(text)
    if match is None:
        raise ValueError(f"not an RFC 3339 time: {text[:40]!r}")
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    milliseconds = int(((match[7] or "") + "000")[:3])
    if second == 60:
        second, milliseconds = 59, 999
    zone: timezone = UTC
    if match[8]:
        if int(match[9]) > 23 or int(match[10]) > 59:
            raise ValueError(f"no such offset: {text[:40]!r}")
        offset = timedelta(hours=int(match[9]), minutes=int(match[10]))
        zone = timezone(-offset if match[8] == "-" else offset)
    try:
        return datetime(year, month, day, hour, minute, second, milliseconds * 1000, tzinfo=zone).astimezone(UTC)
    except OverflowError as overflow:
        raise ValueError(f"outside the calendar: {text[:40]!r}") from overflow


def text(moment: datetime) -> str:
    """`2026-11-23T01:45:12.345Z`"""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def text_or_none(moment: datetime | None) -> str | None:
    """The wire's form of a time that may be absent."""
    return None if moment is None else text(moment)


def parse_date(value: str) -> date:
    """`2026-11-23` as a date; ValueError for anything else (also for other ISO forms)."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError(f"not a date: {value[:40]!r}")
    return date.fromisoformat(value)
