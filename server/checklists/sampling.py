"""Pure: items that are not asked everywhere: a few assets of each round, or of each building in a period."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from server.checklists.due import DueAsset, Seasons, When, is_periodic
from server.checklists.periods import frequency_on, period_of
from server.checklists.terms import Item

Pair = tuple[str, str]  # asset id, item id


def sampled_in_round(assets: Sequence[DueAsset], when: When) -> set[Pair]:
    """Where this round asks the items sampled per round. Day after day every asset has its turn; none has two a day."""
    chosen: set[Pair] = set()
    for item, holders in _holders(assets, "round"):
        ranked = sorted(holders, key=lambda asset: _lot(item.id, asset.asset_id))
        today = when.on.toordinal() * when.rounds_a_day * _n(item)
        first = when.window_ordinal * _n(item)
        for place in range(first, min(first + _n(item), len(ranked))):
            chosen.add((ranked[(today + place) % len(ranked)].asset_id, item.id))
    return chosen


def sampled_in_day(assets: Sequence[DueAsset], when: When) -> set[Pair]:
    """Where any of the day's rounds asks the items sampled per round."""
    rounds = [When(when.on, ordinal, when.rounds_a_day) for ordinal in range(when.rounds_a_day)]
    return set().union(*(sampled_in_round(assets, each) for each in rounds))


def sampled_in_period(assets: Sequence[DueAsset], when: When, seasons: Seasons) -> set[Pair]:
    """Where the items sampled per building are asked in the period of this round: others in each period.

    `assets` must be all of the buildings' assets, else a building walked in two routes is sampled twice."""
    chosen: set[Pair] = set()
    for item, holders in _holders(assets, "building"):
        frequency = frequency_on(item, when.on, seasons)
        if not is_periodic(frequency):
            continue
        start = period_of(frequency, when.on).starts_on.isoformat()
        for building_id in {asset.building_id for asset in holders}:
            inside = [asset for asset in holders if asset.building_id == building_id]
            ranked = sorted(inside, key=lambda asset: _lot(start, item.id, asset.asset_id))
            chosen |= {(asset.asset_id, item.id) for asset in ranked[: _n(item)]}
    return chosen


def _holders(assets: Sequence[DueAsset], of: str) -> Iterable[tuple[Item, list[DueAsset]]]:
    """Each item sampled so, with the assets that have it."""
    items: dict[str, Item] = {}
    holders: dict[str, list[DueAsset]] = {}
    for asset in assets:
        for item in asset.items:
            if item.sample is None or item.sample.of != of or (item.needs_limits and item.id not in asset.limited):
                continue
            items[item.id] = item
            holders.setdefault(item.id, []).append(asset)
    return [(item, holders[item.id]) for item in items.values()]


def _n(item: Item) -> int:
    return item.sample.n if item.sample is not None else 0


def _lot(*names: str) -> bytes:
    return sha256("\n".join(names).encode()).digest()
