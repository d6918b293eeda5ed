"""The list of lines in quarantine for integrations: supervisors and managers only."""

from typing import Any, get_args

from litestar import Request, Response, get

from server.lib import db
from server.lib.answers import language_of
from server.lib.paging import next_of
from server.people import listing
from server.people.terms import DECIDERS, Caller
from server.reports import queries
from server.reports.tables import Report
from server.reports.wire_out import QuarantinePage, QuarantineState


@get("/quarantine", tags=["integrations"], summary="Lines that could not be applied, newest first")
async def quarantine(request: Request[Any, Any, Any], caller: Caller) -> Response[QuarantinePage]:
    """Pages by `received_at`; filters: those of all lists and state."""
    async with db.reading():
        asked = await listing.read(
            request.query_params.multi_items(),
            caller,
            ("state",),
            at_sites=queries.shown_at,
            at=Report.received_at,
            building=None,
            roles=DECIDERS,
        )
        conditions = list(asked.conditions)
        if (state := asked.filters.choice("state", get_args(QuarantineState))) is not None:
            conditions.append(Report.state == state)
        asked.filters.check()
        found = await queries.quarantined(conditions, asked.building_id, asked.cursor, asked.limit)
    rows, following = next_of(found, asked.limit, "received_at", "digest")
    language = language_of(request)
    page = QuarantinePage([queries.quarantine_item(row, language) for row in rows], following)
    return Response(page, headers={"Vary": "Accept-Language"})


HANDLERS = [quarantine]
