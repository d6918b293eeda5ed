"""Take-overs at a desk: which go on, what is left over, who answers for it and by when."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.lib import clock, db, i18n
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.people import desk
from server.people.terms import DECIDERS, Caller, Member
from server.sites.tables import Building, Unit
from server.takeovers import managing, queries, telling
from server.takeovers.queries import TakeOverTold
from server.takeovers.words import OWNER_WORDS, STATE_LOOKS

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
_DONE = {
    "begun": N_("开始了。手机联网后，这里多问接管的检查项。"),
    "assigned": N_("已记下由谁负责。"),
    "ended": N_("接管验收已结束。"),
}
_OWNER_FIELDS = ("owner", "owner_name", "promised_on", "note")


@get("/takeovers", include_in_schema=False)
async def take_overs_page(
    request: DeskRequest, caller: MaybeCaller, show: FromQuery[str] = "", done: FromQuery[str] = ""
) -> Response[str]:
    """Those going on at the person's sites, or with `show=ended` those over; and the form to begin one."""
    return await _list(request, desk.at_desk(caller, DECIDERS), {"show": show, "done": _DONE.get(done, "")})


@post("/takeovers", include_in_schema=False)
async def begin(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """Begins one, and leads to its page."""
    who = desk.at_desk(caller, DECIDERS)
    form = await desk.form_of(request, "site", "building", "unit", "party", "note")
    member = desk.member_at(who, desk.as_id(form["site"]), DECIDERS)
    building = desk.as_id(form["building"])
    try:
        unit = await _unit_named(member.site_id, building, form["unit"])
        key = await managing.begin(member.site_id, building, unit, form["party"], form["note"], who.person_id)
    except Problem as problem:
        if problem.code != "bad-fields":
            raise
        errors = {error.path: error.message for error in problem.errors}
        return await _list(request, who, {"form": form, "errors": errors}, 422)
    return desk.to(f"/console/takeovers/{key}", done="begun")


@get("/takeovers/{take_over_id:str}", include_in_schema=False)
async def take_over_page(
    request: DeskRequest, caller: MaybeCaller, take_over_id: FromPath[str], done: FromQuery[str] = ""
) -> Response[str]:
    """One take-over with its leftovers."""
    who = desk.at_desk(caller, DECIDERS)
    told, member = await _found(who, take_over_id)
    return await _page(request, who, member, told, {"done": _DONE.get(done, "")})


@post("/takeovers/{take_over_id:str}/leftovers/{defect_id:str}", include_in_schema=False)
async def assign(
    request: DeskRequest, caller: MaybeCaller, take_over_id: FromPath[str], defect_id: FromPath[str]
) -> Response[Any]:
    """Says who answers for a leftover, and by when."""
    who = desk.at_desk(caller, DECIDERS)
    told, member = await _found(who, take_over_id)
    form = await desk.form_of(request, *_OWNER_FIELDS)
    try:
        await managing.assign(told, desk.thing_id(defect_id), form, clock.today(member.time_zone), who.person_id)
    except Problem as problem:
        if problem.code != "bad-fields":
            raise
        errors = {error.path: error.message for error in problem.errors}
        typed = {"form": form, "errors": errors, "changed": defect_id}
        return await _page(request, who, member, told, typed, 422)
    return desk.to(f"/console/takeovers/{take_over_id}", done="assigned")


@post("/takeovers/{take_over_id:str}/end", include_in_schema=False)
async def end(request: DeskRequest, caller: MaybeCaller, take_over_id: FromPath[str]) -> Response[Any]:
    """Ends it; with open leftovers only with a reason."""
    who = desk.at_desk(caller, DECIDERS)
    told, member = await _found(who, take_over_id)
    form = await desk.form_of(request, "reason")
    try:
        await managing.end(told, form["reason"], who.person_id)
    except Problem as problem:
        if problem.code != "bad-fields":
            raise
        errors = {error.path: error.message for error in problem.errors}
        return await _page(request, who, member, told, {"reason": form["reason"], "errors": errors}, 422)
    return desk.to("/console/takeovers", done="ended")


async def _found(who: Caller, take_over_id: str) -> tuple[TakeOverTold, Member]:
    key = desk.thing_id(take_over_id)
    async with db.reading():
        member = desk.member_at(who, await queries.site_of(key), DECIDERS)
        told = await queries.take_over(key, {member.site_id: clock.today(member.time_zone)})
    if told is None:
        raise Problem("not-found")
    return told, member


async def _page(
    request: DeskRequest, who: Caller, member: Member, told: TakeOverTold, values: dict[str, Any], status: int = 200
) -> Response[str]:
    language = desk.language_of(request)
    async with db.reading():
        lines = await telling.leftovers_of(told, language, i18n.translator(language))
    shown = {
        "form": {}, "errors": {}, "changed": "", "done": "", "reason": "", **values, "told": told, "lines": lines,
        "zone": member.time_zone, "owner_words": OWNER_WORDS, "state_looks": STATE_LOOKS,
    }  # fmt: skip
    return desk.page(request, who, "takeovers/take_over.html", shown, status)


async def _list(request: DeskRequest, who: Caller, values: dict[str, Any], status: int = 200) -> Response[str]:
    members = desk.shown_sites(request, who, DECIDERS)
    today: dict[UUID, date] = {member.site_id: clock.today(member.time_zone) for member in members}
    ended = values.get("show") == "ended"
    async with db.reading():
        rows = await queries.take_overs(list(today), today, ended=ended)
        buildings = await Building.select(Building.id, Building.name, Building.site).where(
            Building.site.is_in(list(today))
        ).order_by(Building.ordinal)  # fmt: skip
    names = {member.site_id: member.site_name for member in members}
    several = len(members) > 1
    shown = {
        "form": {}, "errors": {}, "show": "", "done": "", **values, "rows": rows, "ended": ended,
        "zones": {member.site_id: member.time_zone for member in members}, "names": names, "several": several,
        "posts": [(str(member.site_id), member.site_name) for member in members],
        "buildings": [
            (str(row["id"]), f"{names[row['site']]} · {row['name']}" if several else row["name"]) for row in buildings
        ],
    }  # fmt: skip
    return desk.page(request, who, "takeovers/take_overs.html", shown, status)


async def _unit_named(site_id: UUID, building_id: UUID | None, name: str) -> UUID | None:
    """The unit of the building that is called so; an id that is nobody's where there is none (then `begin` refuses)."""
    if not name:
        return None
    row = (
        await Unit.select(Unit.id)
        .where(Unit.site == site_id, Unit.building == building_id, (Unit.name == name) | (Unit.number == name))
        .where(Unit.retired_at.is_null())
        .first()
    )
    return row["id"] if row else UUID(int=0)


HANDLERS = [take_overs_page, begin, take_over_page, assign, end]
