"""The list of rounds for integrations."""

from datetime import timedelta
from typing import Any, get_args

from litestar import Request, get

from server.lib import clock, db
from server.lib.paging import next_of
from server.patrols import listing as rounds_listing
from server.patrols.planning import ensure_rounds
from server.patrols.tables import Round, Route
from server.patrols.terms import RoundState
from server.patrols.wire_out import RoundPage
from server.people import listing
from server.people.terms import Caller

OWN = ("state", "route", "person")


@get("/rounds", tags=["integrations"], summary="Rounds up to tomorrow's, newest first")
async def rounds(request: Request[Any, Any, Any], caller: Caller) -> RoundPage:
    """Pages by the window's start; filters: those of all lists and state, route, person (to walk it, or who did)."""
    now = clock.now()
    asked = await listing.read(
        request.query_params.multi_items(), caller, OWN, at_sites=Round.site.is_in, at=Round.starts_at, building=None
    )
    conditions, state = await _conditions(asked)
    for site_id in asked.sites:
        today = _date_at(caller, site_id)
        await ensure_rounds(site_id, today, today + timedelta(days=1))
    async with db.reading():
        if state is not None:
            conditions += await rounds_listing.may_be(state, asked.sites, now)
        found = await rounds_listing.newest(conditions, state, asked.cursor, asked.limit, now)
    rows, following = next_of(found, asked.limit, "starts_at", "id")
    return RoundPage([row["item"] for row in rows], following)


async def _conditions(asked: listing.Listing) -> tuple[list[Any], str | None]:
    filters, conditions = asked.filters, list(asked.conditions)
    state = filters.choice("state", get_args(RoundState))
    if (route_id := await listing.known_id(filters, "route", Route, asked.sites)) is not None:
        conditions.append(Round.route == route_id)
    if (person_id := await listing.known_person(filters, asked.sites)) is not None:
        conditions.append(rounds_listing.of_person(person_id))
    if asked.building_id is not None:
        conditions.append(rounds_listing.at_building(asked.building_id))
    filters.check()
    return conditions, state


def _date_at(caller: Caller, site_id: Any) -> Any:
    member = caller.at(site_id)
    assert member is not None
    return clock.today(member.time_zone)


HANDLERS = [rounds]
