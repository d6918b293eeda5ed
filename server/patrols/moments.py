"""When something really happened, although a phone's clock may be wrong. Source: product, Round states."""

from datetime import UTC, datetime, timedelta
from typing import Final

from server.patrols.terms import Comparison, Moment

AGREE: Final = timedelta(seconds=60)
"""Two comparisons that differ by no more than this tell one moment."""


def moment(
    device_at: datetime,
    before: Comparison | None,
    after: Comparison | None,
    received_at: datetime | None = None,
) -> Moment:
    """The moment, by the server's clock, of a time read off the phone's.

    `before` and `after` are the nearest comparisons of that phone's clock with the server's on either side (either may
    be missing, then the other counts; without both the phone's time is taken as it is). When their differences are at
    most 60 s apart the moment is a point, in the middle of the two; else an interval between them. What has been
    reported by `received_at` happened before it. All times aware; the answer is UTC.
    """
    guesses = sorted(_by_server(device_at, one) for one in (before, after) if one is not None)
    earliest, latest = (guesses[0], guesses[-1]) if guesses else (device_at.astimezone(UTC),) * 2
    if latest - earliest <= AGREE:
        earliest = latest = earliest + (latest - earliest) / 2
    if received_at is None:
        return Moment(earliest, latest)
    received = received_at.astimezone(UTC)
    return Moment(min(earliest, received), min(latest, received))


def _by_server(device_at: datetime, comparison: Comparison) -> datetime:
    return device_at.astimezone(UTC) + (comparison.server_time - comparison.device_time)
