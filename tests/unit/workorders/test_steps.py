"""The table of steps against tests/cases/steps.json."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args
from uuid import NAMESPACE_DNS, UUID, uuid5

import pytest

from server.workorders.rules import (
    STEPS,
    after_sighting,
    closes_minor_unseen,
    decide,
    may_ever,
    missing_reason,
    steps_open_to,
)
from server.workorders.terms import BOARD_LANES, ENDED_STATES, OrderFacts, Role, State, StepFacts, StepName

CASES: dict[str, Any] = json.loads((Path(__file__).parents[2] / "cases" / "steps.json").read_text("utf-8"))
STATES: tuple[State, ...] = get_args(State)
COMPLETED_AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def person(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, name)


def named(table: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in CASES[table]]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("case", named("moves"))
def test_a_step_moves_an_order_only_from_the_states_of_its_row(case: dict[str, Any], state: State) -> None:
    order = OrderFacts(state=state, call_due=case.get("call_due", False))
    step = StepFacts(
        step=case["step"], role="supervisor", verdict=case.get("verdict"), answer=case.get("answer"), has_photo=True
    )
    decision = decide(order, step)
    if state in case["moves"]:
        assert (decision.applied, decision.to_state, decision.why_not) == (True, case["moves"][state], None)
    else:
        assert (decision.applied, decision.to_state, decision.why_not) == (False, state, "state")


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("step", get_args(StepName))
def test_a_role_may_ever_take_exactly_its_steps(step: StepName, role: Role) -> None:
    assert may_ever(role, step) == (role in CASES["roles"][step])


@pytest.mark.parametrize("case", named("decisions"))
def test_a_decision_says_where_the_order_goes_or_why_not(case: dict[str, Any]) -> None:
    order = dict(case["order"])
    if "completed_by" in order:
        order["completed_by"] = person(order["completed_by"])
    step = dict(case["step"])
    step["person_id"] = person(step.pop("person"))
    decision = decide(OrderFacts(**order), StepFacts(**step))
    assert (decision.applied, decision.to_state, decision.why_not) == (
        case["applied"],
        case["to_state"],
        case["why_not"],
    )


@pytest.mark.parametrize("case", named("reasons"))
def test_a_reason_is_asked_where_the_protocol_wants_one(case: dict[str, Any]) -> None:
    assert missing_reason(case["step"], case["verdict"], case["reason"]) == case["missing"]


@pytest.mark.parametrize("case", named("open_to"))
def test_a_screen_offers_only_steps_that_can_be_taken(case: dict[str, Any]) -> None:
    completed_by = person("Li") if case.get("own") else person("Ma")
    order = OrderFacts(state=case["state"], completed_by=completed_by)
    assert sorted(steps_open_to(order, case["role"], person("Li"))) == sorted(case["steps"])


@pytest.mark.parametrize("case", named("after_sighting"))
def test_a_sighting_does_to_the_order_what_it_shows(case: dict[str, Any]) -> None:
    hours = {"before": -1, "at": 0, "after": 1, "never": 1}[case["seen"]]
    completed_at = None if case["seen"] == "never" else COMPLETED_AT
    effect = after_sighting(
        case["state"],
        completed_at,
        case["sighting"],
        COMPLETED_AT + timedelta(hours=hours),
        has_photo=case["has_photo"],
    )
    assert effect == case["effect"]


@pytest.mark.parametrize("case", named("closes_minor_unseen"))
def test_a_minor_order_closes_when_nobody_saw_it_again(case: dict[str, Any]) -> None:
    order = OrderFacts(
        state=case["state"],
        fire_hazard=case.get("fire_hazard", False),
        has_after_photo=case.get("has_after_photo", False),
    )
    last_seen = COMPLETED_AT + timedelta(days=case["last_seen_day"]) if "last_seen_day" in case else None
    now = COMPLETED_AT + timedelta(days=case["days"])
    closes = closes_minor_unseen(order, case["severity"], COMPLETED_AT, last_seen, case["rounds"], now)
    assert closes == case["closes"]


def test_every_step_and_every_state_has_its_place() -> None:
    assert set(STEPS) == set(get_args(StepName))
    in_lanes = [state for states in BOARD_LANES.values() for state in states]
    assert sorted(in_lanes) == sorted(set(STATES) - ENDED_STATES)
