"""Who is lent which key, who agrees, until when, and what an overdue one comes to: tests/cases/keys.json."""

import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

import pytest

from server.keys import rules
from server.keys.terms import BORROWERS, KeyFacts, OpenLoan
from server.lib.times import parse, text, text_or_none

CASES: dict[str, Any] = json.loads((Path(__file__).parents[2] / "cases" / "keys.json").read_text("utf-8"))
ZONE = "Asia/Shanghai"
SOME_TIME = parse("2026-11-23T02:00:00.000Z")


def named(table: str) -> list[Any]:
    return [pytest.param(case, id=case.get("name") or case["kind"]) for case in CASES[table]]


def person(name: str) -> UUID | None:
    return None if name == "outside" else uuid5(NAMESPACE_DNS, name)


@pytest.mark.parametrize("case", named("lent"))
def test_a_key_is_lent_only_to_whom_it_may_be(case: dict[str, Any]) -> None:
    assert [one for one in BORROWERS if rules.may_borrow(case["kind"], one)] == case["to"]


@pytest.mark.parametrize("case", named("approval"))
def test_somebody_must_agree(case: dict[str, Any]) -> None:
    entrusted = case.get("entrusted", False)
    approval = rules.approval_for(case["borrower"], entrusted=entrusted, emergency=case.get("emergency", False))
    assert approval.roles == set(case["roles"])
    assert approval.owner_first == case.get("owner_first", False)
    assert approval.afterwards == case.get("afterwards", False)
    assert rules.needs_approval(case["borrower"], entrusted=entrusted) == case["by_phone"]


@pytest.mark.parametrize("case", named("due"))
def test_a_key_is_due(case: dict[str, Any]) -> None:
    asked = (case["borrower"], parse(case["out_at"]), case.get("zone", ZONE), case.get("back_by", "18:30"))
    assert text(rules.due_at(*asked)) == case["due_at"]
    assert text(rules.latest_due_at(*asked)) == case["latest"]


@pytest.mark.parametrize("case", named("ladder"))
def test_an_overdue_key_climbs_the_ladder(case: dict[str, Any]) -> None:
    assert rules.stage_of(parse(case["due_at"]), parse(case["now"]), ZONE) == case["stage"]


@pytest.mark.parametrize("case", named("fits"))
def test_a_step_fits_or_says_why_not(case: dict[str, Any]) -> None:
    held = case.get("held")
    loan = OpenLoan(uuid5(NAMESPACE_DNS, "loan"), person(held), SOME_TIME, SOME_TIME) if held else None
    facts = KeyFacts(retired=case.get("retired", False), lost=case.get("lost", False), loan=loan)
    assert rules.why_not(case["step"], facts, person("lin")) == case["why_not"]


@pytest.mark.parametrize("case", named("balance"))
def test_a_count_balances_or_says_by_how_many_not(case: dict[str, Any]) -> None:
    counted = (case["total"], case["in_cabinet"], case["on_loan"], case["lost"])
    assert rules.balance(*counted) == case["difference"]


def test_a_key_is_where_its_open_loan_says_until_it_counts_as_lost() -> None:
    loan = OpenLoan(uuid5(NAMESPACE_DNS, "loan"), person("lin"), SOME_TIME, parse("2026-11-23T10:30:00.000Z"))
    told = [
        (KeyFacts(False, False, None), "2026-11-23T03:00:00.000Z", "in"),
        (KeyFacts(False, False, loan), "2026-11-23T03:00:00.000Z", "out"),
        (KeyFacts(False, False, loan), "2026-11-25T10:29:00.000Z", "out"),
        (KeyFacts(False, False, loan), "2026-11-25T10:30:00.000Z", "lost"),
        (KeyFacts(False, True, None), "2026-11-23T03:00:00.000Z", "lost"),
    ]
    for facts, now, state in told:
        assert rules.state_of(facts, parse(now), ZONE) == state, (text_or_none(parse(now)), state)


def test_who_is_a_day_late_gets_no_further_key() -> None:
    due = parse("2026-11-23T10:30:00.000Z")
    loans = [OpenLoan(uuid5(NAMESPACE_DNS, "loan"), person("lin"), SOME_TIME, due)]
    assert not rules.is_barred(loans, parse("2026-11-24T10:29:00.000Z"), ZONE)
    assert rules.is_barred(loans, parse("2026-11-24T10:30:00.000Z"), ZONE)
    assert not rules.is_barred([], parse("2026-11-24T10:30:00.000Z"), ZONE)
