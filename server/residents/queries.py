"""Reading residents: always masked, but for one at a time by `reveal` in recording.py."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from server.residents.tables import Resident
from server.residents.terms import masked_name, masked_phone
from server.sites.tables import Building, Unit

Row = dict[str, Any]
MOST_UNITS = 100


async def units_of(site_ids: Sequence[UUID], building_id: UUID | None, text: str) -> list[Row]:
    """Units of these sites whose name or number has this text, with how many live there; at most MOST_UNITS."""
    query = Unit.select(
        Unit.id, Unit.name, Unit.number, Unit.vacant, Unit.site, Unit.site.name, Unit.building.name
    ).where(Unit.site.is_in(list(site_ids)), Unit.retired_at.is_null())
    if building_id is not None:
        query = query.where(Unit.building == building_id)
    if text:
        # What LIKE takes for a wildcard stands in no unit's name.
        plain = text.translate({ord(sign): None for sign in "\\%_"})
        if not plain:
            return []
        query = query.where(Unit.name.ilike(f"%{plain}%") | Unit.number.ilike(f"%{plain}%"))
    rows = await query.order_by(Unit.building.name).order_by(Unit.name).limit(MOST_UNITS)
    present = (
        await Resident.select(Resident.unit).where(
            Resident.unit.is_in([row["id"] for row in rows]), Resident.until.is_null()
        )
        if rows
        else []
    )
    held = [row["unit"] for row in present]
    return [{**row, "count": held.count(row["id"])} for row in rows]


async def unit_of(unit_id: UUID) -> Row | None:
    """`{id, name, number, site, site.name, site.time_zone, building.name}`; None if there is no such unit."""
    return (
        await Unit.select(
            Unit.id, Unit.name, Unit.number, Unit.vacant, Unit.site, Unit.site.name, Unit.site.time_zone,
            Unit.building.name,
        )
        .where(Unit.id == unit_id)
        .first()
    )  # fmt: skip


async def buildings_of(site_ids: Sequence[UUID]) -> list[tuple[str, str]]:
    """(id, name) of the buildings of these sites."""
    rows = await Building.select(Building.id, Building.name).where(Building.site.is_in(list(site_ids)))
    return [(str(row["id"]), row["name"]) for row in sorted(rows, key=lambda row: str(row["name"]))]


async def residents_of(unit_id: UUID, today: date) -> list[Row]:
    """A unit's residents with name and number masked (`name`, `phone`); `is_gone` where they have left, those last."""
    rows = await Resident.select(
        Resident.id, Resident.name, Resident.phone, Resident.relation, Resident.since, Resident.until, Resident.note
    ).where(Resident.unit == unit_id)
    told = [
        {
            **row,
            "name": masked_name(row["name"]),
            "phone": masked_phone(row["phone"]),
            "is_gone": row["until"] is not None and row["until"] < today,
        }
        for row in rows
    ]
    return sorted(told, key=lambda row: (row["is_gone"], str(row["since"] or ""), str(row["id"])))


async def place_of(resident_id: UUID) -> tuple[UUID, UUID] | None:
    """(site, unit) of a resident; None if there is none."""
    row = await Resident.select(Resident.site, Resident.unit).where(Resident.id == resident_id).first()
    return (row["site"], row["unit"]) if row else None
