"""When a vacant unit is due: tests/cases/vacancies.json."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.sites.terms import SiteSettings
from server.vacancies.rules import due
from server.vacancies.settings import intervals_of
from server.vacancies.terms import Due, UnitState

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "cases/vacancies.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_unit_is_due_as_the_table_says(case: dict[str, Any]) -> None:
    told = due(
        msgspec.convert(case["unit"], UnitState), date.fromisoformat(case["today"]), intervals_of(SiteSettings())
    )
    assert told == msgspec.convert(case["due"], Due | None)


def test_a_site_sets_its_own_intervals() -> None:
    own = SiteSettings(vacant_unit_days=10, vacant_unit_days_max=12, rainy_months=())
    unit = UnitState(is_vacant=True, last_on=date(2026, 7, 1))
    assert due(unit, date(2026, 7, 13), intervals_of(own)) == Due(date(2026, 7, 11), "due", is_overdue=False)
    assert due(unit, date(2026, 7, 14), intervals_of(own)) == Due(date(2026, 7, 11), "due", is_overdue=True)
