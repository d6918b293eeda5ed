"""Which diary of a date counts, and which dates are odd."""

from datetime import date, datetime, timedelta

import pytest

from server.diaries.queries import newest_first
from server.diaries.recording import is_far_off

DAY = date(2026, 11, 23)


def _row(key: int, on: date = DAY, submitted: int = 0, received: int = 0) -> dict[str, object]:
    moment = datetime(2026, 11, 23, 10)
    return {"id": key, "written_on": on, "submitted_at": moment + timedelta(minutes=submitted),
            "received_at": moment + timedelta(minutes=received)}  # fmt: skip


def test_the_last_submitted_of_a_date_counts_whatever_came_last() -> None:
    rows = [_row(1, submitted=5, received=60), _row(2, submitted=9, received=20), _row(3, DAY - timedelta(days=1))]
    assert [row["id"] for row in newest_first(rows)] == [2, 1, 3]


@pytest.mark.parametrize(("days", "odd"), [(0, False), (-1, False), (30, False), (-30, False), (31, True), (-31, True)])
def test_a_month_from_today_is_odd(days: int, odd: bool) -> None:
    assert is_far_off(DAY + timedelta(days=days), DAY) is odd
