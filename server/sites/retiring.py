"""Out of use and back: nothing that reports refer to is ever deleted. What stands in a building or on a floor is
retired with it at the same moment, and by that moment it comes back with it; what was retired before stays so."""

from typing import Any
from uuid import UUID

from piccolo.columns import Column

from server.journal.noting import note
from server.lib import clock, db
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.sites.editing import By
from server.sites.tables import Asset, Building, Floor, Point, Unit

TABLES: dict[str, Any] = {"building": Building, "floor": Floor, "point": Point, "asset": Asset, "unit": Unit}
# What goes with a thing, and by which column it is found.
_WITHIN: dict[str, list[tuple[Any, Column]]] = {
    "building": [(Floor, Floor.building), (Point, Point.building), (Unit, Unit.building)],
    "floor": [(Point, Point.floor), (Unit, Unit.floor)],
}
_ABOVE: dict[str, tuple[str, ...]] = {
    "floor": ("building",),
    "point": ("building", "floor"),
    "asset": ("point",),
    "unit": ("building", "floor"),
}


async def retire(by: By, kind: str, key: UUID) -> None:
    """Takes a thing out of use; phones no longer get it. Doing it again changes nothing."""
    table = TABLES[kind]
    async with db.writing():
        await db.lock("places", f"site:{by.site_id}")
        if await _retired_at(kind, key) is not None:
            return
        now = clock.now()
        await table.update({table.retired_at: now}).where(table.id == key)
        for other, column in _WITHIN.get(kind, []):
            await other.update({other.retired_at: now}).where(column == key, other.retired_at.is_null())
        await note("retire", kind, key, site_id=by.site_id, person_id=by.person_id)


async def restore(by: By, kind: str, key: UUID) -> None:
    """Takes it back into use. Problem conflict where what it stands in is out of use itself."""
    table = TABLES[kind]
    async with db.writing():
        await db.lock("places", f"site:{by.site_id}")
        moment = await _retired_at(kind, key)
        if moment is None:
            return
        row = await table.select().where(table.id == key).first()
        for above in _ABOVE.get(kind, ()):
            if row[above] is not None and await _retired_at(above, row[above]) is not None:
                raise Problem("conflict", detail=N_("它所在的楼栋、楼层或点位还停用着，请先恢复那一个。"))
        await table.update({table.retired_at: None}).where(table.id == key)
        for other, column in _WITHIN.get(kind, []):
            await other.update({other.retired_at: None}).where(column == key, other.retired_at == moment)
        await note("restore", kind, key, site_id=by.site_id, person_id=by.person_id)


async def _retired_at(kind: str, key: UUID) -> Any:
    table = TABLES[kind]
    row = await table.select(table.retired_at).where(table.id == key).first()
    return row["retired_at"] if row else None
