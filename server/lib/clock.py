"""The only place that reads the clock, so that a test can set it and the demo can live through a week that is past."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_shift = timedelta(0)


def now() -> datetime:
    """This moment in UTC, cut to whole milliseconds: what is stored is what the wire says."""
    moment = datetime.now(UTC) + _shift
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def today(time_zone: str) -> date:
    """The date it is now in a site's time zone (an IANA name)."""
    return now().astimezone(ZoneInfo(time_zone)).date()


@contextmanager
def pretend(moment: datetime) -> Iterator[None]:
    """Within this, the whole process takes it to be `moment`, and the clock runs on from there."""
    global _shift
    before = _shift
    _shift = moment - datetime.now(UTC)
    try:
        yield
    finally:
        _shift = before
