"""How much a round asks, with the real checklists on a made-up route, and with anything else one can think of."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from server.checklists.due import DueAsset, When, proof_candidates, proof_choice
from server.checklists.loads import due_in_round, mean_load
from server.checklists.periods import SEASONS, period_of
from server.checklists.reading import read_checklists
from server.checklists.sampling import sampled_in_period, sampled_in_round
from server.checklists.terms import Item

CHECKLISTS = {checklist.key: checklist for checklist in read_checklists(Path(__file__).parents[3] / "checklists")}
FLOOR = (
    "corridor", "wall", "fire-door", "extinguisher-box", "hydrant-box", "ventilation-window", "lamp",
    "stair-handrail", "lift-outside",
)  # fmt: skip
REST = {
    "text": {"zh": "看", "en": "Look"},
    "fault": {"zh": "坏", "en": "Bad"},
    "type": "pass",
    "severity": "minor",
    "department": "service",
    "photo": "on_defect",
}


def a_route(points_count: int) -> list[DueAsset]:
    assets = []
    for number in range(points_count):
        point = str(UUID(int=1000 + number))
        for place, key in enumerate(FLOOR):
            asset_id = str(UUID(int=100_000 + number * 100 + place))
            assets.append(DueAsset(asset_id, point, f"building {number // 50}", CHECKLISTS[key].items))
    return assets


def walked(
    assets: list[DueAsset], first: date, last: date, skip: frozenset[date] = frozenset()
) -> list[dict[str, Any]]:
    """What each round of these days asked, two a day; all that is asked is answered, but on `skip` days."""
    done: dict[str, dict[str, date]] = {asset.asset_id: {} for asset in assets}
    rounds = []
    on = first
    while on <= last:
        for ordinal in (0, 1):
            now = [msgspec.structs.replace(asset, last_done=done[asset.asset_id]) for asset in assets]
            asked = due_in_round(now, When(on, ordinal, 2))
            rounds.append({"on": on, "asked": asked, "count": sum(map(len, asked.values()))})
            if on not in skip:
                for asset_id, items in asked.items():
                    done[asset_id].update(dict.fromkeys(items, on))
        on += timedelta(days=1)
    return rounds


def test_no_round_of_a_big_route_asks_more_than_1_3_times_the_mean() -> None:
    rounds = walked(a_route(60), date(2026, 11, 23), date(2026, 12, 31))
    counts = [each["count"] for each in rounds]
    assert max(counts) <= 1.3 * sum(counts) / len(counts)


def test_a_site_that_starts_late_in_the_year_still_asks_every_item_before_its_period_ends() -> None:
    assets = a_route(12)
    rounds = walked(assets, date(2026, 11, 23), date(2026, 12, 31))
    asked = {(asset_id, item) for each in rounds for asset_id, items in each["asked"].items() for item in items}
    sampled = sampled_in_period(assets, When(date(2026, 12, 1), 0, 2), SEASONS)
    for asset in assets:
        for item in asset.items:
            if item.frequency == "event" or item.needs_limits or (item.sample and item.sample.of == "building"):
                continue
            assert (asset.asset_id, item.id) in asked
    assert sampled <= asked


def test_what_a_week_without_rounds_left_over_is_caught_up_without_a_heavy_round() -> None:
    away = frozenset(date(2026, 12, day) for day in range(7, 14))
    rounds = walked(a_route(12), date(2026, 12, 1), date(2026, 12, 31), skip=away)
    counts = [each["count"] for each in rounds]
    assert max(counts) <= 1.3 * sum(counts) / len(counts)


def test_nothing_but_daily_items_is_asked_twice_a_day() -> None:
    assets = a_route(12)
    daily = {item.id for checklist in CHECKLISTS.values() for item in checklist.items if item.frequency == "daily"}
    rounds = walked(assets, date(2026, 11, 23), date(2026, 11, 29), skip=frozenset([date(2026, 11, 24)]))
    for morning, afternoon in [pair for pair in pairwise(rounds) if pair[0]["on"] == pair[1]["on"]]:
        for asset_id, items in morning["asked"].items():
            assert not (set(items) & set(afternoon["asked"].get(asset_id, ()))) - daily


def test_items_stay_in_the_order_of_the_checklist() -> None:
    order = [item.id for item in CHECKLISTS["fire-door"].items]
    for asked in due_in_round(a_route(3), When(date(2026, 11, 30), 0, 2)).values():
        if asked[0].startswith("FD"):
            assert asked == sorted(asked, key=order.index)


def test_each_round_tries_one_fire_door_and_in_time_every_door_has_its_turn() -> None:
    assets = a_route(10)
    turns: Counter[str] = Counter()
    for day in range(10):
        for ordinal in (0, 1):
            chosen = [
                asset_id
                for asset_id, item in sampled_in_round(assets, When(date(2026, 11, 1) + timedelta(day), ordinal, 2))
                if item == "FD02"
            ]
            assert len(chosen) == 1
            turns.update(chosen)
    assert set(turns.values()) == {2}


def test_an_item_sampled_per_building_is_asked_at_one_asset_of_each_building_and_another_next_month() -> None:
    assets = a_route(120)
    months = [sampled_in_period(assets, When(date(2026, month, 5), 0, 2), SEASONS) for month in (10, 11, 12)]
    buttons = [{asset_id for asset_id, item in month if item == "HY07"} for month in months]
    assert [len(each) for each in buttons] == [3, 3, 3]
    assert len(set().union(*buttons)) > 3


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["daily", "weekly", "monthly", "quarterly", "yearly"]), max_size=8),
        min_size=1,
        max_size=12,
    ),
    st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 31)),
    st.integers(1, 3),
)
def test_a_round_is_over_the_limit_only_as_far_as_its_periods_must_still_be_finished(
    frequencies: list[list[str]], on: date, rounds_a_day: int
) -> None:
    assets = [
        DueAsset(f"asset {a}", str(UUID(int=a)), "b", tuple(_items(a, each))) for a, each in enumerate(frequencies)
    ]
    every = [item for asset in assets for item in asset.items]
    pending: Counter[date] = Counter()
    for item in every:
        if item.frequency != "daily":
            pending[period_of(item.frequency, on).ends_on] += 1
    must = sum(-(-count // (ends_on - on).days) for ends_on, count in pending.items())
    daily = sum(item.frequency == "daily" for item in every)
    for ordinal in range(rounds_a_day):
        when = When(on, ordinal, rounds_a_day)
        count = sum(map(len, due_in_round(assets, when).values()))
        assert daily <= count <= max(1.3 * mean_load(assets, when, SEASONS, set()), daily + must)


def _items(asset: int, frequencies: list[str]) -> list[Item]:
    return [
        msgspec.convert({"id": f"A{asset}I{n}", "frequency": each, **REST}, Item) for n, each in enumerate(frequencies)
    ]


PAIRS = [(f"asset {a}", f"FD{n:02}") for a in range(40) for n in range(5)]


def test_proof_photos_are_few_stable_and_differ_between_rounds_and_secrets() -> None:
    chosen = proof_choice(b"secret", "round 1", PAIRS)
    assert len(chosen) == 5
    assert chosen == proof_choice(b"secret", "round 1", PAIRS[::-1])
    assert chosen != proof_choice(b"secret", "round 2", PAIRS)
    assert chosen != proof_choice(b"other", "round 1", PAIRS)
    assert set(chosen) <= set(PAIRS)


def test_a_small_round_has_one_proof_a_huge_one_twelve_and_an_empty_one_none() -> None:
    assert len(proof_choice(b"s", "r", PAIRS[:3])) == 1
    assert len(proof_choice(b"s", "r", PAIRS * 10)) == 12
    assert proof_choice(b"s", "r", []) == []


def test_a_proof_is_asked_only_where_a_look_is_enough() -> None:
    items = {item.id: item for item in CHECKLISTS["fire-door"].items}
    assert proof_candidates(
        [("a", items["FD01"]), ("a", items["FD02"]), ("a", items["FD12a"]), ("a", items["FD08b"])]
    ) == [("a", "FD01")]
