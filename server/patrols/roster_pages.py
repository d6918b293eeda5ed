"""The roster at a desk: windows and their days, who walks which route on which days, who stands in for whom."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.lib import clock, db, i18n, times
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.patrols import queries, rostering
from server.patrols.at_desk import chosen_days, chosen_ids, chosen_member, deciding
from server.patrols.rostering import WindowAsked
from server.patrols.tables import Route, StandIn, Window
from server.patrols.walkers import walkers_at
from server.patrols.words import DAY_WORDS, days_words, window_name
from server.people import desk
from server.people import queries as people
from server.people.terms import DECIDERS, Caller, Member

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
_DONE = {
    "window": N_("时段已保存。已经开始的班次不变。"),
    "retired": N_("时段已停用。已经开始的班次不变。"),
    "route": N_("路线的安排已保存。已经开始的班次不变。"),
    "stand-in": N_("顶班已记下。"),
    "back": N_("已恢复本人巡。"),
}
_FIELDS = ("zh", "en", "start", "end")


@get("/rounds/plan", include_in_schema=False)
async def plan(
    request: DeskRequest, caller: MaybeCaller, site: FromQuery[str] = "", done: FromQuery[str] = ""
) -> Response[str]:
    """Windows, routes and stand-ins of one site."""
    who = desk.at_desk(caller, DECIDERS)
    return await _plan(request, who, chosen_member(request, who, site), {"done": _DONE.get(done, "")})


@post("/rounds/plan/windows", include_in_schema=False)
async def add_window(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """A new window."""
    who = desk.at_desk(caller, DECIDERS)
    form = await desk.form_of(request, "site", *_FIELDS)
    member = desk.member_at(who, desk.as_id(form["site"]), DECIDERS)
    return await _put_window(request, who, member, None, form)


@post("/rounds/plan/windows/{window_id:str}", include_in_schema=False)
async def change_window(request: DeskRequest, caller: MaybeCaller, window_id: FromPath[str]) -> Response[Any]:
    """Another time, name or days for a window."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(window_id)
    member = await _member_of(who, Window, key)
    return await _put_window(request, who, member, key, await desk.form_of(request, *_FIELDS))


@post("/rounds/plan/windows/{window_id:str}/retire", include_in_schema=False)
async def retire_window(request: DeskRequest, caller: MaybeCaller, window_id: FromPath[str]) -> Response[Any]:
    """Ends a window."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(window_id)
    member = await _member_of(who, Window, key)
    await rostering.retire_window(key, member.site_id, by=who.person_id)
    return desk.to("/console/rounds/plan", site=str(member.site_id), done="retired")


@post("/rounds/plan/routes/{route_id:str}", include_in_schema=False)
async def change_route(request: DeskRequest, caller: MaybeCaller, route_id: FromPath[str]) -> Response[Any]:
    """Who walks a route, on which days, and whether its start alternates."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(route_id)
    member = await _member_of(who, Route, key)
    form = await desk.form_of(request, "alternates")
    persons, days = await chosen_ids(request, "person"), await chosen_days(request)
    try:
        await rostering.change_route(key, member.site_id, person_ids=persons, days=days,
                                     alternates=form["alternates"] == "1", by=who.person_id)  # fmt: skip
    except Problem as problem:
        typed = {"of": key, "persons": persons, "days": days, "alternates": form["alternates"] == "1"}
        return await _again(request, who, member, problem, typed)
    return desk.to("/console/rounds/plan", site=str(member.site_id), done="route")


@post("/rounds/plan/stand-ins", include_in_schema=False)
async def add_stand_in(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """Somebody is away, and who walks in their place."""
    who = desk.at_desk(caller, DECIDERS)
    form = await desk.form_of(request, "site", "away", "by", "first_on", "last_on")
    member = desk.member_at(who, desk.as_id(form["site"]), DECIDERS)
    try:
        away, by, first_on, last_on = _stand_in_of(form)
        await rostering.stand_in(member.site_id, away, by, first_on, last_on, by=who.person_id)
    except Problem as problem:
        return await _again(request, who, member, problem, {"of": "stand-in", **form})
    return desk.to("/console/rounds/plan", site=str(member.site_id), done="stand-in")


@post("/rounds/plan/stand-ins/{stand_in_id:str}/end", include_in_schema=False)
async def end_stand_in(request: DeskRequest, caller: MaybeCaller, stand_in_id: FromPath[str]) -> Response[Any]:
    """The person is back."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(stand_in_id)
    member = await _member_of(who, StandIn, key)
    await rostering.end_stand_in(key, member.site_id, by=who.person_id)
    return desk.to("/console/rounds/plan", site=str(member.site_id), done="back")


async def _put_window(
    request: DeskRequest, who: Caller, member: Member, key: UUID | None, form: dict[str, str]
) -> Response[Any]:
    days = await chosen_days(request)
    asked = WindowAsked(zh=form["zh"], en=form["en"], start=form["start"], end=form["end"], days=days)
    try:
        await rostering.put_window(member.site_id, key, asked, by=who.person_id)
    except Problem as problem:
        return await _again(request, who, member, problem, {**form, "of": key or "window", "days": days})
    return desk.to("/console/rounds/plan", site=str(member.site_id), done="window")


def _stand_in_of(form: dict[str, str]) -> tuple[UUID, UUID, date, date]:
    """The form's persons and dates; Problem bad-fields for what is none."""
    away, by = desk.as_id(form["away"]), desk.as_id(form["by"])
    errors = [FieldError(name, N_("请选一个人")) for name, one in (("away", away), ("by", by)) if one is None]
    dates: list[date] = []
    for name in ("first_on", "last_on"):
        try:
            dates.append(times.parse_date(form[name]))
        except ValueError:
            errors.append(FieldError(name, N_("请选日期")))
    if errors or away is None or by is None:
        raise Problem("bad-fields", errors=errors)
    return away, by, dates[0], dates[1]


async def _member_of(who: Caller, table: Any, key: UUID) -> Member:
    """What the caller is at the site of a route, window or stand-in; those of one round only are not found."""
    row = await table.select(table.site, *([] if table is StandIn else [table.kind])).where(table.id == key).first()
    if row is not None and row.get("kind", "ordinary") != "ordinary":
        row = None
    return desk.member_at(who, row["site"] if row else None, DECIDERS)


async def _again(
    request: DeskRequest, who: Caller, member: Member, problem: Problem, form: dict[str, Any]
) -> Response[str]:
    """The page once more with what was typed, and what is wrong with it."""
    if problem.code != "bad-fields":
        raise problem
    errors = {error.path: error.message for error in problem.errors}
    return await _plan(request, who, member, {"form": form, "errors": errors}, 422)


async def _plan(
    request: DeskRequest, who: Caller, member: Member, values: dict[str, Any], status: int = 200
) -> Response[str]:
    language, today = desk.language_of(request), clock.today(member.time_zone)
    _ = i18n.translator(language)
    async with db.reading():
        routes = await queries.routes_of(member.site_id)
        windows = await queries.windows_of(member.site_id)
        walkers = await walkers_at(member.site_id)
        away = await StandIn.select().where(StandIn.site == member.site_id, StandIn.last_on >= today)
        away.sort(key=lambda row: (row["first_on"], row["at"]))
        persons = {one for route in routes for one in route.person_ids}
        persons |= {row[name] for row in away for name in ("person", "stand_in")}
        names = await people.names_of(list(persons))
    shown = {
        "done": "", "form": {}, "errors": {}, **values, "member": member, "members": deciding(who), "routes": routes,
        "windows": windows, "walkers": walkers, "away": away, "names": names, "today": today,
        "day_words": DAY_WORDS, "days_words": lambda days: days_words(days, _),
        "window_name": lambda window: window_name(window, language),
    }  # fmt: skip
    return desk.page(request, who, "patrols/plan.html", shown, status)


HANDLERS = [plan, add_window, change_window, retire_window, change_route, add_stand_in, end_stand_in]
