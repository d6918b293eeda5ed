"""The only place that reads the clock, so that a test can set it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment in UTC, cut to whole milliseconds: what is stored is what the wire says."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def today(time_zone: str) -> date:
    """The date it is now in a site's time zone (an IANA name)."""
    return now().astimezone(ZoneInfo(time_zone)).date()
