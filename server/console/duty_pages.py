"""Duty at a desk (值班): who is on duty now, the list with its gaps and overlaps, and the hand-over book."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.duty import handing, planning, queries
from server.duty.rules import breaks
from server.duty.terms import KIND_WORDS
from server.lib import clock, db
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.lib.spans import span
from server.people import desk, roll
from server.people.terms import DECIDERS, READERS, Caller, Member
from server.workorders.ordering import number_of
from server.workorders.tables import WorkOrder

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
DAYS_SHOWN = 14
_NUMBER = re.compile(r"W-(\d{2})(\d{2})-(\d{2,4})", re.IGNORECASE)
_DONE = {
    "planned": N_("值班已排好。"),
    "cancelled": N_("这一班已取消。"),
    "written": N_("已记到交接本。"),
    "taken": N_("已接班：没办完的事现在在您这里。"),
    "settled": N_("已记为办完。"),
}


@get("/duty", include_in_schema=False)
async def duty_page(
    request: DeskRequest, caller: MaybeCaller, site: FromQuery[str] = "", done: FromQuery[str] = ""
) -> Response[str]:
    """One site's duty and book; who has several sites sees who is on duty at each and chooses one."""
    who = desk.at_desk(caller)
    if site:
        member = desk.member_at(who, desk.thing_id(site))
        return await _page(request, who, member, {"done": _DONE.get(done, "")})
    members = desk.shown_sites(request, who)
    if len(members) == 1:
        return await _page(request, who, members[0], {"done": _DONE.get(done, "")})
    async with db.reading():
        present = await queries.on_duty_at_sites([member.site_id for member in members], clock.now())
    return desk.page(request, who, "console/duty_sites.html", {"members": members, "present": present})


@post("/duty/{site:str}/shifts", include_in_schema=False)
async def plan(request: DeskRequest, caller: MaybeCaller, site: FromPath[str]) -> Response[Any]:
    """Puts somebody on the list, by who decides."""
    who = desk.at_desk(caller)
    member = desk.member_at(who, desk.thing_id(site), DECIDERS)
    form = await desk.form_of(request, *planning.FIELDS)
    try:
        await planning.add_duties(member.site_id, member.time_zone, form, who.person_id)
    except Problem as problem:
        return await _again(request, who, member, problem, {"shift": form})
    return _to(member, "planned")


@post("/duty/shifts/{duty_id:str}/cancel", include_in_schema=False)
async def cancel(caller: MaybeCaller, duty_id: FromPath[str]) -> Response[Any]:
    """Takes a duty back."""
    who, key = desk.at_desk(caller), desk.thing_id(duty_id)
    member = desk.member_at(who, await planning.site_of(key), DECIDERS)
    await planning.cancel(key, member.site_id, who.person_id)
    return _to(member, "cancelled")


@post("/duty/{site:str}/matters", include_in_schema=False)
async def write_down(request: DeskRequest, caller: MaybeCaller, site: FromPath[str]) -> Response[Any]:
    """A fresh matter in the book."""
    who = desk.at_desk(caller)
    member = desk.member_at(who, desk.thing_id(site))
    form = await desk.form_of(request, "kind", "text", "order")
    try:
        order_id = await _order(member, form["order"])
        await handing.write_down(member.site_id, form["kind"], form["text"], order_id, who.person_id)
    except Problem as problem:
        return await _again(request, who, member, problem, {"matter": form})
    return _to(member, "written")


@post("/duty/{site:str}/take-over", include_in_schema=False)
async def take_over(caller: MaybeCaller, site: FromPath[str]) -> Response[Any]:
    """Takes every open matter over from the one before."""
    who = desk.at_desk(caller)
    member = desk.member_at(who, desk.thing_id(site))
    await handing.take_over(member.site_id, who.person_id)
    return _to(member, "taken")


@post("/duty/matters/{matter_id:str}/settle", include_in_schema=False)
async def settle(request: DeskRequest, caller: MaybeCaller, matter_id: FromPath[str]) -> Response[Any]:
    """Closes a matter with what came of it."""
    who, key = desk.at_desk(caller), desk.thing_id(matter_id)
    member = desk.member_at(who, await handing.site_of(key))
    form = await desk.form_of(request, "how")
    try:
        await handing.settle(key, member.site_id, form["how"], who.person_id)
    except Problem as problem:
        return await _again(request, who, member, problem, {"settling": {**form, "id": str(key)}})
    return _to(member, "settled")


def _to(member: Member, done: str) -> Response[None]:
    return desk.to("/console/duty", site=str(member.site_id), done=done)


async def _again(
    request: DeskRequest, who: Caller, member: Member, problem: Problem, values: dict[str, Any]
) -> Response[str]:
    if problem.code != "bad-fields":
        raise problem
    errors = {error.path: error.message for error in problem.errors}
    return await _page(request, who, member, {**values, "errors": errors}, 422)


async def _page(
    request: DeskRequest, who: Caller, member: Member, values: dict[str, Any], status: int = 200
) -> Response[str]:
    now, today = clock.now(), clock.today(member.time_zone)
    since, until = _midnight(today, member), _midnight(today + timedelta(days=DAYS_SHOWN), member)
    async with db.reading():
        rows = await queries.duties_between([member.site_id], since, until)
        present = await queries.on_duty_at(member.site_id, now)
        matters = await queries.book(member.site_id, now)
        colleagues = [
            one for one in await roll.colleagues([member.site_id])
            if one.disabled_at is None and any(held.site_id == member.site_id for held in one.posts)
        ]  # fmt: skip
        numbers = await _numbers([row["order_id"] for row in matters if row["order_id"]])
    shifts = [queries.shift_of(row) for row in rows if row["person.disabled_at"] is None]
    open_matters = [row for row in matters if row["settled_at"] is None]
    shown = {
        "done": "", "errors": {}, "shift": {}, "matter": {}, "settling": {}, **values,
        "member": member, "decides": member.role in DECIDERS, "present": present, "now": now, "zone": member.time_zone,
        "rows": rows, "breaks": breaks(shifts, now, max(now, until)) if shifts else [],
        "open_matters": open_matters, "settled": [row for row in matters if row["settled_at"] is not None],
        "to_take": sum(queries.holder_of(row) != who.person_id for row in open_matters),
        "kinds": KIND_WORDS, "numbers": numbers, "today": today.isoformat(), "span": span,
        "people": [(str(one.id), one.name) for one in colleagues],
        "several": len(who.sites(READERS)) > 1,
    }  # fmt: skip
    return desk.page(request, who, "console/duty.html", shown, status)


async def _order(member: Member, text: str) -> UUID | None:
    """The newest order of the site with this number; Problem bad-fields where it has none."""
    if not text:
        return None
    match = _NUMBER.fullmatch(text)
    rows = (
        await WorkOrder.select(WorkOrder.id, WorkOrder.day)
        .where(WorkOrder.site == member.site_id, WorkOrder.ordinal == int(match[3]))
        .order_by(WorkOrder.day, ascending=False)
        if match
        else []
    )
    for row in rows:
        if match and (row["day"].month, row["day"].day) == (int(match[1]), int(match[2])):
            return UUID(str(row["id"]))
    raise Problem("bad-fields", errors=[FieldError("order", N_("这个小区没有这张工单；编号像 W-1123-07"))])


async def _numbers(order_ids: list[UUID]) -> dict[UUID, str]:
    if not order_ids:
        return {}
    rows = await WorkOrder.select(WorkOrder.id, WorkOrder.day, WorkOrder.ordinal).where(WorkOrder.id.is_in(order_ids))
    return {row["id"]: number_of(row["day"], row["ordinal"]) for row in rows}


def _midnight(day: date, member: Member) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(member.time_zone))


HANDLERS = [duty_page, plan, cancel, write_down, take_over, settle]
