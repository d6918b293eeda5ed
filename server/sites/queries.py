"""Reads of places: all of a site at once for the bundle, single ones for the intake. Never a query per point."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from server.sites.places import (
    AssetFound,
    AssetPlace,
    BuildingPlace,
    FloorPlace,
    PointFound,
    PointPlace,
    SiteFacts,
    SitePlaces,
    TagFound,
    UnitFound,
    UnitPlace,
)
from server.sites.tables import Asset, Building, Floor, Point, Site, Tag, Unit
from server.sites.terms import settings_of


async def site_facts(site_id: UUID) -> SiteFacts | None:
    """A site's name, time zone and settings; None if there is no such site."""
    row = (
        await Site.select(Site.id, Site.name, Site.time_zone, Site.settings)
        .where(Site.id == site_id)
        .first()
        .output(load_json=True)
    )
    if row is None:
        return None
    return SiteFacts(row["id"], row["name"], row["time_zone"], settings_of(row["settings"]))


async def places_of(site_id: UUID) -> SitePlaces:
    """Everything of a site that is not retired, in a fixed order."""
    buildings = await Building.select(Building.id, Building.name, Building.ordinal).where(
        Building.site == site_id, Building.retired_at.is_null()
    )
    buildings.sort(key=lambda row: (row["ordinal"], row["name"], row["id"]))
    place_of = {row["id"]: place for place, row in enumerate(buildings)}
    floors = await Floor.select(Floor.id, Floor.building, Floor.name, Floor.ordinal).where(
        Floor.building.site == site_id, Floor.retired_at.is_null(), Floor.building.retired_at.is_null()
    )
    floors.sort(key=lambda row: (place_of[row["building"]], row["ordinal"], row["name"], row["id"]))
    floor_order = {row["id"]: place for place, row in enumerate(floors)}
    return SitePlaces(
        buildings=tuple(BuildingPlace(row["id"], row["name"]) for row in buildings),
        floors=tuple(FloorPlace(row["id"], row["building"], row["name"], row["ordinal"]) for row in floors),
        points=await _points(site_id, floor_order),
        units=await _units(site_id, place_of),
    )


async def find_point(site_id: UUID, point_id: UUID) -> PointFound | None:
    """A point of this site, retired or not; None if the site has no such point."""
    row = (
        await Point.select(
            Point.id, Point.building, Point.floor, Point.floor.ordinal, Point.name, Point.number, Point.retired_at
        )
        .where(Point.id == point_id, Point.site == site_id)
        .first()
    )
    if row is None:
        return None
    tags = await Tag.select(Tag.code, Tag.replaced_at).where(Tag.point == point_id).order_by(Tag.code)
    return PointFound(
        id=row["id"],
        building_id=row["building"],
        floor_id=row["floor"],
        level=row["floor.ordinal"],
        name=row["name"],
        number=row["number"],
        retired_at=row["retired_at"],
        tags=tuple(TagFound(tag["code"], tag["replaced_at"]) for tag in tags),
    )


async def find_points(site_id: UUID, point_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these points that are this site's, retired or not."""
    wanted = list(set(point_ids))
    if not wanted:
        return set()
    return {row["id"] for row in await Point.select(Point.id).where(Point.site == site_id, Point.id.is_in(wanted))}


async def find_unit(site_id: UUID, unit_id: UUID) -> UnitFound | None:
    """A unit of this site, retired or not; None if the site has no such unit."""
    row = await Unit.select().where(Unit.id == unit_id, Unit.site == site_id).first().output(load_json=True)
    if row is None:
        return None
    return UnitFound(
        id=row["id"],
        building_id=row["building"],
        floor_id=row["floor"],
        name=row["name"],
        number=row["number"],
        vacant=row["vacant"],
        vacant_since=row["vacant_since"],
        checklists=tuple(row["checklists"]),
        retired_at=row["retired_at"],
    )


async def find_assets(site_id: UUID, asset_ids: Iterable[UUID]) -> dict[UUID, AssetFound]:
    """Those of these assets that are this site's, retired or not, by id."""
    wanted = list(set(asset_ids))
    if not wanted:
        return {}
    rows = (
        await Asset.select(
            Asset.id,
            Asset.point,
            Asset.point.building.as_alias("building"),
            Asset.point.floor.as_alias("floor"),
            Asset.kind,
            Asset.name,
            Asset.checklists,
            Asset.limits,
            Asset.retired_at,
        )
        .where(Asset.site == site_id, Asset.id.is_in(wanted))
        .output(load_json=True)
    )
    return {
        row["id"]: AssetFound(
            id=row["id"],
            point_id=row["point"],
            building_id=row["building"],
            floor_id=row["floor"],
            kind=row["kind"],
            name=row["name"],
            checklists=tuple(row["checklists"]),
            limits=row["limits"],
            retired_at=row["retired_at"],
        )
        for row in rows
    }


async def _points(site_id: UUID, floor_order: dict[UUID, int]) -> tuple[PointPlace, ...]:
    rows = await Point.select(Point.id, Point.building, Point.floor, Point.name, Point.number).where(
        Point.site == site_id, Point.retired_at.is_null()
    )
    rows.sort(key=lambda row: (floor_order[row["floor"]], row["number"], row["id"]))
    hashes = await _code_hashes(site_id)
    assets = await _assets(site_id)
    return tuple(
        PointPlace(
            id=row["id"],
            building_id=row["building"],
            floor_id=row["floor"],
            name=row["name"],
            number=row["number"],
            code_hashes=tuple(sorted(hashes[row["id"]])),
            assets=tuple(assets[row["id"]]),
            replaced_code_hashes=tuple(sorted(code for code, is_old in hashes[row["id"]].items() if is_old)),
        )
        for row in rows
    )


async def _code_hashes(site_id: UUID) -> dict[UUID, dict[str, bool]]:
    """By point: each code's hash, and whether its tag was replaced."""
    hashes: dict[UUID, dict[str, bool]] = defaultdict(dict)
    for row in await Tag.select(Tag.point, Tag.code_hash, Tag.replaced_at).where(Tag.point.site == site_id):
        hashes[row["point"]][row["code_hash"]] = row["replaced_at"] is not None
    return hashes


async def _assets(site_id: UUID) -> dict[UUID, list[AssetPlace]]:
    rows: list[dict[str, Any]] = (
        await Asset.select(
            Asset.id, Asset.point, Asset.kind, Asset.name, Asset.checklists, Asset.limits, Asset.ordinal
        )
        .where(Asset.site == site_id, Asset.retired_at.is_null())
        .output(load_json=True)
    )
    rows.sort(key=lambda row: (row["ordinal"], row["name"], row["id"]))
    assets: dict[UUID, list[AssetPlace]] = defaultdict(list)
    for row in rows:
        assets[row["point"]].append(
            AssetPlace(row["id"], row["kind"], row["name"], tuple(row["checklists"]), row["limits"])
        )
    return assets


async def _units(site_id: UUID, place_of: dict[UUID, int]) -> tuple[UnitPlace, ...]:
    rows: list[dict[str, Any]] = (
        await Unit.select().where(Unit.site == site_id, Unit.retired_at.is_null()).output(load_json=True)
    )
    rows.sort(key=lambda row: (place_of[row["building"]], row["name"], row["id"]))
    return tuple(
        UnitPlace(
            id=row["id"],
            building_id=row["building"],
            floor_id=row["floor"],
            name=row["name"],
            number=row["number"],
            vacant=row["vacant"],
            vacant_since=row["vacant_since"],
            checklists=tuple(row["checklists"]),
        )
        for row in rows
    )
