"""All sites of a manager on one page, a row each; making a new site, its name and time zone."""

from typing import Any
from zoneinfo import available_timezones

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.console import sites_overview
from server.console.filling import Filled, refused
from server.console.rounds import ROUND_LOOKS, ROUND_WORDS
from server.console.sites_overview import SORTS
from server.lib import clock, db
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.people import desk
from server.people.departments import ensure_departments
from server.people.founding import make_manager
from server.people.terms import Caller, Role
from server.sites import editing
from server.sites.editing import By

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
MANAGERS: frozenset[Role] = frozenset({"manager"})
_DONE = {"saved": N_("已保存。"), "added": N_("小区已建好，您是它的经理。接着加楼栋，或导入表格。")}
_COLUMNS = {
    "name": N_("小区"),
    "rounds": N_("今天的班次"),
    "coverage": N_("巡到"),
    "missed": N_("没巡、没巡完"),
    "orders": N_("没完的工单"),
    "late": N_("超时"),
    "phones": N_("没传完的手机"),
    "waiting": N_("待处理"),
}


@get("/sites", include_in_schema=False)
async def sites_page(
    request: DeskRequest, caller: MaybeCaller, by: FromQuery[str] = "", way: FromQuery[str] = ""
) -> Response[str]:
    """The table, sorted by one of its columns."""
    who = desk.at_desk(caller, MANAGERS)
    return await _page(request, who, by, way)


@post("/sites", include_in_schema=False)
async def add_site(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """A new site; who makes it becomes its manager."""
    who = desk.at_desk(caller, MANAGERS)
    form = await desk.form_of(request, "name", "time_zone")
    try:
        async with db.writing():
            await db.lock("places")
            site_id = await editing.add_site(form["name"], form["time_zone"])
            await ensure_departments(site_id)
            await make_manager(who.person_id, site_id)
    except Problem as problem:
        return await _page(request, who, filled=refused("add", form, problem))
    return desk.to(f"/console/places/order/{site_id}", done="added")


@post("/sites/{site_id:str}", include_in_schema=False)
async def change_site(request: DeskRequest, caller: MaybeCaller, site_id: FromPath[str]) -> Response[Any]:
    """Another name or time zone."""
    who = desk.at_desk(caller, MANAGERS)
    member = desk.member_at(who, desk.thing_id(site_id), MANAGERS)
    form = await desk.form_of(request, "name", "time_zone")
    try:
        await editing.change_site(By(member.site_id, who.person_id), form["name"], form["time_zone"])
    except Problem as problem:
        return await _page(request, who, filled=refused(str(member.site_id), form, problem))
    return desk.to("/console/sites", done="saved")


async def _page(
    request: DeskRequest, who: Caller, by: str = "", way: str = "", filled: Filled | None = None
) -> Response[str]:
    members = [member for member in who.memberships if member.role in MANAGERS]
    now = clock.now()
    sort = by if by in SORTS else "name"
    days = await sites_overview.days_of(members, now)
    await sites_overview.prepare(days)
    async with db.reading():
        rows = await sites_overview.rows_of(members, days, now)
    values = {
        "rows": sites_overview.in_order(rows, sort, is_reversed=way == "back"), "sort": sort, "is_back": way == "back",
        "columns": _COLUMNS, "sorts": SORTS, "round_words": ROUND_WORDS, "round_looks": ROUND_LOOKS,
        "filled": filled or Filled(), "done": _DONE.get(request.query_params.get("done", ""), ""),
        "zones": sorted(available_timezones()),
    }  # fmt: skip
    return desk.page(request, who, "console/sites.html", values, 422 if filled else 200)


HANDLERS = [sites_page, add_site, change_site]
