"""What is left over from a take-over, how it stands, and when the take-over may end."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from server.lib import ids
from server.takeovers.rules import counts, ending_error, is_leftover, leftover_state, owner_errors, promise_of

BUILDING, OTHER, UNIT, NEXT_DOOR = (ids.derived("takeovers", name) for name in ("one", "two", "201", "202"))
BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
ENDED = datetime(2026, 12, 1, tzinfo=UTC)
TODAY = date(2026, 11, 28)
OF_UNIT = {"unit_id": UNIT, "building_id": BUILDING}
OF_BUILDING = {"unit_id": None, "building_id": BUILDING}


@pytest.mark.parametrize(
    ("of", "found", "expected"),
    [
        (OF_UNIT, {"defect_unit_id": UNIT, "checklist": "take-over"}, True),
        (OF_UNIT, {"defect_unit_id": UNIT, "checklist": "vacant-unit"}, True),
        (OF_UNIT, {"defect_unit_id": NEXT_DOOR, "checklist": "take-over"}, False),
        (OF_UNIT, {"defect_unit_id": None, "checklist": "fire-door"}, False),
        (OF_BUILDING, {"checklist": "take-over-common"}, True),
        (OF_BUILDING, {"checklist": "take-over", "defect_unit_id": UNIT}, True),
        (OF_BUILDING, {"checklist": "fire-door"}, False),
        (OF_BUILDING, {"checklist": "take-over-common", "defect_building_id": OTHER}, False),
        (OF_UNIT, {"defect_unit_id": UNIT, "checklist": "take-over", "found_at": BEGAN}, True),
        (OF_UNIT, {"defect_unit_id": UNIT, "found_at": BEGAN - timedelta(seconds=1)}, False),
        (OF_UNIT, {"defect_unit_id": UNIT, "found_at": ENDED}, True),
        (OF_UNIT, {"defect_unit_id": UNIT, "found_at": ENDED + timedelta(seconds=1)}, False),
    ],
)
def test_a_leftover_was_found_there_while_it_went_on(of: Any, found: Any, expected: bool) -> None:
    told = {
        "started_at": BEGAN, "ended_at": ENDED, "defect_unit_id": None, "defect_building_id": BUILDING,
        "checklist": "take-over", "found_at": BEGAN + timedelta(days=3),
    }  # fmt: skip
    assert is_leftover(**{**told, **of, **found}) is expected


@pytest.mark.parametrize(
    ("is_open", "promised_on", "state"),
    [
        (True, None, "open"),
        (True, TODAY, "open"),
        (True, TODAY - timedelta(days=1), "overdue"),
        (False, TODAY - timedelta(days=1), "closed"),
        (False, None, "closed"),
    ],
)
def test_a_promise_is_broken_from_the_day_after(is_open: bool, promised_on: date | None, state: str) -> None:
    assert leftover_state(is_open=is_open, promised_on=promised_on, today=TODAY) == state


@pytest.mark.parametrize(("open_count", "reason", "ends"), [(0, "", True), (2, " ", False), (2, "工程部接着跟", True)])
def test_with_open_leftovers_it_ends_only_with_a_reason(open_count: int, reason: str, ends: bool) -> None:
    assert (ending_error(open_count, reason) is None) is ends


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        (("developer", "", "", ""), set()),
        (("own", "x" * 60, "2026-12-31", "y" * 500), set()),
        (("nobody", "", "", ""), {"owner"}),
        (("developer", "x" * 61, "", "y" * 501), {"owner_name", "note"}),
        (("developer", "", "31.12.2026", ""), {"promised_on"}),
        (("developer", "", "2026-02-30", ""), {"promised_on"}),
        (("developer", "", "2126-01-01", ""), {"promised_on"}),
        (("developer", "", "2001-01-01", ""), {"promised_on"}),
    ],
)
def test_who_answers_for_it_is_asked_well(form: tuple[str, str, str, str], wrong: set[str]) -> None:
    assert {error.path for error in owner_errors(*form, TODAY)} == wrong


def test_a_promise_is_a_date_or_none() -> None:
    assert promise_of("", TODAY) is None
    assert promise_of("2026-12-31", TODAY) == date(2026, 12, 31)


def test_every_state_is_counted() -> None:
    assert counts(["open", "open", "closed"]) == {"open": 2, "overdue": 0, "closed": 1}
