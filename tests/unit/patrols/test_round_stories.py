"""Whole stories of rounds against tests/cases/rounds.json: clocks that lie, phones offline, windows and persons changed
afterwards, make-up visits, rounds missed again."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

import pytest

from server.patrols.expecting import (
    EVERY_DAY,
    Away,
    Roster,
    RouteFacts,
    WindowFacts,
    brought_up_to_date,
    expected_round,
    persons_on,
    walking_order,
)
from server.patrols.moments import moment
from server.patrols.rules import late, made_up_places, missed_again, round_state, window_interval
from server.patrols.terms import Comparison, Miss, RoundFacts, Seen

CASES: dict[str, Any] = json.loads((Path(__file__).parents[2] / "cases" / "rounds.json").read_text("utf-8"))
POINTS = tuple(uuid5(NAMESPACE_DNS, f"point {number}") for number in range(3))
LONG_AGO = datetime.fromisoformat("2026-01-01T00:00:00Z")


def named(table: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in CASES[table]]


def known(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, name)


def route(**more: Any) -> RouteFacts:
    facts: dict[str, Any] = {"id": known("route"), "name": "3栋", "person_ids": (), "created_at": LONG_AGO,
                             "retired_at": None, "point_ids": POINTS, "building_ids": ()}  # fmt: skip
    return RouteFacts(**{**facts, **more})


def window(start: str = "09:30", end: str = "12:00", **more: Any) -> WindowFacts:
    return WindowFacts(known("window"), "上午", "Morning", start, end, None, **more)


@pytest.mark.parametrize("case", named("stories"))
def test_what_a_round_comes_to(case: dict[str, Any]) -> None:
    """`before` and `after`: how many seconds the phone's clock is ahead of the server's when the two met."""
    starts_at, ends_at = window_interval(date.fromisoformat(case["on"]), case["start"], case["end"], case["zone"])
    received_at = datetime.fromisoformat(case["received_at"])
    before, after = (
        Comparison(received_at + timedelta(seconds=case[side][0]), received_at + timedelta(seconds=case[side][1]))
        for side in ("before", "after")
    )
    visits, late_count = [], 0
    for number, told in enumerate(case["visits"]):
        seen = moment(datetime.fromisoformat(told["at"]), before, after, received_at)
        assert seen.is_point is not case.get("interval", False)
        visits.append(
            Seen(place_id=known(told.get("place", str(number))), is_unit=False, person_id=known("Lin"),
                 patrol_id=known(told["walk"]) if "walk" in told else None, earliest_at=seen.earliest,
                 latest_at=seen.latest)
        )  # fmt: skip
        late_count += late(seen, starts_at, ends_at)
    facts = RoundFacts(
        starts_at=starts_at, ends_at=ends_at, stops_count=case["stops"],
        done_count=len({visit.place_id for visit in visits}), person_ids=frozenset({known("Lin")}),
    )  # fmt: skip
    assert round_state(facts, datetime.fromisoformat(case["now"])) == case["state"]
    assert late_count == case["late"]
    assert len(made_up_places(visits, ends_at)) == case["made_up"]


@pytest.mark.parametrize("case", named("persons"))
def test_who_walks_on_a_date(case: dict[str, Any]) -> None:
    on = date.fromisoformat(case["on"])
    away = [Away(known(a), known(b), date.fromisoformat(first), date.fromisoformat(last))
            for a, b, first, last in case["away"]]  # fmt: skip
    assigned = {} if case["assigned"] is None else {(known("route"), on): tuple(map(known, case["assigned"]))}
    usual = route(person_ids=tuple(map(known, case["usual"])))
    assert persons_on(usual, on, Roster(assigned, away)) == tuple(map(known, case["persons"]))


@pytest.mark.parametrize("case", named("days"))
def test_on_which_days_a_round_is_expected(case: dict[str, Any]) -> None:
    days = [EVERY_DAY if case[name] is None else frozenset(case[name]) for name in ("route_days", "window_days")]
    found = expected_round(
        route(days=days[0]), window(days=days[1]), date.fromisoformat(case["on"]), "Asia/Shanghai"
    )
    assert (found is not None) == case["expected"]


@pytest.mark.parametrize("case", named("edits"))
def test_a_window_edited_afterwards(case: dict[str, Any]) -> None:
    on, zone = date(2026, 11, 23), "Asia/Shanghai"
    was, wanted = (expected_round(route(), window(*case[name]), on, zone) for name in ("was", "is"))
    assert was is not None and wanted is not None
    then = brought_up_to_date(wanted, was.starts_at, was.ends_at, datetime.fromisoformat(case["now"]))
    assert (then.starts_at.isoformat(), then.ends_at.isoformat()) == (
        datetime.fromisoformat(case["starts_at"]).isoformat(),
        datetime.fromisoformat(case["ends_at"]).isoformat(),
    )
    assert then.point_ids == wanted.point_ids


@pytest.mark.parametrize("case", named("misses"))
def test_missed_again_in_one_week(case: dict[str, Any]) -> None:
    misses = [Miss(route_id=known(name), date=date.fromisoformat(on), person_ids=tuple(map(known, persons)))
              for on, name, persons in case["misses"]]  # fmt: skip
    found = [(one.monday.isoformat(), one.person_id or one.route_id, one.count) for one in missed_again(misses)]
    assert found == [(monday, known(name), count) for monday, name, count in case["again"]]


def test_an_alternating_start_changes_from_round_to_round_and_from_day_to_day() -> None:
    turned, morning, afternoon = route(alternates=True), window(ordinal=1), window(ordinal=2)
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    ways = [walking_order(turned, each, on) for on in (monday, tuesday) for each in (morning, afternoon)]
    assert ways[0] == ways[1][::-1] == ways[2][::-1] == ways[3]
    assert {walking_order(route(), each, monday) for each in (morning, afternoon)} == {POINTS}
