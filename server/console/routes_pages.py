"""Routes at a desk: which there are, their stops in walking order (dragged, moved by buttons or keys, put from the top
down), and who usually walks them. What is not saved yet is on the page only, and says so."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from server.console.filling import Filled, moved, refused
from server.lib import db
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.patrols import routing
from server.patrols.routing import RouteShown, StopShown
from server.people import desk
from server.people.terms import DECIDERS, Caller, Member
from server.sites.editing import By

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
_DONE = {
    "added": N_("路线已加上，请排好它的各站。"),
    "saved": N_("已保存。还没开始的班次照新的走。"),
    "ordered": N_("次序已保存。"),
    "retired": N_("已停用。以前的班次都保留，可以恢复。"),
    "restored": N_("已恢复。"),
}
_FORM = "route"


class Draft(Struct, frozen=True):
    """A route as it stands in the form. `seen`: the state it was opened in."""

    name: str
    seen: str
    stop_ids: list[UUID]
    person_ids: list[UUID]
    is_saved: bool = True


@get("/places/routes", include_in_schema=False)
async def routes_page(request: DeskRequest, caller: MaybeCaller, site: FromQuery[str] = "") -> Response[str]:
    """A site's routes; who decides at several sites chooses one first."""
    who = desk.at_desk(caller, DECIDERS)
    if site:
        return await _list(request, who, desk.member_at(who, desk.thing_id(site), DECIDERS))
    shown = desk.shown_sites(request, who, DECIDERS)
    if len(shown) == 1:
        return await _list(request, who, shown[0])
    members = [member for member in who.memberships if member.role in DECIDERS]
    return desk.page(request, who, "console/places_sites.html", {"members": members, "path": "/console/places/routes"})


@post("/places/routes", include_in_schema=False)
async def add_route(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """Another route, without stops at first."""
    who = desk.at_desk(caller, DECIDERS)
    form = await desk.form_of(request, "site", "name")
    member = desk.member_at(who, desk.thing_id(form["site"]), DECIDERS)
    try:
        key = await routing.add_route(By(member.site_id, who.person_id), form["name"])
    except Problem as problem:
        return await _list(request, who, member, refused("add", form, problem), 422)
    return desk.to(f"/console/places/routes/{key}", done="added")


@post("/places/routes/order/{site_id:str}", include_in_schema=False)
async def order_routes(request: DeskRequest, caller: MaybeCaller, site_id: FromPath[str]) -> Response[Any]:
    """The order as it stands in the form."""
    who = desk.at_desk(caller, DECIDERS)
    member = desk.member_at(who, desk.thing_id(site_id), DECIDERS)
    form = await request.form()
    order = [key for key in (desk.as_id(str(one)) for one in form.getall("order", [])) if key is not None]
    await routing.order_routes(By(member.site_id, who.person_id), moved(order, str(form.get("move") or "")))
    return desk.to("/console/places/routes", site=site_id, done="ordered")


@get("/places/routes/{route_id:str}", include_in_schema=False)
async def route_page(request: DeskRequest, caller: MaybeCaller, route_id: FromPath[str]) -> Response[str]:
    """One route."""
    who, route, member = await _own(caller, route_id)
    draft = Draft(route.name, route.seen, list(route.stop_ids), list(route.person_ids))
    return await _route(request, who, member, route, draft)


@post("/places/routes/{route_id:str}", include_in_schema=False)
async def change_route(request: DeskRequest, caller: MaybeCaller, route_id: FromPath[str]) -> Response[Any]:
    """Saves the form; its other buttons change what stands in it and bring it back unsaved."""
    who, route, member = await _own(caller, route_id)
    draft, press = await _draft(request)
    if press != "save":
        async with db.reading():
            points = await routing.points_to_walk(member.site_id)
        changed = _pressed(draft, press, str((await request.form()).get("add") or ""), points)
        return await _route(request, who, member, route, changed)
    by = By(member.site_id, who.person_id)
    try:
        await routing.change_route(by, route.id, draft.seen, draft.name, draft.stop_ids, draft.person_ids)
    except Problem as problem:
        if problem.code == "conflict":
            newer = Draft(draft.name, route.seen, draft.stop_ids, draft.person_ids, False)
            return await _route(request, who, member, route, newer, is_stale=True)
        filled = refused(_FORM, {"name": draft.name}, problem)
        unsaved = Draft(draft.name, draft.seen, draft.stop_ids, draft.person_ids, False)
        return await _route(request, who, member, route, unsaved, filled)
    return desk.to(f"/console/places/routes/{route.id}", done="saved")


@post("/places/routes/{route_id:str}/retire", include_in_schema=False)
async def retire(caller: MaybeCaller, route_id: FromPath[str]) -> Response[Any]:
    """Out of use from now on."""
    who, route, member = await _own(caller, route_id)
    await routing.retire_route(By(member.site_id, who.person_id), route.id)
    return desk.to(f"/console/places/routes/{route.id}", done="retired")


@post("/places/routes/{route_id:str}/restore", include_in_schema=False)
async def restore(caller: MaybeCaller, route_id: FromPath[str]) -> Response[Any]:
    """Back into use."""
    who, route, member = await _own(caller, route_id)
    await routing.retire_route(By(member.site_id, who.person_id), route.id, restore=True)
    return desk.to(f"/console/places/routes/{route.id}", done="restored")


async def _own(caller: Caller | None, route_id: str) -> tuple[Caller, RouteShown, Member]:
    """The route of the address at a site where the person decides; Problem not-found or forbidden."""
    who = desk.at_desk(caller, DECIDERS)
    found = await routing.route(desk.thing_id(route_id))
    member = desk.member_at(who, found.site_id if found else None, DECIDERS)
    assert found is not None
    return who, found, member


async def _draft(request: DeskRequest) -> tuple[Draft, str]:
    """The form, and which of its buttons was pressed."""
    form = await request.form()

    def ids_of(name: str) -> list[UUID]:
        return [key for key in (desk.as_id(str(one)) for one in form.getall(name, [])) if key is not None]

    fields = await desk.form_of(request, "name", "seen", "move", "remove", "step")
    press = f"remove:{fields['remove']}" if fields["remove"] else fields["move"] or fields["step"] or "save"
    return Draft(fields["name"], fields["seen"], ids_of("order"), ids_of("person")), press


def _pressed(draft: Draft, press: str, added: str, points: dict[UUID, StopShown]) -> Draft:
    """The form after a press of one of its buttons that save nothing."""
    stops = list(dict.fromkeys(one for one in draft.stop_ids if one in points))
    if press == "top-down":
        stops = routing.top_down([points[one] for one in stops])
    elif press == "add":
        stops += [one for one in _added(added, points) if one not in stops]
    elif press.startswith("remove:"):
        place = press.removeprefix("remove:")
        if place.isascii() and place.isdecimal() and len(place) <= 6 and int(place) < len(stops):
            stops.pop(int(place))
    else:
        stops = moved(stops, press)
    return Draft(draft.name, draft.seen, stops, draft.person_ids, False)


def _added(added: str, points: dict[UUID, StopShown]) -> list[UUID]:
    """`point:…`, `floor:…` or `building:…`: one stop, or all of a floor or building from the top."""
    kind, _, text = added.partition(":")
    key = desk.as_id(text)
    found = {"point": "id", "floor": "floor_id", "building": "building_id"}.get(kind)
    return [one.id for one in points.values() if found and getattr(one, found) == key]


async def _list(
    request: DeskRequest, who: Caller, member: Member, filled: Filled | None = None, status: int = 200
) -> Response[str]:
    async with db.reading():
        rows = await routing.routes(member.site_id)
        names = {str(row["id"]): row["name"] for row in await routing.walkers(member.site_id)}
    values = {"routes": rows, "member": member, "names": names, "filled": filled or Filled(), "done": _done(request)}
    return desk.page(request, who, "console/routes.html", values, status)


async def _route(
    request: DeskRequest,
    who: Caller,
    member: Member,
    route: RouteShown,
    draft: Draft,
    filled: Filled | None = None,
    *,
    is_stale: bool = False,
) -> Response[str]:
    async with db.reading():
        points = await routing.points_to_walk(member.site_id)
        walkers = await routing.walkers(member.site_id)
    stops = [points[one] for one in draft.stop_ids if one in points]
    values = {
        "route": route, "member": member, "draft": draft, "stops": stops, "walkers": walkers,
        "choices": _choices([one for one in points.values() if one.id not in draft.stop_ids]),
        "filled": filled or Filled(), "is_stale": is_stale, "done": _done(request),
    }  # fmt: skip
    status = 409 if is_stale else 422 if filled and filled.errors else 200
    return desk.page(request, who, "console/route.html", values, status)


def _choices(points: list[StopShown]) -> list[tuple[str, str, list[tuple[str, list[StopShown]]]]]:
    """What can be added: (building id, name, [(floor id, its points)])."""
    buildings: dict[UUID, dict[UUID, list[StopShown]]] = {}
    for one in points:
        buildings.setdefault(one.building_id, {}).setdefault(one.floor_id, []).append(one)
    return [
        (str(key), next(iter(floors.values()))[0].building, [(str(floor), listed) for floor, listed in floors.items()])
        for key, floors in buildings.items()
    ]


def _done(request: DeskRequest) -> str:
    return _DONE.get(request.query_params.get("done", ""), "")


HANDLERS = [routes_page, add_route, order_routes, route_page, change_route, retire, restore]
