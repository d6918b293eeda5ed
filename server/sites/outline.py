"""Reads for changing places: what stands where, retired things too, and to which site each belongs."""

from collections import Counter
from typing import Any
from uuid import UUID

from server.sites.tables import Asset, Building, Floor, Point, Tag, Unit

Row = dict[str, Any]


async def building(building_id: UUID) -> Row | None:
    """`{id, site, name, ordinal, retired_at}`; None if there is no such building."""
    return await Building.select().where(Building.id == building_id).first()


async def buildings(site_id: UUID) -> list[Row]:
    """A site's buildings in their order."""
    rows = await Building.select().where(Building.site == site_id)
    return sorted(rows, key=lambda row: (row["ordinal"], row["name"], row["id"]))


async def floor(floor_id: UUID) -> Row | None:
    """`{id, name, ordinal, retired_at, building, building.name, building.site, building.retired_at}`."""
    return (
        await Floor.select(
            Floor.id, Floor.name, Floor.ordinal, Floor.retired_at, Floor.building, Floor.building.name,
            Floor.building.site, Floor.building.retired_at,
        )
        .where(Floor.id == floor_id)
        .first()
    )  # fmt: skip


async def floors(building_id: UUID) -> list[Row]:
    """A building's floors from the top, each with `points_count` of the points in use."""
    rows = await Floor.select().where(Floor.building == building_id)
    points = await Point.select(Point.floor).where(Point.building == building_id, Point.retired_at.is_null())
    counts = Counter(row["floor"] for row in points)
    rows.sort(key=lambda row: (-row["ordinal"], row["name"], row["id"]))
    return [{**row, "points_count": counts[row["id"]]} for row in rows]


async def floors_of_site(site_id: UUID) -> list[Row]:
    """All floors in use, `{id, name, building, building.name, points_count}`: by building, from the top."""
    rows = await Floor.select(
        Floor.id, Floor.name, Floor.ordinal, Floor.building, Floor.building.name, Floor.building.ordinal
    ).where(Floor.building.site == site_id, Floor.retired_at.is_null())
    points = await Point.select(Point.floor).where(Point.site == site_id, Point.retired_at.is_null())
    counts = Counter(row["floor"] for row in points)
    rows.sort(key=lambda row: (row["building.ordinal"], row["building.name"], -row["ordinal"], row["name"]))
    return [{**row, "points_count": counts[row["id"]]} for row in rows]


async def points(floor_id: UUID) -> list[Row]:
    """A floor's points by number, each with its assets in use as `assets`."""
    rows = await Point.select().where(Point.floor == floor_id)
    assets = await Asset.select(Asset.point, Asset.name, Asset.ordinal).where(
        Asset.point.floor == floor_id, Asset.retired_at.is_null()
    )
    assets.sort(key=lambda row: (row["ordinal"], row["name"]))
    rows.sort(key=lambda row: (row["number"], row["id"]))
    return [{**row, "assets": [one["name"] for one in assets if one["point"] == row["id"]]} for row in rows]


async def point(point_id: UUID) -> Row | None:
    """A point with the names and states of its floor and building; None if there is no such point."""
    return (
        await Point.select(
            Point.id, Point.site, Point.building, Point.floor, Point.name, Point.number, Point.retired_at,
            Point.building.name, Point.floor.name, Point.floor.ordinal, Point.floor.retired_at,
        )
        .where(Point.id == point_id)
        .first()
    )  # fmt: skip


async def assets(point_id: UUID) -> list[Row]:
    """A point's assets in their order."""
    rows: list[Row] = await Asset.select().where(Asset.point == point_id).output(load_json=True)
    return sorted(rows, key=lambda row: (row["ordinal"], row["name"], row["id"]))


async def asset(asset_id: UUID) -> Row | None:
    """`{id, site, point, name}`."""
    return await Asset.select(Asset.id, Asset.site, Asset.point, Asset.name).where(Asset.id == asset_id).first()


async def tags(point_id: UUID) -> list[Row]:
    """A point's tags, the newest first; without their codes."""
    return (
        await Tag.select(Tag.id, Tag.created_at, Tag.replaced_at, Tag.printed_at)
        .where(Tag.point == point_id)
        .order_by(Tag.created_at, ascending=False)
    )


async def units(building_id: UUID) -> list[Row]:
    """A building's units by floor from the top and name."""
    rows: list[Row] = (
        await Unit.select(
            Unit.id, Unit.site, Unit.building, Unit.floor, Unit.floor.name, Unit.floor.ordinal, Unit.name, Unit.number,
            Unit.vacant, Unit.checklists, Unit.retired_at,
        )
        .where(Unit.building == building_id)
        .output(load_json=True)
    )  # fmt: skip
    return sorted(rows, key=lambda row: (-(row["floor.ordinal"] or -999), row["name"], row["id"]))


async def unit(unit_id: UUID) -> Row | None:
    """`{id, site, building, name}`."""
    return await Unit.select(Unit.id, Unit.site, Unit.building, Unit.name).where(Unit.id == unit_id).first()


async def units_count(building_id: UUID) -> int:
    """Units in use."""
    return int(await Unit.count().where(Unit.building == building_id, Unit.retired_at.is_null()))
