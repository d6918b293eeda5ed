"""How an incident stands after its steps, in every order they may come in (tests/cases/incidents.json)."""

import json
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from server.incidents import rules
from server.incidents.terms import CATEGORIES, Entry
from server.lib import ids

CASES: dict[str, Any] = json.loads((Path(__file__).parents[2] / "cases/incidents.json").read_text())
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def _at(minutes: int | None) -> datetime | None:
    return None if minutes is None else START + timedelta(minutes=minutes)


def _entries(steps: list[Any]) -> list[Entry]:
    told = [(step, at, more[0] if more else {}) for step, at, *more in steps]
    return [
        Entry(id=ids.new(), step=step, at=START + timedelta(minutes=at), due_at=_at(more.get("due")),
              put_right=more.get("right"))
        for step, at, more in told
    ]  # fmt: skip


@pytest.mark.parametrize("case", CASES["standing"], ids=[case["name"] for case in CASES["standing"]])
def test_an_incident_stands_the_same_in_whatever_order_its_steps_come(case: dict[str, Any]) -> None:
    entries = _entries(case["steps"])
    for order in permutations(entries):
        standing = rules.stand(order)
        assert (standing.state, standing.due_at) == (case["state"], _at(case["due"]))
        assert [standing.verdicts[one.id] for one in entries] == case["verdicts"]


@pytest.mark.parametrize(("level", "minutes"), CASES["report_within"])
def test_it_is_reported_on_within_the_time_of_its_level(level: Any, minutes: int | None) -> None:
    assert rules.report_by(level, START) == _at(minutes)
    assert rules.report_by(level, None) is None


def test_a_moment_at_the_calendar_s_end_has_no_time_to_report() -> None:
    assert rules.report_by(1, datetime.max.replace(tzinfo=UTC)) is None


@pytest.mark.parametrize("category", CASES["categories"])
def test_what_a_category_means(category: str) -> None:
    case = CASES["categories"][category]
    assert rules.is_emergency(category) == case["emergency"]
    assert rules.is_known(category) == case["known"]
    assert rules.is_breach(category) == case["breach"]
    assert rules.order_severity(category, None, None) == case["severity"]
    assert rules.order_severity(category, None, "major") == "major"
    assert rules.order_department(category, None) == case["department"]
    assert rules.order_department(category, "gardening") == "gardening"


def test_every_category_has_a_case() -> None:
    assert set(CATEGORIES) == {name for name, case in CASES["categories"].items() if case["known"]}


def test_a_grave_incident_of_an_unknown_category_is_critical() -> None:
    assert rules.order_severity("trapped", 2, None) == "critical"
    assert rules.order_severity("trapped", 3, None) == "major"


def test_levels_and_severities_are_the_last_ones_said() -> None:
    opened = Entry(id=ids.new(), step="open", at=START, level=3, severity="minor")
    raised = Entry(id=ids.new(), step="note", at=START + timedelta(minutes=1), level=1, severity="critical")
    silent = Entry(id=ids.new(), step="note", at=START + timedelta(minutes=2))
    standing = rules.stand([opened, raised, silent])
    assert (standing.level, standing.severity) == (1, "critical")
    assert standing.report_by == START + timedelta(minutes=10)
