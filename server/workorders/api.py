"""The list of work orders for integrations."""

from typing import Any, get_args

from litestar import Request, get

from server.checklists.terms import SEVERITY_RANK
from server.lib import db
from server.lib.paging import next_of
from server.people import listing
from server.people.terms import Caller
from server.sites.tables import Asset, Unit
from server.workorders import queries
from server.workorders.tables import WorkOrder
from server.workorders.terms import State
from server.workorders.wire_out import OrderPage

OWN = ("state", "severity", "department", "asset", "unit")


@get("/orders", tags=["integrations"], summary="Work orders, newest first")
async def orders(request: Request[Any, Any, Any], caller: Caller) -> OrderPage:
    """Pages by `created_at`; filters: those of all lists and state, severity, department, asset, unit."""
    async with db.reading():
        asked = await listing.read(
            request.query_params.multi_items(),
            caller,
            OWN,
            at_sites=WorkOrder.site.is_in,
            at=WorkOrder.created_at,
            building=WorkOrder.building,
        )
        conditions = await _conditions(asked)
        rows, following = next_of(await queries.newest(conditions, asked.limit + 1), asked.limit, "created_at", "id")
        return OrderPage(await queries.order_items(rows), following)


async def _conditions(asked: listing.Listing) -> list[Any]:
    filters, conditions = asked.filters, list(asked.conditions)
    if (state := filters.choice("state", get_args(State))) is not None:
        conditions.append(WorkOrder.state == state)
    if (severity := filters.choice("severity", SEVERITY_RANK)) is not None:
        conditions.append(WorkOrder.severity == severity)
    if (departments := await listing.departments(filters, asked.sites)) is not None:
        conditions.append(WorkOrder.department.is_in(departments))
    if (asset_id := await listing.known_id(filters, "asset", Asset, asked.sites)) is not None:
        conditions.append(WorkOrder.asset == asset_id)
    if (unit_id := await listing.known_id(filters, "unit", Unit, asked.sites)) is not None:
        conditions.append(WorkOrder.unit == unit_id)
    filters.check()
    return [*conditions, *listing.after(asked.cursor, WorkOrder.created_at, WorkOrder.id)]


HANDLERS = [orders]
