"""What a round and a visit ask: the table of cases, and rules that hold for every calendar."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.checklists.due import DueAsset, When, due_at_visit, due_items
from server.checklists.periods import Periodic, period_of, slot_of
from server.checklists.terms import Item

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "cases/due.json").read_text(encoding="utf-8"))
REST = {
    "text": {"zh": "看", "en": "Look"},
    "fault": {"zh": "坏", "en": "Bad"},
    "type": "pass",
    "severity": "minor",
    "department": "service",
    "photo": "never",
}
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
points = st.uuids().map(str)
frequencies: st.SearchStrategy[Periodic] = st.sampled_from(["weekly", "monthly", "quarterly", "yearly"])


def an_item(**given: Any) -> Item:
    return msgspec.convert({"id": "XX01", **REST, **given}, Item)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_item_is_due_as_the_table_says(case: dict[str, Any]) -> None:
    item = an_item(**case["item"])
    done = {"XX01": date.fromisoformat(case["last_done"])} if case["last_done"] else {}
    asset = DueAsset("a", case.get("point_id", ""), "b", (item,), frozenset(case.get("limited", ())), done)
    on = date.fromisoformat(case["on"])
    if case["visit"]:
        due = due_at_visit(asset, on)
    else:
        due = due_items(asset, When(on, case["window_ordinal"], case["rounds_a_day"]))
    assert due == (["XX01"] if case["due"] else [])


@given(frequencies, points, days, st.integers(1, 4))
def test_an_item_answered_when_asked_is_asked_exactly_once_in_its_period(
    frequency: Periodic, point_id: str, on: date, rounds_a_day: int
) -> None:
    period = period_of(frequency, on)
    done: dict[str, date] = {}
    asked: list[date] = []
    for day in range(period.days_count):
        for ordinal in range(rounds_a_day):
            today = period.starts_on + timedelta(days=day)
            asset = DueAsset("a", point_id, "b", (an_item(frequency=frequency),), last_done=dict(done))
            if due_items(asset, When(today, ordinal, rounds_a_day)):
                asked.append(today)
                done["XX01"] = today
    assert len(asked) == 1
    assert (asked[0] - period.starts_on).days < period.days_count * 0.75


@given(frequencies, points, days, st.integers(1, 4))
def test_an_item_never_answered_is_asked_once_a_day_from_its_due_day_to_the_end(
    frequency: Periodic, point_id: str, on: date, rounds_a_day: int
) -> None:
    period = period_of(frequency, on)
    slot = slot_of(frequency, point_id, period, rounds_a_day)
    asset = DueAsset("a", point_id, "b", (an_item(frequency=frequency),))
    for day in range(period.days_count):
        today = period.starts_on + timedelta(days=day)
        times = sum(bool(due_items(asset, When(today, w, rounds_a_day))) for w in range(rounds_a_day))
        assert times == (1 if today >= slot.due_on else 0)


@given(frequencies, days)
def test_periods_follow_one_another_without_gap_or_overlap(frequency: Periodic, on: date) -> None:
    period = period_of(frequency, on)
    assert period.starts_on <= on < period.ends_on
    assert period_of(frequency, period.starts_on) == period
    assert period_of(frequency, period.ends_on).starts_on == period.ends_on


def test_due_days_are_spread_evenly_over_the_first_three_quarters() -> None:
    period = period_of("monthly", date(2026, 11, 23))
    counts: dict[int, int] = {}
    for number in range(6600):
        due_on = slot_of("monthly", str(UUID(int=number)), period, 2).due_on
        counts[(due_on - period.starts_on).days] = counts.get((due_on - period.starts_on).days, 0) + 1
    assert set(counts) == set(range(22))
    assert max(counts.values()) < 1.3 * 6600 / 22
