"""Somebody leaves: the routes they walk, and what was arranged for days to come, go to somebody else."""

from datetime import date
from typing import Any
from uuid import UUID

from server.journal.noting import note
from server.patrols.tables import Assignment, Route, StandIn


async def routes_of(person_id: UUID, site_id: UUID, today: date) -> list[tuple[UUID, str]]:
    """(id, name) of the routes that somebody usually walks, or is to walk on some day from today on."""
    rows = await Route.select(Route.id, Route.name, Route.person_ids).where(
        Route.site == site_id, Route.retired_at.is_null()
    ).output(load_json=True)  # fmt: skip
    named = str(person_id)
    assigned = {
        row["route"] for row in await _assignments(site_id, today) if named in row["person_ids"]
    } | {
        row["id"] for row in rows if named in row["person_ids"]
    }  # fmt: skip
    return sorted(((row["id"], row["name"]) for row in rows if row["id"] in assigned), key=lambda pair: pair[1])


async def put_in_place(person_id: UUID, to: UUID, site_id: UUID, today: date, by: UUID) -> None:
    """`to` walks wherever the other would have, inside the caller's transaction. What was walked stays as it was."""
    named = str(person_id)
    routes = await Route.select(Route.id, Route.person_ids).where(
        Route.site == site_id, Route.retired_at.is_null()
    ).output(load_json=True)  # fmt: skip
    for row in routes:
        if named in row["person_ids"]:
            await Route.update({Route.person_ids: _replaced(row["person_ids"], named, str(to))}).where(
                Route.id == row["id"]
            )
            await note("hand-on", "route", row["id"], site_id=site_id, person_id=by, to=str(to))
    for row in await _assignments(site_id, today):
        if named in row["person_ids"]:
            await Assignment.update({Assignment.person_ids: _replaced(row["person_ids"], named, str(to))}).where(
                Assignment.id == row["id"]
            )
    await StandIn.delete().where(
        StandIn.site == site_id, StandIn.stand_in == person_id, StandIn.person == to, StandIn.last_on >= today
    )
    await StandIn.update({StandIn.stand_in: to}).where(
        StandIn.site == site_id, StandIn.stand_in == person_id, StandIn.last_on >= today
    )


async def _assignments(site_id: UUID, today: date) -> list[dict[str, Any]]:
    return (
        await Assignment.select(Assignment.id, Assignment.route, Assignment.person_ids)
        .where(Assignment.site == site_id, Assignment.date >= today)
        .output(load_json=True)
    )


def _replaced(person_ids: list[str], one: str, other: str) -> list[str]:
    return list(dict.fromkeys(other if key == one else key for key in person_ids))
