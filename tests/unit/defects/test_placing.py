"""Where an observation belongs, against tests/cases/defects.json, and what holds after any walk of reports."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from server.defects.rules import asset_place, normal_spot, place, raised, unit_place
from server.defects.terms import KnownDefect, Observation, Placement

CASES: dict[str, Any] = json.loads((Path(__file__).parents[2] / "cases" / "defects.json").read_text("utf-8"))
DAY_ZERO = datetime(2026, 11, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    return DAY_ZERO + timedelta(days=number)


def defect(name: str | None) -> UUID | None:
    return None if name is None else uuid5(NAMESPACE_DNS, name)


def known(row: dict[str, Any]) -> KnownDefect:
    return KnownDefect(
        id=uuid5(NAMESPACE_DNS, row["id"]),
        place=row.get("place", "door A"),
        item=row.get("item", "FD01"),
        spot=row.get("spot", ""),
        number=row["number"],
        state=row["state"],
        opened_at=day(row["opened_day"]),
        closed_at=day(row["closed_day"]) if "closed_day" in row else None,
        merged_into=defect(row.get("merged_into")),
    )


def observation(seen: dict[str, Any]) -> Observation:
    return Observation(
        place=seen.get("place", "door A"),
        item="FD01",
        spot=seen.get("spot", ""),
        observed_at=day(seen["day"]),
        sighting_of=defect(seen.get("sighting_of")),
        sighting=seen.get("sighting"),
        separate_from=defect(seen.get("separate_from")),
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES["place"]])
def test_an_observation_belongs_where_it_was_seen(case: dict[str, Any]) -> None:
    answer = place(observation(case["seen"]), [known(row) for row in case["known"]])
    wanted = case["expect"]
    assert (answer.kind, answer.gone) == (wanted["kind"], wanted.get("gone", False))
    assert answer.defect_id == defect(wanted.get("defect"))
    assert answer.recurrence_of == defect(wanted.get("recurrence_of"))
    assert answer.unknown_reference == wanted.get("unknown_reference", False)
    for field in ("number", "spot"):
        if field in wanted:
            assert getattr(answer, field) == wanted[field]


@pytest.mark.parametrize("case", CASES["raised"])
def test_severity_only_rises(case: dict[str, Any]) -> None:
    assert raised(case["a"], case["b"]) == case["raised"]


def test_a_place_is_an_asset_or_a_unit_under_a_checklist() -> None:
    asset_id, unit_id = uuid5(NAMESPACE_DNS, "asset"), uuid5(NAMESPACE_DNS, "unit")
    assert asset_place(asset_id) == str(asset_id)
    assert unit_place(unit_id, "vacant-unit") == f"{unit_id}/vacant-unit"


def test_no_spot_and_an_empty_spot_are_the_same() -> None:
    assert normal_spot(None) == normal_spot("") == normal_spot(" \t") == ""


EVENTS = st.tuples(
    st.sampled_from(["see", "name", "separate", "gone", "close", "merge"]),
    st.integers(0, 80),
    st.sampled_from([("door A", ""), ("door A", "左扇"), ("door B", "")]),
    st.integers(0, 5),
    st.integers(0, 5),
)


@given(st.lists(EVENTS, max_size=40))
def test_no_walk_of_reports_opens_two_rows_for_one_fault(
    events: list[tuple[str, int, tuple[str, str], int, int]],
) -> None:
    rows: list[KnownDefect] = []
    for what, at, where, one, other in events:
        rows = happen(rows, what, at, where, one, other)
        open_keys = Counter((row.place, row.spot, row.number) for row in rows if row.state == "open")
        assert all(count == 1 for count in open_keys.values())


def happen(
    rows: list[KnownDefect], what: str, at: int, where: tuple[str, str], one: int, other: int
) -> list[KnownDefect]:
    if what in ("close", "merge"):
        return settle(rows, what, at, one, other)
    named = rows[one % len(rows)].id if rows else uuid5(NAMESPACE_DNS, "nobody")
    seen = Observation(
        place=where[0],
        item="FD01",
        spot=where[1],
        observed_at=day(at),
        sighting_of=named if what in ("name", "gone") else None,
        sighting="gone" if what == "gone" else "still",
        separate_from=named if what == "separate" else None,
    )
    answer = place(seen, rows)
    assert answer.kind == "new" or what == "gone" or answer.defect_id in {row.id for row in rows}
    assert not (what == "gone" and answer.kind == "new")
    return [*rows, opened(answer, seen, len(rows))] if answer.kind == "new" else rows


def opened(answer: Placement, seen: Observation, count: int) -> KnownDefect:
    return KnownDefect(
        id=uuid5(NAMESPACE_DNS, str(count)),
        place=seen.place,
        item=seen.item,
        spot=answer.spot,
        number=answer.number,
        state="open",
        opened_at=seen.observed_at,
    )


def settle(rows: list[KnownDefect], what: str, at: int, one: int, other: int) -> list[KnownDefect]:
    """Closes an open row, or merges it into another that is not merged itself."""
    if not rows or rows[one % len(rows)].state != "open":
        return rows
    row, target = rows[one % len(rows)], rows[other % len(rows)]
    if what == "close":
        changed = structs.replace(row, state="closed", closed_at=max(day(at), row.opened_at))
    elif target.id != row.id and target.state != "merged":
        changed = structs.replace(row, state="merged", merged_into=target.id)
    else:
        return rows
    return [changed if kept.id == row.id else kept for kept in rows]
