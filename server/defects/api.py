"""The list of defects for integrations."""

from typing import Any

from litestar import Request, get

from server.checklists.terms import SEVERITY_RANK
from server.defects import queries
from server.defects.tables import Defect
from server.defects.wire import DefectPage
from server.lib import db
from server.lib.paging import next_of
from server.people import listing
from server.people.terms import Caller
from server.sites.tables import Asset, Unit

OWN = ("state", "severity", "department", "asset", "unit")
STATES = ("open", "closed", "merged")


@get("/defects", tags=["integrations"], summary="Defects, newest first")
async def defects(request: Request[Any, Any, Any], caller: Caller) -> DefectPage:
    """Pages by `created_at`; filters: those of all lists and state, severity, department, asset, unit."""
    async with db.reading():
        asked = await listing.read(
            request.query_params.multi_items(),
            caller,
            OWN,
            at_sites=Defect.site.is_in,
            at=Defect.created_at,
            building=Defect.building,
        )
        conditions = await _conditions(asked)
        rows, following = next_of(await queries.newest(conditions, asked.limit + 1), asked.limit, "created_at", "id")
        return DefectPage(await queries.defect_items(rows), following)


async def _conditions(asked: listing.Listing) -> list[Any]:
    filters, conditions = asked.filters, list(asked.conditions)
    if (state := filters.choice("state", STATES)) is not None:
        conditions.append(Defect.state == state)
    if (severity := filters.choice("severity", SEVERITY_RANK)) is not None:
        conditions.append(Defect.severity == severity)
    if (departments := await listing.departments(filters, asked.sites)) is not None:
        conditions.append(Defect.department.is_in(departments))
    if (asset_id := await listing.known_id(filters, "asset", Asset, asked.sites)) is not None:
        conditions.append(Defect.asset == asset_id)
    if (unit_id := await listing.known_id(filters, "unit", Unit, asked.sites)) is not None:
        conditions.append(Defect.unit == unit_id)
    filters.check()
    return [*conditions, *listing.after(asked.cursor, Defect.created_at, Defect.id)]


HANDLERS = [defects]
