"""The bundle's `places` and `plan`: where to go, and what is asked there."""

from uuid import UUID

import msgspec

from server.checklists.due import Seasons
from server.checklists.periods import SEASONS
from server.checklists.terms import Range
from server.lib import digest, times
from server.lib.kept import Kept
from server.patrols.asking import Asked, DoneOn, Walk
from server.patrols.dueness import Ground, asked_of_rounds
from server.patrols.grounds import due_places, items_by_key
from server.patrols.terms import Seen
from server.sites.places import PointPlace, SitePlaces, UnitPlace
from server.sites.terms import SiteSettings, Words
from server.sync.gathering import Gathered
from server.sync.wire_bundle import (
    BundleAsset,
    BundleBuilding,
    BundleFloor,
    BundlePoint,
    BundleRound,
    BundleRoute,
    BundleUnit,
    BundleWindow,
    Inspected,
    Places,
    Plan,
    ProofWanted,
)

_GROUNDS: Kept[Ground] = Kept(most=32)


def places_part(places: SitePlaces) -> Places:
    """All places of the site that are not retired."""
    return Places(
        buildings=[BundleBuilding(str(building.id), building.name) for building in places.buildings],
        floors=[
            BundleFloor(str(floor.id), str(floor.building_id), floor.name, floor.ordinal) for floor in places.floors
        ],
        points=[_point(point) for point in places.points],
        units=[_unit(unit) for unit in places.units],
    )


def plan_part(gathered: Gathered, secret: bytes) -> Plan:
    """Routes, windows, and the rounds with what each asks. Takes seconds for a big site: call it in a thread."""
    rounds = gathered.rounds
    asked = asked_of_rounds(
        [
            Walk(one.id, one.route_id, one.date, one.point_ids, one.unit_ids, one.kind, one.event)
            for one in rounds
        ],
        _ground(gathered, secret),
        {
            str(place_id): [DoneOn(done.item, done.done_on, done.round_id) for done in rows]
            for place_id, rows in gathered.done.items()
        },
    )
    routes, windows = {one.route_id for one in rounds}, {one.window_id for one in rounds}
    titles = {route.id: route.title for route in gathered.routes}
    return Plan(
        routes=[
            BundleRoute(str(route.id), route.name, [str(point) for point in route.point_ids])
            for route in gathered.routes
            if route.retired_at is None or route.id in routes
        ],
        windows=[
            BundleWindow(str(window.id), Words(window.name_zh, window.name_en), window.start, window.end)
            for window in gathered.windows
            if window.retired_at is None or window.id in windows
        ],
        rounds=[
            BundleRound(
                round_id=str(one.id),
                route_id=str(one.route_id),
                window_id=str(one.window_id),
                date=one.date.isoformat(),
                person_ids=[str(person) for person in one.person_ids],
                due=asked[one.id].due,
                proof=_proof(asked[one.id]),
                kind=one.kind,
                event=one.event,
                title=titles.get(one.route_id),
                stops=[str(point) for point in one.point_ids],
                unit_ids=[str(unit) for unit in one.unit_ids],
                inspected=[_inspected(seen) for seen in gathered.inspected.get(one.id, ())],
            )
            for one in rounds
        ],
    )


def seasons_of(settings: SiteSettings) -> Seasons:
    """The seasons' months at this site."""
    return {**SEASONS, "rainy": frozenset(settings.rainy_months)}


def _ground(gathered: Gathered, secret: bytes) -> Ground:
    """What the rounds of this site are asked about; made anew only when places, checklists or settings differ."""
    settings = gathered.reader.site.settings
    name = digest.sha256(
        msgspec.json.encode(
            [
                gathered.places_name,
                digest.sha256(msgspec.json.encode(gathered.checklists)),
                settings.rainy_months,
                settings.proof_share,
                digest.sha256(secret),
            ]
        )
    )
    return _GROUNDS.made(name, lambda: _made_ground(gathered, secret, name))


def _made_ground(gathered: Gathered, secret: bytes, basis: str) -> Ground:
    settings = gathered.reader.site.settings
    items = items_by_key(gathered.checklists)
    return Ground(
        basis=basis,
        assets=due_places(gathered.places, items),
        seasons=seasons_of(settings),
        secret=secret,
        share=settings.proof_share,
    )


def _point(point: PointPlace) -> BundlePoint:
    return BundlePoint(
        id=str(point.id),
        name=point.name,
        number=point.number,
        code_hashes=list(point.code_hashes),
        replaced_code_hashes=list(point.replaced_code_hashes),
        floor_id=str(point.floor_id),
        assets=[
            BundleAsset(
                id=str(asset.id),
                kind=asset.kind,
                name=asset.name,
                checklists=list(asset.checklists),
                limits={item: msgspec.convert(limits, Range) for item, limits in asset.limits.items()} or None,
            )
            for asset in point.assets
        ],
    )


def _unit(unit: UnitPlace) -> BundleUnit:
    return BundleUnit(
        id=str(unit.id),
        name=unit.name,
        building_id=str(unit.building_id),
        floor_id=_text(unit.floor_id),
        number=unit.number,
        vacant=unit.vacant,
        checklists=list(unit.checklists),
        vacant_since=times.text_or_none(unit.vacant_since),
    )


def _inspected(seen: Seen) -> Inspected:
    place_id = str(seen.place_id)
    return Inspected(
        point_id=None if seen.is_unit else place_id,
        unit_id=place_id if seen.is_unit else None,
        person_id=str(seen.person_id),
        at=times.text(seen.latest_at),
    )


def _proof(asked: Asked) -> list[ProofWanted]:
    return [ProofWanted(asset_id, item) for asset_id, item in asked.proof]


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
