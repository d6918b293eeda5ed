"""From when on a bundle must know what was done."""

from datetime import date

import pytest

from server.sync.gathering import periods_since


@pytest.mark.parametrize(
    ("first", "since"),
    [
        (date(2026, 11, 22), date(2026, 1, 1)),
        # Friday 1 January 2027 lies in the ISO week that began on 28 December 2026.
        (date(2027, 1, 1), date(2026, 12, 28)),
        (date(2027, 1, 3), date(2026, 12, 28)),
        (date(2027, 1, 4), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2026, 1, 1)),
    ],
)
def test_a_week_that_began_last_year_is_remembered_whole(first: date, since: date) -> None:
    assert periods_since(first) == since
