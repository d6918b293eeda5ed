"""What stands already: a site's rows by what people call them, retired ones too."""

from collections import defaultdict
from typing import Any
from uuid import UUID

import msgspec

from server.sites.plans import Names
from server.sites.tables import Asset, Building, Floor, Point, Tag, Unit


class Standing(msgspec.Struct, frozen=True):
    """A site's rows by name, retired ones too."""

    buildings: dict[Names, dict[str, Any]]
    floors: dict[Names, dict[str, Any]]
    points: dict[Names, dict[str, Any]]
    assets: dict[Names, dict[str, Any]]
    units: dict[Names, dict[str, Any]]
    tags: dict[UUID, list[dict[str, Any]]]

    @staticmethod
    async def of(site_id: UUID) -> "Standing":
        """Everything of a site."""
        buildings = await Building.select().where(Building.site == site_id)
        names: dict[UUID, Names] = {row["id"]: (row["name"],) for row in buildings}
        floors = await Floor.select().where(Floor.building.site == site_id)
        names |= {row["id"]: (*names[row["building"]], row["name"]) for row in floors}
        points = await Point.select().where(Point.site == site_id)
        names |= {row["id"]: (*names[row["floor"]], row["name"]) for row in points}
        assets = await Asset.select().where(Asset.site == site_id).output(load_json=True)
        names |= {row["id"]: (*names[row["point"]], row["name"]) for row in assets}
        units = await Unit.select().where(Unit.site == site_id).output(load_json=True)
        names |= {row["id"]: (*names[row["building"]], row["name"]) for row in units}
        tags: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        for row in await Tag.select().where(Tag.point.site == site_id):
            tags[row["point"]].append(row)

        def by_name(rows: list[dict[str, Any]]) -> dict[Names, dict[str, Any]]:
            return {names[row["id"]]: row for row in rows}

        return Standing(by_name(buildings), by_name(floors), by_name(points), by_name(assets), by_name(units), tags)
