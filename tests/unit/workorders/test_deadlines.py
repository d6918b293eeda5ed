"""Deadlines and grouping against tests/cases/deadlines.json."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.workorders.deadlines import (
    DEFAULT_LIMITS,
    Limits,
    SeverityLimits,
    deadlines,
    earlier,
    group,
    hold_needs_supervisor,
    late,
    share_used,
)
from server.workorders.hours import WorkingHours, add_working_time, working_time_between
from server.workorders.terms import Found, Hold, Times

CASES: dict[str, Any] = json.loads((Path(__file__).parents[2] / "cases" / "deadlines.json").read_text("utf-8"))
RECEIVED_AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


def named(table: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in CASES[table]]


def when(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def defect(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, name)


def hours(fields: dict[str, Any]) -> WorkingHours:
    return WorkingHours(**{**fields, "days": tuple(fields["days"])})


@pytest.mark.parametrize("case", named("deadlines"))
def test_deadlines_count_from_the_receipt(case: dict[str, Any]) -> None:
    due = deadlines(case["severity"], at(case["received_at"]), case.get("safe_h"), case.get("close_h"))
    assert (due.accept, due.safe, due.close) == (at(case["accept"]), when(case["safe"]), at(case["close"]))


@pytest.mark.parametrize("case", named("working_time"))
def test_working_time_passes_only_in_working_hours(case: dict[str, Any]) -> None:
    working = hours(case["working"]) if "working" in case else WorkingHours()
    amount = timedelta(hours=case["hours"])
    assert add_working_time(at(case["start"]), amount, working) == at(case["end"])
    assert working_time_between(at(case["start"]), at(case["end"]), working) == amount


@pytest.mark.parametrize("case", named("late"))
def test_an_order_is_late_where_a_deadline_was_not_kept(case: dict[str, Any]) -> None:
    due = deadlines("major", RECEIVED_AT)
    fields = dict(case["times"])
    holds = tuple(
        Hold(started_at=at(one["started_at"]), ended_at=when(one.get("ended_at")), approved=one.get("approved", False))
        for one in fields.pop("holds", [])
    )
    times = Times(received_at=RECEIVED_AT, holds=holds, **{name: at(text) for name, text in fields.items()})
    answer = late(due, case["state"], times, at(case["now"]))
    assert [answer.accept, answer.safe, answer.close] == case["late"]


@pytest.mark.parametrize("case", named("shares"))
def test_the_used_share_of_a_deadline(case: dict[str, Any]) -> None:
    working = WorkingHours() if case["working"] else None
    share = share_used(at(case["received_at"]), at(case["due_at"]), at(case["now"]), working)
    assert share == pytest.approx(case["share"])


@pytest.mark.parametrize("case", named("groups"))
def test_defects_of_one_check_for_one_department_share_an_order(case: dict[str, Any]) -> None:
    found = []
    for one in case["found"]:
        fields = {**one, "defect_id": defect(one["defect"]), "place": one.get("place", "door A")}
        del fields["defect"]
        found.append(Found(**fields))
    groups = group(found, RECEIVED_AT, dispatches_by_hand=case.get("dispatches_by_hand", False))
    assert len(groups) == len(case["groups"])
    for answer, wanted in zip(groups, case["groups"], strict=True):
        assert answer.defect_ids == tuple(defect(name) for name in wanted["defects"])
        assert (answer.severity, answer.state, answer.department) == (
            wanted["severity"],
            wanted["state"],
            wanted["department"],
        )
        assert (answer.escalated, answer.fire_hazard) == (
            wanted.get("escalated", False),
            wanted.get("fire_hazard", False),
        )
        if "close_h" in wanted:
            assert answer.due.accept == RECEIVED_AT + timedelta(minutes=wanted["accept_min"])
            assert answer.due.safe == RECEIVED_AT + timedelta(minutes=wanted["safe_min"])
            assert answer.due.close == RECEIVED_AT + timedelta(hours=wanted["close_h"])


def test_raising_the_severity_never_moves_a_deadline_later() -> None:
    minor_with_short_close = deadlines("minor", RECEIVED_AT, close_h=2)
    raised = earlier(minor_with_short_close, deadlines("critical", RECEIVED_AT))
    assert raised.accept == RECEIVED_AT + timedelta(minutes=10)
    assert raised.safe == RECEIVED_AT + timedelta(minutes=30)
    assert raised.close == RECEIVED_AT + timedelta(hours=2)


def test_a_site_may_set_its_own_numbers() -> None:
    limits = Limits(major=SeverityLimits(accept_h=1, safe_h=None, close_h=48))
    due = deadlines("major", RECEIVED_AT, limits=limits)
    assert (due.accept, due.safe, due.close) == (
        RECEIVED_AT + timedelta(hours=1),
        None,
        RECEIVED_AT + timedelta(hours=48),
    )


def test_a_hold_beyond_three_days_needs_the_supervisor() -> None:
    three_days = RECEIVED_AT + timedelta(days=3)
    assert not hold_needs_supervisor(RECEIVED_AT, three_days)
    assert hold_needs_supervisor(RECEIVED_AT, three_days + timedelta(seconds=1))


@pytest.mark.parametrize(
    "fields", [{"days": ()}, {"days": (7,)}, {"start": "17:00", "end": "09:00"}, {"start": "09:00", "end": "09:00"}]
)
def test_hours_without_any_working_time_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="working hours"):
        WorkingHours(**fields)


@given(start_at=MOMENTS, minutes=st.integers(0, 6000), zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin"]))
def test_what_is_added_is_what_lies_between(start_at: datetime, minutes: int, zone: str) -> None:
    working = WorkingHours(time_zone=zone, days=(0, 2, 6), start="01:30", end="03:30")
    amount = timedelta(minutes=minutes)
    assert working_time_between(start_at, add_working_time(start_at, amount, working), working) == amount


@given(received_at=MOMENTS)
def test_a_more_urgent_defect_is_never_due_later(received_at: datetime) -> None:
    critical, major, minor = (deadlines(one, received_at) for one in ("critical", "major", "minor"))
    assert critical.accept <= major.accept <= minor.accept
    assert critical.close <= major.close <= minor.close
    assert DEFAULT_LIMITS.of("minor").safe_h is None
