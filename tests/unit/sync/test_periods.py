"""From when on a bundle must know what was done."""

from datetime import date

import msgspec
import pytest

from server.checklists.terms import Checklist
from server.sync.gathering import still_counting
from tests.cast_places import checklists

SHEETS = [msgspec.convert(one, Checklist) for one in checklists()]


@pytest.mark.parametrize(
    ("first", "weekly", "monthly", "yearly"),
    [
        (date(2026, 11, 22), date(2026, 11, 16), date(2026, 11, 1), date(2026, 1, 1)),
        # Friday 1 January 2027 lies in the ISO week that began on 28 December 2026.
        (date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 1), date(2027, 1, 1)),
        (date(2027, 1, 4), date(2027, 1, 4), date(2027, 1, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2026, 12, 28), date(2026, 12, 1), date(2026, 1, 1)),
    ],
)
def test_an_item_counts_as_done_from_the_start_of_its_period(
    first: date, weekly: date, monthly: date, yearly: date
) -> None:
    since = {item: start for start, items in still_counting(SHEETS, first).items() for item in items}
    wanted = {"weekly": weekly, "monthly": monthly, "yearly": yearly}
    for item in (item for sheet in SHEETS for item in sheet.items if item.season is None):
        if item.frequency in wanted:
            assert since[item.id] == wanted[item.frequency], item.id
        elif item.frequency in ("daily", "visit", "event"):
            assert item.id not in since


def test_an_item_asked_more_often_in_its_season_counts_from_the_longer_period() -> None:
    first = date(2026, 11, 22)
    since = {item: start for start, items in still_counting(SHEETS, first).items() for item in items}
    seasonal = [
        item
        for sheet in SHEETS
        for item in sheet.items
        if item.season and {item.frequency, item.season.frequency} >= {"weekly", "daily"}
    ]
    assert seasonal
    assert {since[item.id] for item in seasonal} == {date(2026, 11, 16)}
