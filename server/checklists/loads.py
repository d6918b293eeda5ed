"""Pure: all a round asks. No round is asked more than 1.3 times the mean; what is over waits for the next rounds."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import ceil, floor

from msgspec import Struct

from server.checklists.due import DueAsset, Seasons, When, is_due_as, is_periodic
from server.checklists.periods import SEASONS, Periodic, frequency_on, period_of, slot_of
from server.checklists.sampling import Pair, sampled_in_day, sampled_in_period, sampled_in_round
from server.checklists.terms import Frequency, Item

MOST_OVER_MEAN = 1.3


class _Extra(Struct, frozen=True):
    """A weekly to yearly item that is due in this round."""

    asset: DueAsset
    item: Item
    frequency: Periodic
    ends_on: date
    due_on: date


def due_in_round(
    assets: Sequence[DueAsset], when: When, seasons: Seasons = SEASONS, drawn: set[Pair] | None = None
) -> dict[str, list[str]]:
    """What a round asks: asset id → item ids in the checklist's order; assets with nothing to ask are left out.

    `assets` are those of the route's stops, `drawn` what sampled_in_period chose among all of the buildings' assets
    (absent: the route is all there is). Beyond 1.3 times the mean of the route's rounds, weekly to yearly items wait,
    those with the least time left going first; but never so long that they could not all be done in their period.
    """
    drawn = sampled_in_period(assets, when, seasons) if drawn is None else drawn
    sampled, sampled_today = sampled_in_round(assets, when), sampled_in_day(assets, when)
    frequencies = _frequencies(assets, when.on, seasons)
    always: set[Pair] = set()
    extras: list[_Extra] = []
    for asset in assets:
        for item in asset.items:
            frequency = frequencies[item.id]
            pair = (asset.asset_id, item.id)
            if pair in sampled:
                always.add(pair)
                continue
            is_left = pair in sampled_today or _is_left_out(pair, item, drawn)
            if is_left or not is_due_as(frequency, asset, item, when):
                continue
            if is_periodic(frequency):
                extras.append(_extra(asset, item, frequency, when))
            else:
                always.add(pair)
    extras.sort(key=lambda extra: (extra.ends_on, extra.due_on, extra.asset.point_id, extra.asset.asset_id))
    room = _room(extras, len(always), mean_load(assets, when, seasons, drawn), when.on)
    asked = always | {(extra.asset.asset_id, extra.item.id) for extra in extras[:room]}
    listed = {asset.asset_id: [i.id for i in asset.items if (asset.asset_id, i.id) in asked] for asset in assets}
    return {asset_id: items for asset_id, items in listed.items() if items}


def mean_load(assets: Sequence[DueAsset], when: When, seasons: Seasons, drawn: set[Pair]) -> float:
    """How many items one round of this route asks on average, were everything asked just as often as it should be."""
    total = 0.0
    samples: dict[str, int] = {}
    frequencies = _frequencies(assets, when.on, seasons)
    shares = {
        item_id: 1 / (period_of(frequency, when.on).days_count * when.rounds_a_day)
        for item_id, frequency in frequencies.items()
        if is_periodic(frequency)
    }
    for asset in assets:
        for item in asset.items:
            if item.needs_limits and item.id not in asset.limited:
                continue
            if item.sample is not None and item.sample.of == "round":
                samples[item.id] = item.sample.n
            if frequencies[item.id] == "daily":
                total += 1 if item.window is None else 1 / when.rounds_a_day
            elif item.id in shares and not _is_left_out((asset.asset_id, item.id), item, drawn):
                total += shares[item.id]
    return total + sum(samples.values())


def _frequencies(assets: Sequence[DueAsset], on: date, seasons: Seasons) -> dict[str, Frequency | None]:
    """How often each item is asked now: worked out once an item, not once an asset."""
    items = {item.id: item for asset in assets for item in asset.items}
    return {item_id: frequency_on(item, on, seasons) for item_id, item in items.items()}


def _is_left_out(pair: Pair, item: Item, drawn: set[Pair]) -> bool:
    return item.sample is not None and item.sample.of == "building" and pair not in drawn


def _extra(asset: DueAsset, item: Item, frequency: Periodic, when: When) -> _Extra:
    period = period_of(frequency, when.on)
    slot = slot_of(frequency, asset.point_id, period, when.rounds_a_day)
    return _Extra(asset, item, frequency, period.ends_on, slot.due_on)


def _room(extras: Sequence[_Extra], always_count: int, mean: float, on: date) -> int:
    """How many of the extras this round takes: up to 1.3 times the mean, yet enough a day to finish every period."""
    must = 0
    for ends_on, pending_count in Counter(extra.ends_on for extra in extras).items():
        must += ceil(pending_count / (ends_on - on).days)
    return max(floor(MOST_OVER_MEAN * mean) - always_count, must, 0)
