"""The verdicts of tests/cases/judging.json, which the phone is held to as well."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.checklists.rules import judge_value
from server.checklists.terms import Answer, Item, Judgement, Range

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "cases/judging.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_answer_is_judged_as_the_table_says(case: dict[str, Any]) -> None:
    judged = judge_value(
        msgspec.convert(case["item"], Item),
        msgspec.convert(case["limits"], Range | None),
        msgspec.convert(case["answer"], Answer),
        date.fromisoformat(case["visit_on"]),
    )
    assert judged == Judgement(
        case["verdict"], case["severity"], case["value_missing"], case["out_of_range_sent_as_ok"]
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_no_number_at_all_is_missing(value: float) -> None:
    item = msgspec.convert(next(case["item"] for case in CASES if case["item"]["type"] == "number"), Item)
    assert judge_value(item, None, Answer("ok", value), date(2026, 11, 23)).value_missing


def test_an_item_travels_as_it_was_written() -> None:
    for case in CASES:
        assert json.loads(msgspec.json.encode(msgspec.convert(case["item"], Item))) == case["item"]
