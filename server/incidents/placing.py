"""Where an incident is: a point or a unit of the site, or words."""

from uuid import UUID

from msgspec import Struct

from server.sites.queries import find_point, find_unit
from server.sites.tables import Floor


class Place(Struct, frozen=True, kw_only=True):
    """`words` name the point with its floor, the unit, or what was written where there is neither."""

    building_id: UUID | None = None
    point_id: UUID | None = None
    unit_id: UUID | None = None
    words: str | None = None


async def place_of(
    site_id: UUID, point_id: UUID | None, unit_id: UUID | None, place_text: str | None
) -> Place | None:
    """The place, also a retired one; None where the site has no such point or unit. A point goes before a unit."""
    if point_id is not None:
        point = await find_point(site_id, point_id)
        if point is None:
            return None
        floor = await Floor.select(Floor.name).where(Floor.id == point.floor_id).first()
        words = " ".join(part for part in (floor["name"] if floor else "", point.name) if part)
        return Place(building_id=point.building_id, point_id=point.id, words=words)
    if unit_id is not None:
        unit = await find_unit(site_id, unit_id)
        return Place(building_id=unit.building_id, unit_id=unit.id, words=unit.name) if unit else None
    return Place(words=place_text)
