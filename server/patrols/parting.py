"""Which points and units an extra round visits in which order, alone or parted among the usual routes. Pure."""

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from msgspec import Struct

from server.patrols.expecting import RouteFacts
from server.sites.places import SitePlaces


class Part(Struct, frozen=True):
    """One round: points and units in walking order; `route_id`: the usual route it follows, None of none."""

    route_id: UUID | None
    point_ids: tuple[UUID, ...]
    unit_ids: tuple[UUID, ...]


def parted(
    places: SitePlaces,
    routes: Sequence[RouteFacts],
    wanted: Collection[UUID],
    *,
    building_id: UUID | None = None,
    together: bool = False,
) -> list[Part]:
    """What is wanted (points and units) as rounds to walk; nothing wanted: none.

    Points are walked in the order of the routes they are stops of; a point of no route, and every unit, goes with the
    route that has most stops in its building. What no route comes near is a part of its own. `together`: all in one.
    """
    points = [one for one in places.points if one.id in wanted and building_id in (None, one.building_id)]
    units = [one for one in places.units if one.id in wanted and building_id in (None, one.building_id)]
    near = _nearest_routes(places, routes)
    route_of: dict[UUID, UUID] = {}
    for route in routes:
        for point_id in route.point_ids:
            route_of.setdefault(point_id, route.id)
    order = {point_id: place for place, point_id in enumerate(p for route in routes for p in route.point_ids)}
    height = {point.id: place for place, point in enumerate(places.points)}
    points.sort(key=lambda one: (order.get(one.id, len(order)), -height[one.id]))
    found: dict[UUID | None, tuple[list[UUID], list[UUID]]] = {}
    for point in points:
        key = None if together else route_of.get(point.id, near.get(point.building_id))
        found.setdefault(key, ([], []))[0].append(point.id)
    for unit in units:
        key = None if together else near.get(unit.building_id)
        found.setdefault(key, ([], []))[1].append(unit.id)
    place_of = {route.id: place for place, route in enumerate(routes)}
    parts = sorted(found.items(), key=lambda one: place_of.get(one[0], len(place_of)) if one[0] else len(place_of))
    return [Part(key, tuple(point_ids), tuple(unit_ids)) for key, (point_ids, unit_ids) in parts]


def _nearest_routes(places: SitePlaces, routes: Sequence[RouteFacts]) -> dict[UUID, UUID]:
    """Building → the route with most stops in it."""
    building_of = {point.id: point.building_id for point in places.points}
    counts: dict[UUID, Counter[UUID]] = {}
    for route in routes:
        for point_id in route.point_ids:
            if point_id in building_of:
                counts.setdefault(building_of[point_id], Counter())[route.id] += 1
    return {building: count.most_common(1)[0][0] for building, count in counts.items()}
