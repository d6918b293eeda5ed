"""Windows, round states, moments, lateness and doubts against tests/cases/rounds.json."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.patrols.moments import moment
from server.patrols.rules import DEFAULT_PACE, doubts, late, round_state, timing, window_interval
from server.patrols.terms import Comparison, Contact, Moment, Pace, RoundFacts, Scan

CASES: dict[str, Any] = json.loads((Path(__file__).parents[2] / "cases" / "rounds.json").read_text("utf-8"))
PACE: dict[str, Any] = json.loads((Path(__file__).parents[2] / "cases" / "pace.json").read_text("utf-8"))
STARTS_AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
ENDS_AT = datetime(2026, 11, 23, 4, tzinfo=UTC)


def named(table: str, cases: dict[str, Any] = CASES) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in cases[table]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def known(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, name)


@pytest.mark.parametrize("case", named("windows"))
def test_a_window_is_an_interval_of_moments(case: dict[str, Any]) -> None:
    interval = window_interval(date.fromisoformat(case["on"]), case["start"], case["end"], case["zone"])
    assert interval == (at(case["starts_at"]), at(case["ends_at"]))


@given(
    on=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    start=st.times(),
    end=st.times(),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
)
def test_a_window_is_never_empty(on: date, start: Any, end: Any, zone: str) -> None:
    starts_at, ends_at = window_interval(on, f"{start:%H:%M}", f"{end:%H:%M}", zone)
    assert timedelta() < ends_at - starts_at <= timedelta(hours=26)


@pytest.mark.parametrize("case", named("states"))
def test_a_round_has_the_state_its_stops_and_phones_give_it(case: dict[str, Any]) -> None:
    facts = RoundFacts(
        starts_at=STARTS_AT,
        ends_at=ENDS_AT,
        stops_count=case["stops"],
        done_count=case["done"],
        person_ids=frozenset(known(name) for name in case["persons"]),
        contacts=tuple(
            Contact(
                person_id=known(one["person"]),
                at=at(one["at"]),
                outbox_reports=one["reports"],
                outbox_photos=one["photos"],
            )
            for one in case["contacts"]
        ),
    )
    assert round_state(facts, at(case["now"])) == case["state"]


def test_how_long_a_round_waits_is_a_setting() -> None:
    facts = RoundFacts(starts_at=STARTS_AT, ends_at=ENDS_AT, stops_count=3, done_count=0)
    now = ENDS_AT + timedelta(hours=2)
    assert round_state(facts, now, wait=timedelta(hours=2)) == "missed"
    assert round_state(facts, now, wait=timedelta(hours=3)) == "waiting_for_phone"


@pytest.mark.parametrize("case", named("moments"))
def test_a_moment_lies_between_the_comparisons_of_the_clocks(case: dict[str, Any]) -> None:
    before, after = (comparison(case[side]) for side in ("before", "after"))
    received_at = at(case["received_at"]) if case["received_at"] else None
    answer = moment(at(case["device_at"]), before, after, received_at)
    assert (answer.earliest, answer.latest) == (at(case["earliest"]), at(case["latest"]))
    assert answer.is_point == (case["earliest"] == case["latest"])


def comparison(fields: dict[str, str] | None) -> Comparison | None:
    return None if fields is None else Comparison(at(fields["device_time"]), at(fields["server_time"]))


@pytest.mark.parametrize("case", named("timings"))
def test_an_interval_is_late_only_as_a_whole(case: dict[str, Any]) -> None:
    seen = Moment(at(case["earliest"]), at(case["latest"]))
    assert timing(seen, STARTS_AT, ENDS_AT) == case["timing"]
    assert late(seen, STARTS_AT, ENDS_AT) == (case["timing"] == "late")


@pytest.mark.parametrize("case", named("doubts", PACE))
def test_a_walk_too_fast_to_be_true_is_doubted(case: dict[str, Any]) -> None:
    pace = Pace(**case["pace"]) if "pace" in case else DEFAULT_PACE
    found = doubts([scan(one) for one in case["scans"]], pace)
    assert [(one.code, one.inspection_id) for one in found] == [(code, known(name)) for code, name, _ in case["doubts"]]
    assert [one.measured for one in found] == pytest.approx([measured for _, _, measured in case["doubts"]])


def scan(fields: dict[str, Any]) -> Scan:
    started_at = STARTS_AT + timedelta(seconds=fields["at"])
    floor = fields["floor"]
    return Scan(
        inspection_id=known(fields["id"]),
        started_at=started_at,
        finished_at=started_at + timedelta(seconds=fields["stay"]),
        building_id=known(fields["building"]),
        floor_id=None if floor is None else known(f"{fields['building']}-{floor}"),
        level=floor,
        cards_count=fields["cards"],
    )
