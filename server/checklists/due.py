"""Pure: which items are asked at an asset in a round and at a visit to a unit, and which ok's need a proof photo.

The rules (the product's "Due"): daily items in every round. Weekly ones once per ISO week, monthly, quarterly and
yearly ones once per calendar period, each point from its own slot on; what isn't done then stays due, once a day,
until it is done or the period ends. The load of a whole round is in loads.py.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from typing import TypeGuard

from msgspec import Struct

from server.checklists.periods import SEASONS, Periodic, frequency_on, period_of, slot_of
from server.checklists.rules import is_plain
from server.checklists.terms import EventName, Frequency, Item, SeasonName

PROOF_SHARE = 1 / 40
PROOFS_AT_MOST = 12

Seasons = Mapping[SeasonName, Set[int]]


class DueAsset(Struct, frozen=True):
    """An asset (or unit) as the plan sees it: all items of its checklists, the ids of items it carries limits for,
    and the site's date on which each item was last answered."""

    asset_id: str
    point_id: str
    building_id: str
    items: tuple[Item, ...]
    limited: frozenset[str] = frozenset()
    last_done: Mapping[str, date] = {}
    is_unit: bool = False


class When(Struct, frozen=True):
    """One round: its date, which of its route's rounds of that day it is (0 = the first), and how many there are."""

    on: date
    window_ordinal: int = 0
    rounds_a_day: int = 1


def due_items(asset: DueAsset, when: When, seasons: Seasons = SEASONS) -> list[str]:
    """The item ids due at one asset in one round, in the checklist's order; without samples, without a limit on load.

    A weekly to yearly item is never due in two rounds of one day, so what the morning asked the afternoon doesn't,
    whether or not the answers have arrived. From its due day on it alternates between the day's rounds, so that a
    route walked only in the morning gets to it as well.
    """
    return [item.id for item in asset.items if is_due(asset, item, when, seasons)]


def due_in_event(assets: Iterable[DueAsset], event: EventName) -> dict[str, list[str]]:
    """What a round for an event (before a storm, after it) asks: asset or unit → the items that name the event."""
    listed = {
        asset.asset_id: [item.id for item in asset.items if event in item.events and _fits(asset, item)]
        for asset in assets
    }
    return {asset_id: items for asset_id, items in listed.items() if items}


def due_every_time(assets: Iterable[DueAsset], when: When, seasons: Seasons = SEASONS) -> dict[str, list[str]]:
    """What an extra round without an event asks: asset → its daily items, and of a unit those of every visit."""
    listed = {
        asset.asset_id: [
            item.id
            for item in asset.items
            if _fits(asset, item)
            and frequency_on(item, when.on, seasons) in (("visit", "daily") if asset.is_unit else ("daily",))
        ]
        for asset in assets
    }
    return {asset_id: items for asset_id, items in listed.items() if items}


def due_at_visit(unit: DueAsset, on: date, seasons: Seasons = SEASONS) -> list[str]:
    """The item ids asked at a visit to a unit: those of every visit, and periodic ones not yet done in their period."""
    return [item.id for item in unit.items if _is_asked_at_visit(unit, item, on, seasons)]


def is_due(asset: DueAsset, item: Item, when: When, seasons: Seasons) -> bool:
    """Whether one item is due at its asset in this round. Event and visit items never are by themselves."""
    return is_due_as(frequency_on(item, when.on, seasons), asset, item, when)


def is_due_as(frequency: Frequency | None, asset: DueAsset, item: Item, when: When) -> bool:
    """The same for who knows already how often the item is asked now."""
    if not _fits(asset, item):
        return False
    if frequency == "daily":
        return item.window is None or when.window_ordinal == (0 if item.window == "first" else when.rounds_a_day - 1)
    if not is_periodic(frequency) or is_done(asset, item, frequency, when.on):
        return False
    slot = slot_of(frequency, asset.point_id, period_of(frequency, when.on), when.rounds_a_day)
    days_since = (when.on - slot.due_on).days
    return days_since >= 0 and (slot.window_ordinal + days_since) % when.rounds_a_day == when.window_ordinal


def is_periodic(frequency: Frequency | None) -> TypeGuard[Periodic]:
    """Whether it is asked once in a calendar period longer than a day."""
    return frequency in ("weekly", "monthly", "quarterly", "yearly")


def is_done(asset: DueAsset, item: Item, frequency: Periodic, on: date) -> bool:
    """Whether the item was answered in the period `on` lies in."""
    done_on = asset.last_done.get(item.id)
    return done_on is not None and done_on >= period_of(frequency, on).starts_on


def proof_candidates(items: Iterable[tuple[str, Item]]) -> list[tuple[str, str]]:
    """Of the (asset id, item) pairs asked in a round, those a proof photo may be asked for when they are plainly ok."""
    return [(asset_id, item.id) for asset_id, item in items if is_plain(item) and item.photo == "on_defect"]


def proof_choice(
    secret: bytes, round_id: str, candidates: Sequence[tuple[str, str]], share: float = PROOF_SHARE
) -> list[tuple[str, str]]:
    """The (asset id, item id) pairs of a round that need a proof photo: about `share` of them, 1 to 12, none of none.

    The same for the same round and candidates in any order; not to be guessed without the secret.
    """

    def lot(candidate: tuple[str, str]) -> bytes:
        return hmac.digest(secret, "\n".join((round_id, *candidate)).encode(), "sha256")

    count = min(max(1, round(len(candidates) * share)), PROOFS_AT_MOST)
    return sorted(candidates, key=lot)[:count]


def _is_asked_at_visit(unit: DueAsset, item: Item, on: date, seasons: Seasons) -> bool:
    if not _fits(unit, item):
        return False
    frequency = frequency_on(item, on, seasons)
    if is_periodic(frequency):
        return not is_done(unit, item, frequency, on)
    return frequency in ("visit", "daily")


def _fits(asset: DueAsset, item: Item) -> bool:
    """An item that needs the asset's own limits is asked only where there are some."""
    return not item.needs_limits or item.id in asset.limited
