"""Working hours: adding them to a moment, counting them between two. A site's wall times, safe over clock changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct


class WorkingHours(Struct, frozen=True, kw_only=True):
    """Settings: when a site works. `days`: 0 = Monday … 6 = Sunday; `start` before `end`, "HH:MM" in `time_zone`."""

    time_zone: str = "Asia/Shanghai"
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    start: str = "09:00"
    end: str = "17:00"

    def __post_init__(self) -> None:
        """ValueError when there would be no working time at all."""
        if not set(self.days) & set(range(7)):
            raise ValueError("working hours need at least one day of the week, 0 to 6")
        if time.fromisoformat(self.start) >= time.fromisoformat(self.end):
            raise ValueError("working hours must start before they end")


def add_working_time(start_at: datetime, amount: timedelta, hours: WorkingHours) -> datetime:
    """The moment at which `amount` of working time has passed since `start_at` (aware), as UTC.

    Time outside working hours does not count: from Friday 16:00 on, one hour is Friday's and the rest Monday's.
    """
    left = amount
    moment = start_at.astimezone(UTC)
    for opens_at, closes_at in _stretches(moment, hours):
        begin = max(moment, opens_at)
        if begin >= closes_at:
            continue
        if begin + left <= closes_at:
            return begin + left
        left -= closes_at - begin
    raise OverflowError("the working hours end with the calendar")


def working_time_between(start_at: datetime, end_at: datetime, hours: WorkingHours) -> timedelta:
    """How much working time lies between two aware moments; zero when the second is not after the first."""
    total = timedelta()
    for opens_at, closes_at in _stretches(start_at, hours):
        if opens_at >= end_at:
            break
        total += max(timedelta(), min(closes_at, end_at) - max(opens_at, start_at))
    return total


def _stretches(from_at: datetime, hours: WorkingHours) -> Iterator[tuple[datetime, datetime]]:
    """Each working day's opening and closing as UTC, from the local day of `from_at` on."""
    zone = ZoneInfo(hours.time_zone)
    opens, closes = time.fromisoformat(hours.start), time.fromisoformat(hours.end)
    day = from_at.astimezone(zone).date()
    while day < date.max:
        if day.weekday() in hours.days:
            yield _utc(day, opens, zone), _utc(day, closes, zone)
        day += timedelta(days=1)


def _utc(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, zone).astimezone(UTC)
