"""Changing routes at a desk: their stops in walking order, who usually walks them, in use or not. Rounds that have not
begun follow their route (planning.py)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.journal.noting import note
from server.lib import clock, db, digest, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.patrols.tables import Route, Stop
from server.people import queries as people
from server.people.terms import READERS
from server.sites.editing import By
from server.sites.naming import checked_name
from server.sites.tables import Point

MOST_STOPS = 500


class StopShown(Struct, frozen=True):
    """A point as a stop; `level` is its floor's height."""

    id: UUID
    name: str
    number: str
    building_id: UUID
    building: str
    building_ordinal: int
    floor_id: UUID
    floor: str
    level: int


class RouteShown(Struct, frozen=True, kw_only=True):
    """A route as the desk changes it. `seen` names its present state, for whoever saves later."""

    id: UUID
    site_id: UUID
    name: str
    person_ids: tuple[UUID, ...]
    retired: bool
    stop_ids: tuple[UUID, ...]

    @property
    def seen(self) -> str:
        return digest.sha256(repr((self.name, self.person_ids, self.stop_ids)).encode())[:16]


async def routes(site_id: UUID) -> list[dict[str, Any]]:
    """A site's routes in their order, retired ones too, each with `stops_count`."""
    rows = await Route.select().where(Route.site == site_id, Route.kind == "ordinary").output(load_json=True)
    stops = await Stop.select(Stop.route).where(Stop.route.site == site_id, Stop.point.retired_at.is_null())
    counts: dict[UUID, int] = {}
    for stop in stops:
        counts[stop["route"]] = counts.get(stop["route"], 0) + 1
    rows.sort(key=lambda row: (row["ordinal"], row["name"], row["id"]))
    return [{**row, "stops_count": counts.get(row["id"], 0)} for row in rows]


async def route(route_id: UUID) -> RouteShown | None:
    """A route; its stops at retired points are left out, and come back with their points as long as nobody saves."""
    row = (
        await Route.select().where(Route.id == route_id, Route.kind == "ordinary").first().output(load_json=True)
    )
    if row is None:
        return None
    stops = (
        await Stop.select(Stop.point)
        .where(Stop.route == route_id, Stop.point.retired_at.is_null())
        .order_by(Stop.ordinal)
    )
    return RouteShown(
        id=row["id"],
        site_id=row["site"],
        name=row["name"],
        person_ids=tuple(UUID(one) for one in row["person_ids"]),
        retired=row["retired_at"] is not None,
        stop_ids=tuple(stop["point"] for stop in stops),
    )


async def points_to_walk(site_id: UUID) -> dict[UUID, StopShown]:
    """Every point in use at a site: by building, floor from the top, number."""
    rows = await Point.select(
        Point.id, Point.name, Point.number, Point.building, Point.building.name, Point.building.ordinal, Point.floor,
        Point.floor.name, Point.floor.ordinal,
    ).where(Point.site == site_id, Point.retired_at.is_null())  # fmt: skip
    found = [
        StopShown(
            row["id"], row["name"], row["number"], row["building"], row["building.name"], row["building.ordinal"],
            row["floor"], row["floor.name"], row["floor.ordinal"],
        )
        for row in rows
    ]  # fmt: skip
    return {one.id: one for one in sorted(found, key=_from_the_top)}


def top_down(stops: Sequence[StopShown]) -> list[UUID]:
    """Building after building as they are first met, each from its top floor down, on a floor by number."""
    met = {building: place for place, building in enumerate(dict.fromkeys(one.building_id for one in stops))}
    return [one.id for one in sorted(stops, key=lambda one: (met[one.building_id], *_from_the_top(one)[2:]))]


def _from_the_top(one: StopShown) -> tuple[Any, ...]:
    return (one.building_ordinal, one.building, -one.level, one.floor, one.number, one.id)


async def walkers(site_id: UUID) -> list[dict[str, Any]]:
    """Who may usually walk a route: the site's patrollers first, then who decides; `{id, name, role}`."""
    found = [row for row in await people.people_at(site_id) if row["role"] == "patroller" or row["role"] in READERS]
    return sorted(found, key=lambda row: (row["role"] != "patroller", row["name"]))


async def add_route(by: By, name: str) -> UUID:
    """Without stops, so nothing is expected of anybody yet."""
    async with db.writing():
        await _lock(by)
        rows = await _names(by)
        name = checked_name(name, rows)
        ordinal = max((row["ordinal"] for row in rows), default=0) + 1
        route_id = ids.new()
        await Route.insert(
            Route(id=route_id, site=by.site_id, name=name, ordinal=ordinal, person_ids=[], created_at=clock.now())
        )
        await note("add", "route", route_id, site_id=by.site_id, person_id=by.person_id, name=name)
    return route_id


async def change_route(
    by: By, route_id: UUID, seen: str, name: str, stop_ids: Sequence[UUID], person_ids: Sequence[UUID]
) -> None:
    """All of a route at once. Problem conflict where it is no longer as it was `seen`; bad-fields for a point or a
    person that is not the site's, a point twice, too many stops."""
    async with db.writing():
        await _lock(by)
        present = await route(route_id)
        if present is None:
            raise Problem("not-found")
        if present.seen != seen:
            raise Problem("conflict")
        errors: list[FieldError] = []
        try:
            name = checked_name(name, await _names(by), route_id)
        except Problem as problem:
            errors += problem.errors
        points = await points_to_walk(by.site_id)
        if any(one not in points for one in stop_ids):
            errors.append(FieldError("stops", N_("有的点位不在这个小区，或已停用")))
        if len(set(stop_ids)) != len(stop_ids):
            errors.append(FieldError("stops", N_("同一个点位在路线里只能有一次")))
        if len(stop_ids) > MOST_STOPS:
            errors.append(FieldError("stops", N_("一条路线最多 500 站")))
        if not set(person_ids) <= {row["id"] for row in await walkers(by.site_id)}:
            errors.append(FieldError("persons", N_("有人不在这个小区")))
        if errors:
            raise Problem("bad-fields", errors=errors)
        await Route.update({Route.name: name, Route.person_ids: [str(one) for one in dict.fromkeys(person_ids)]}).where(
            Route.id == route_id
        )
        if tuple(stop_ids) != present.stop_ids:
            await Stop.delete().where(Stop.route == route_id)
            rows = [
                Stop(id=ids.new(), route=route_id, point=point, ordinal=place)
                for place, point in enumerate(stop_ids, 1)
            ]
            if rows:
                await Stop.insert(*rows)
            if not present.stop_ids:
                await _expect_from_now(route_id)
        await note(
            "change", "route", route_id, site_id=by.site_id, person_id=by.person_id, name=name, stops=len(stop_ids)
        )


async def order_routes(by: By, route_ids: Sequence[UUID]) -> None:
    """The site's routes in this order; those that are not named come behind."""
    async with db.writing():
        await _lock(by)
        place = {row_id: number for number, row_id in enumerate(route_ids)}
        rows = await _names(by)
        rows.sort(key=lambda row: (place.get(row["id"], len(place)), row["ordinal"], row["name"]))
        for ordinal, row in enumerate(rows, start=1):
            await Route.update({Route.ordinal: ordinal}).where(Route.id == row["id"])
        await note("order", "route", by.site_id, site_id=by.site_id, person_id=by.person_id)


async def retire_route(by: By, route_id: UUID, *, restore: bool = False) -> None:
    """Out of use from now on, or back; its rounds of before stay."""
    async with db.writing():
        await _lock(by)
        moment = None if restore else clock.now()
        await Route.update({Route.retired_at: moment}).where(Route.id == route_id)
        if restore:
            await _expect_from_now(route_id)
        verb = "restore" if restore else "retire"
        await note(verb, "route", route_id, site_id=by.site_id, person_id=by.person_id)


async def _expect_from_now(route_id: UUID) -> None:
    """Nobody missed what was not asked while the route was out of use or had no stops."""
    await Route.update({Route.changed_at: clock.now()}).where(Route.id == route_id)


async def _lock(by: By) -> None:
    await db.lock("places", f"site:{by.site_id}")


async def _names(by: By) -> list[dict[str, Any]]:
    return await Route.select(Route.id, Route.name, Route.ordinal, Route.retired_at).where(
        Route.site == by.site_id, Route.kind == "ordinary"
    )
