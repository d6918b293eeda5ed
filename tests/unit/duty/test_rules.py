"""Who is on duty, and where the list has gaps and overlaps: a table of cases, hours of one night and the day after."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from server.duty.rules import breaks, moments, on_duty
from server.duty.terms import Shift
from server.lib import ids

START = datetime(2026, 11, 23, tzinfo=UTC)


def _at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def _shifts(*spans: tuple[float, float]) -> list[Shift]:
    return [Shift(ids.derived("duty", n), ids.derived("person", n), _at(a), _at(b)) for n, (a, b) in enumerate(spans)]


@pytest.mark.parametrize(
    ("spans", "hour", "present"),
    [
        ([(8, 18)], 7.99, []),
        ([(8, 18)], 8, [0]),
        ([(8, 18)], 17.99, [0]),
        ([(8, 18)], 18, []),
        ([(8, 18), (18, 32)], 18, [1]),
        ([(8, 18), (17.5, 32)], 17.75, [1, 0]),  # who took over comes first
        ([(17.5, 32), (8, 18)], 17.75, [0, 1]),
        ([(18, 32)], 25, [0]),  # across midnight
        ([], 12, []),
    ],
)
def test_who_is_on_duty(spans: list[tuple[float, float]], hour: float, present: list[int]) -> None:
    shifts = _shifts(*spans)
    assert [shifts.index(one) for one in on_duty(shifts, _at(hour))] == present


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([], [("gap", 0, 24)]),
        ([(0, 24)], []),
        ([(-5, 30)], []),
        ([(8, 18)], [("gap", 0, 8), ("gap", 18, 24)]),
        ([(0, 12), (12, 24)], []),
        ([(0, 12), (13, 24)], [("gap", 12, 13)]),
        ([(0, 12.5), (12, 24)], []),  # half an hour side by side is a hand-over
        ([(0, 13), (12, 24)], [("overlap", 12, 13)]),
        ([(0, 24), (6, 8)], [("overlap", 6, 8)]),
        ([(0, 10), (2, 4), (9, 24)], [("overlap", 2, 4), ("overlap", 9, 10)]),
        ([(-9, -1), (25, 30)], [("gap", 0, 24)]),
    ],
)
def test_gaps_and_overlaps_of_a_day(
    spans: list[tuple[float, float]], found: list[tuple[str, float, float]]
) -> None:
    told = breaks(_shifts(*spans), _at(0), _at(24))
    assert [(one.kind, one.starts_at, one.ends_at) for one in told] == [(k, _at(a), _at(b)) for k, a, b in found]


@pytest.mark.parametrize(
    ("start", "end", "zone", "expected"),
    [
        ("09:00", "18:00", "Asia/Shanghai", ("2026-11-23T01:00", "2026-11-23T10:00")),
        ("18:00", "08:00", "Asia/Shanghai", ("2026-11-23T10:00", "2026-11-24T00:00")),
        ("08:00", "08:00", "Asia/Shanghai", ("2026-11-23T00:00", "2026-11-24T00:00")),
        ("20:00", "06:00", "America/New_York", ("2026-11-24T01:00", "2026-11-24T11:00")),
    ],
)
def test_times_at_the_site_that_may_cross_midnight(
    start: str, end: str, zone: str, expected: tuple[str, str]
) -> None:
    told = moments(date(2026, 11, 23), time.fromisoformat(start), time.fromisoformat(end), zone)
    assert tuple(one.strftime("%Y-%m-%dT%H:%M") for one in told) == expected
