"""What a round asks, asset by asset, and where it asks a proof photo. Pure; the rules are in checklists/due.py."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct, structs

from server.checklists.due import DueAsset, Seasons, When, due_every_time, due_in_event, proof_candidates, proof_choice
from server.checklists.loads import due_in_round
from server.checklists.sampling import Pair
from server.checklists.terms import EventName
from server.patrols.terms import RoundKind


class DoneOn(Struct, frozen=True):
    """On which date, and in which round if in one, an item was last answered."""

    item: str
    on: date
    round_id: UUID | None


class Walk(Struct, frozen=True):
    """A round, as far as what it asks goes: its route, its date, its stops, and the event an extra one is for."""

    id: UUID
    route_id: UUID
    date: date
    point_ids: tuple[UUID, ...]
    unit_ids: tuple[UUID, ...] = ()
    kind: RoundKind = "ordinary"
    event: EventName | None = None


class Asked(Struct, frozen=True):
    """`due`: asset (or unit) → its items; `proof`: the (asset, item) whose plain "ok" needs a photo."""

    due: dict[str, list[str]]
    proof: list[tuple[str, str]]


def places_in_day(walks: Sequence[Walk]) -> dict[UUID, When]:
    """Round → which of its route's rounds of that day it is. `walks` are all rounds of their dates, by start."""
    day: dict[tuple[UUID, date], list[UUID]] = defaultdict(list)
    for walk in walks:
        day[walk.route_id, walk.date].append(walk.id)
    return {
        walk.id: When(walk.date, day[walk.route_id, walk.date].index(walk.id), len(day[walk.route_id, walk.date]))
        for walk in walks
    }


def as_found(asset: DueAsset, done: Sequence[DoneOn], walk: Walk) -> DueAsset:
    """The asset as this round found it: what was answered in this very round, or later, does not count.

    So a round keeps asking what it asked, and a phone that fetches anew in the middle of a walk finds the same list.
    """
    last_done = {
        row.item: row.on for row in done if row.on < walk.date or (row.on == walk.date and row.round_id != walk.id)
    }
    return structs.replace(asset, last_done=last_done) if last_done else asset


def asked_in(
    walk: Walk,
    when: When,
    assets: Sequence[DueAsset],
    drawn: set[Pair],
    seasons: Seasons,
    secret: bytes,
    share: float,
) -> Asked:
    """What a round asks. An extra round for an event asks what is asked then and nothing else; one for none what every
    round asks, and nothing that has a day of its own.

    `assets`: those at its stops as it found them; `drawn`: checklists.sampling.sampled_in_period over the whole site;
    `share`: of the plain items, how many need a proof photo; `secret` makes them unguessable.
    """
    if walk.event is not None:
        due = due_in_event(assets, walk.event)
    elif walk.kind == "extra":
        due = due_every_time(assets, when, seasons)
    else:
        due = due_in_round(assets, when, seasons, drawn)
    # A unit's own items are asked by hand, one by one: a photo more proves nothing there.
    units = {asset.asset_id for asset in assets if asset.is_unit}
    at_points = {asset_id: items for asset_id, items in due.items() if asset_id not in units}
    return Asked(due, _proof(walk.id, at_points, assets, secret, share))


def places_of_event(assets: Iterable[DueAsset], event: EventName) -> list[str]:
    """The points and units that an event touches: those where something is asked then (a point by its id)."""
    return list(dict.fromkeys(asset.point_id for asset in assets if due_in_event([asset], event)))


def _proof(
    round_id: UUID, due: Mapping[str, Sequence[str]], assets: Sequence[DueAsset], secret: bytes, share: float
) -> list[tuple[str, str]]:
    items_of = {asset.asset_id: {item.id: item for item in asset.items} for asset in assets}
    pairs = [(asset_id, items_of[asset_id][item]) for asset_id, items in due.items() for item in items]
    return sorted(proof_choice(secret, str(round_id), proof_candidates(pairs), share))
