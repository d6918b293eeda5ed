"""What the rounds of some dates ask. Worked out once per round and state of things, and kept in this process: for a
site of thousands of points it takes seconds, and every phone asks."""

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec
from msgspec import Struct

from server.checklists.due import DueAsset, Seasons, When
from server.checklists.sampling import Pair, sampled_in_period
from server.lib import digest
from server.lib.kept import Kept
from server.patrols.asking import Asked, DoneOn, Walk, as_found, asked_in, places_in_day

# By a digest of all that the answer depends on: single rounds, and all rounds that were asked about together.
_KEPT: Kept[Asked] = Kept(most=2048)
_KEPT_TOGETHER: Kept[dict[UUID, Asked]] = Kept(most=64)
_ONE_AT_A_TIME = threading.Lock()


class Ground(Struct, frozen=True):
    """What the rounds of a site are asked about. `basis` must change whenever anything else here does: it is a digest
    of the assets (and units), their checklists, the seasons, the share and the secret."""

    basis: str
    assets: Sequence[DueAsset]
    seasons: Seasons
    secret: bytes
    share: float


def asked_of_rounds(
    walks: Sequence[Walk], ground: Ground, done: Mapping[str, Sequence[DoneOn]]
) -> dict[UUID, Asked]:
    """Round → what it asks. `walks`: all rounds of their dates, by start; `done`: asset → what was last answered.

    Takes seconds for a big site the first time: call it in a thread.
    """
    name = digest.sha256(msgspec.json.encode([ground.basis, walks, done], order="deterministic"))
    with _ONE_AT_A_TIME:
        return _KEPT_TOGETHER.made(name, lambda: _asked_together(walks, ground, done))


def _asked_together(
    walks: Sequence[Walk], ground: Ground, done: Mapping[str, Sequence[DoneOn]]
) -> dict[UUID, Asked]:
    at_point: dict[str, list[DueAsset]] = defaultdict(list)
    for asset in ground.assets:
        at_point[asset.point_id].append(asset)
    places = places_in_day(walks)
    drawn: dict[date, set[Pair]] = {}
    return {walk.id: _asked(walk, places[walk.id], at_point, ground, done, drawn) for walk in walks}


def _asked(
    walk: Walk,
    when: When,
    at_point: Mapping[str, Sequence[DueAsset]],
    ground: Ground,
    done: Mapping[str, Sequence[DoneOn]],
    drawn: dict[date, set[Pair]],
) -> Asked:
    assets = [
        as_found(asset, done.get(asset.asset_id, ()), walk)
        for place_id in (*walk.point_ids, *walk.unit_ids)
        for asset in at_point.get(str(place_id), ())
    ]
    name = _name(walk, when, assets, ground.basis)
    asked = _KEPT.get(name)
    if asked is None:
        if walk.date not in drawn:
            at_points = [asset for asset in ground.assets if not asset.is_unit]
            drawn[walk.date] = sampled_in_period(at_points, When(walk.date), ground.seasons)
        asked = asked_in(walk, when, assets, drawn[walk.date], ground.seasons, ground.secret, ground.share)
        _KEPT.put(name, asked)
    return asked


def _name(walk: Walk, when: When, assets: Sequence[DueAsset], basis: str) -> str:
    """All that the answer depends on."""
    done = sorted((asset.asset_id, *sorted(asset.last_done.items())) for asset in assets if asset.last_done)
    return digest.sha256(repr((basis, walk, when, done)).encode())
