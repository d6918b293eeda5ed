"""The list of inspections for integrations.

Which defects a report opened or saw is known a floor above; the application hands that question in as
`defects_of_reports`.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get
from litestar.params import Dependency

from server.inspections import queries
from server.inspections.tables import Inspection
from server.inspections.wire_out import InspectionPage
from server.lib import db
from server.lib.paging import next_of
from server.people import listing
from server.people.terms import Caller
from server.reports.wire import FLAGS
from server.sites.tables import Point, Unit

OWN = ("person", "point", "unit", "flag")
DefectsOfReports = Annotated[
    Callable[[Sequence[UUID]], Awaitable[dict[UUID, list[UUID]]]], Dependency(skip_validation=True)
]


@get("/inspections", tags=["integrations"], summary="Inspections, newest first")
async def inspections(
    request: Request[Any, Any, Any], caller: Caller, defects_of_reports: DefectsOfReports
) -> InspectionPage:
    """Pages by `received_at`; filters: those of all lists and person, point, unit, flag."""
    async with db.reading():
        asked = await listing.read(
            request.query_params.multi_items(),
            caller,
            OWN,
            at_sites=Inspection.site.is_in,
            at=Inspection.received_at,
            building=Inspection.building,
        )
        conditions = await _conditions(asked)
        rows, following = next_of(await queries.newest(conditions, asked.limit + 1), asked.limit, "received_at", "id")
        defect_ids = await defects_of_reports([row["id"] for row in rows])
        return InspectionPage(await queries.inspection_items(rows, defect_ids), following)


async def _conditions(asked: listing.Listing) -> list[Any]:
    filters, conditions = asked.filters, list(asked.conditions)
    if (person_id := await listing.known_person(filters, asked.sites)) is not None:
        conditions.append(Inspection.person == person_id)
    if (point_id := await listing.known_id(filters, "point", Point, asked.sites)) is not None:
        conditions.append(Inspection.point == point_id)
    if (unit_id := await listing.known_id(filters, "unit", Unit, asked.sites)) is not None:
        conditions.append(Inspection.unit == unit_id)
    if (flag := filters.choice("flag", FLAGS)) is not None:
        conditions.append(queries.flagged(flag))
    filters.check()
    return [*conditions, *listing.after(asked.cursor, Inspection.received_at, Inspection.id)]


HANDLERS = [inspections]
