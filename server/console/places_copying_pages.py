"""Many floors in one step at a desk: choose a pattern floor, say which floors, look at what would be made, make it."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.console.filling import Filled, refused
from server.lib import db
from server.lib.problems import Problem
from server.people import desk
from server.people.terms import DECIDERS, Caller
from server.sites import outline
from server.sites.copying import Copies, Pattern, Wish, make_floors, pattern_of, plan_floors
from server.sites.editing import By
from server.sites.naming import FLOOR, LEVEL, level_pattern

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
Row = dict[str, Any]
_FORM = "copy"


@get("/places/buildings/{building_id:str}/copy", include_in_schema=False)
async def copy_page(
    request: DeskRequest, caller: MaybeCaller, building_id: FromPath[str], pattern: FromQuery[str] = ""
) -> Response[str]:
    """The form: the pattern floor first (of any building of the site), then which floors and what they are called."""
    who, building = await _own(caller, building_id)
    found = await _pattern(building, pattern) if pattern else None
    return await _page(request, who, building, found)


@post("/places/buildings/{building_id:str}/copy", include_in_schema=False)
async def copy_preview(request: DeskRequest, caller: MaybeCaller, building_id: FromPath[str]) -> Response[Any]:
    """What would be made; with the button under the preview it is made, if it still is what was shown."""
    who, building = await _own(caller, building_id)
    form = await desk.form_of(request, "pattern", "first", "last", "floor_name", "skip", "agreed", "step")
    pattern = await _pattern(building, form["pattern"])
    typed = await request.form()
    names = {point.id: str(typed.get(f"point-{point.id}", point.name)).strip() for point in pattern.points}
    wish = Wish(form["first"], form["last"], form["floor_name"], form["skip"], names)
    values = {**form, **{f"point-{key}": name for key, name in names.items()}}
    try:
        async with db.reading():
            copies = await plan_floors(building["id"], pattern, wish)
        if form["step"] == "make":
            by = By(building["site"], who.person_id)
            await make_floors(by, building["id"], pattern.floor_id, wish, form["agreed"])
            return desk.to(f"/console/places/buildings/{building['id']}", done="copied")
    except Problem as problem:
        if problem.code == "conflict":
            return await _page(request, who, building, pattern, Filled(_FORM, values), copies, is_stale=True)
        return await _page(request, who, building, pattern, refused(_FORM, values, problem))
    return await _page(request, who, building, pattern, Filled(_FORM, values), copies)


async def _own(caller: Caller | None, building_id: str) -> tuple[Caller, Row]:
    who = desk.at_desk(caller, DECIDERS)
    row = await outline.building(desk.thing_id(building_id))
    desk.member_at(who, row["site"] if row else None, DECIDERS)
    assert row is not None
    return who, row


async def _pattern(building: Row, floor_id: str) -> Pattern:
    """A floor of the same site; Problem not-found for any other."""
    key: UUID = desk.thing_id(floor_id)
    async with db.reading():
        found = await pattern_of(building["site"], key)
    if found is None:
        raise Problem("not-found")
    return found


async def _page(
    request: DeskRequest,
    who: Caller,
    building: Row,
    pattern: Pattern | None,
    filled: Filled | None = None,
    copies: Copies | None = None,
    *,
    is_stale: bool = False,
) -> Response[str]:
    async with db.reading():
        floors = await outline.floors_of_site(building["site"])
    values = {
        "building": building, "pattern": pattern, "floors": [one for one in floors if one["points_count"]],
        "filled": filled or Filled(), "copies": copies, "is_stale": is_stale, "floor_mark": FLOOR,
        "level_mark": LEVEL, "floor_name": level_pattern(pattern.name) if pattern else LEVEL,
        "agreed": copies.fingerprint if copies else "",
    }  # fmt: skip
    status = 409 if is_stale else 422 if filled and filled.errors else 200
    return desk.page(request, who, "console/places_copy.html", values, status)


HANDLERS = [copy_page, copy_preview]
