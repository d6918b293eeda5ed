"""The reckoning of tests/cases/meters.json, which the phone is held to as well."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.checklists.meters import Reckoned, Why, is_possible, is_too_much, reckon
from server.checklists.terms import Item
from tests.cast_places import checklists

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "cases/meters.json").read_text(encoding="utf-8"))


def water(growth_max: float | None) -> Item:
    [raw] = [item for one in checklists() for item in one["items"] if item["id"] == "VU06"]
    return msgspec.convert({**raw, "meter": {"kind": "water", "growth_max": growth_max}}, Item)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_meter_is_reckoned_as_the_table_says(case: dict[str, Any]) -> None:
    told = reckon(case["before"], case["value"], msgspec.convert(case["why"], Why))
    assert told == Reckoned(case["growth"], case["went_back"])
    assert is_too_much(water(case["growth_max"]), told.growth) is case["too_much"]


@pytest.mark.parametrize(("value", "possible"), [(0, True), (999999, True), (1_000_000, False), (-0.1, False)])
def test_no_meter_shows_what_lies_beyond_its_digits(value: float, possible: bool) -> None:
    assert is_possible(water(0.1), value) is possible
