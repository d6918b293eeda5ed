"""Residents at a desk: found by their unit, masked; shown whole one by one, which is journalled; edited and imported.

The front desk and those who decide see them, at their own sites; nobody of an outside firm does.
"""

import asyncio
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.lib import clock, db
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.lib.rates import Rates
from server.lib.sheets import FaultySheets
from server.lib.uploads import MOST_BODY_BYTES, UploadFolder, sent_workbook
from server.people import desk
from server.people.terms import DECIDERS, READERS, Caller, Member
from server.residents import importing, queries, recording
from server.residents.terms import RELATION_WORDS

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
PURPOSE = "residents"
# Enough for a desk that rings people all day; too slow for somebody who wants to copy them all.
_REVEALED = Rates(per_minute=4, burst=30)
_DONE = {
    "added": N_("住户已添加。"), "changed": N_("已保存。"), "ended": N_("已记为搬走。"), "imported": N_("已导入。"),
}  # fmt: skip


@get("/residents", include_in_schema=False)
async def residents_page(
    request: DeskRequest, caller: MaybeCaller, unit: FromQuery[str] = "", q: FromQuery[str] = "",
    building: FromQuery[str] = "", done: FromQuery[str] = "",
) -> Response[str]:  # fmt: skip
    """One unit's residents, or the units to choose from."""
    who = desk.at_desk(caller)
    if unit:
        return await _unit(request, who, desk.thing_id(unit), {"done": _DONE.get(done, "")})
    members = _allowed(desk.shown_sites(request, who))
    site_ids = [member.site_id for member in members]
    async with db.reading():
        units = await queries.units_of(site_ids, desk.as_id(building), q.strip()[:40])
        buildings = await queries.buildings_of(site_ids)
    values = {
        "units": units, "buildings": buildings, "filters": {"q": q.strip()[:40], "building": building},
        "several": len(members) > 1, "most": queries.MOST_UNITS, "done": _DONE.get(done, ""),
        "decides": bool(_allowed(members, DECIDERS, strict=False)),
    }  # fmt: skip
    return desk.page(request, who, "residents/residents.html", values)


@post("/residents", include_in_schema=False)
async def add(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """A further resident of a unit."""
    who = desk.at_desk(caller)
    form = await desk.form_of(request, "unit", *recording.FIELDS)
    row, member = await _own_unit(who, desk.thing_id(form["unit"]))
    try:
        await recording.add(row["id"], member.site_id, form, who.person_id)
    except Problem as problem:
        return await _again(request, who, row["id"], problem, {"fresh": form})
    return desk.to("/console/residents", unit=str(row["id"]), done="added")


@post("/residents/{resident_id:str}", include_in_schema=False)
async def change(request: DeskRequest, caller: MaybeCaller, resident_id: FromPath[str]) -> Response[Any]:
    """Other words for a resident."""
    who = desk.at_desk(caller)
    key, unit_id, member = await _own(who, resident_id)
    form = await desk.form_of(request, *recording.FIELDS)
    try:
        await recording.change(key, member.site_id, form, who.person_id)
    except Problem as problem:
        return await _again(request, who, unit_id, problem, {"edited": {**form, "id": str(key)}})
    return desk.to("/console/residents", unit=str(unit_id), done="changed")


@post("/residents/{resident_id:str}/end", include_in_schema=False)
async def end(caller: MaybeCaller, resident_id: FromPath[str]) -> Response[Any]:
    """They have moved out, today."""
    who = desk.at_desk(caller)
    key, unit_id, member = await _own(who, resident_id)
    await recording.end(key, member.site_id, clock.today(member.time_zone), who.person_id)
    return desk.to("/console/residents", unit=str(unit_id), done="ended")


@post("/residents/{resident_id:str}/reveal", include_in_schema=False)
async def reveal(request: DeskRequest, caller: MaybeCaller, resident_id: FromPath[str]) -> Response[str]:
    """The unit's page with this one's name and number whole. Journalled; only so many in a while."""
    who = desk.at_desk(caller)
    key, unit_id, member = await _own(who, resident_id)
    wait = _REVEALED.wait(str(who.person_id))
    if wait:
        raise Problem("too-many-requests", headers={"Retry-After": str(wait)})
    shown = await recording.reveal(key, member.site_id, who.person_id)
    return await _unit(request, who, unit_id, {"revealed": shown})


@get("/residents/import", include_in_schema=False)
async def import_form(request: DeskRequest, caller: MaybeCaller) -> Response[str]:
    """Where a file is chosen, by who decides."""
    who = desk.at_desk(caller, DECIDERS)
    _allowed(who.memberships, DECIDERS)
    return desk.page(request, who, "residents/import.html", {"faults": [], "found": None})


@get("/residents/import/template", include_in_schema=False)
async def import_template(caller: MaybeCaller) -> Response[bytes]:
    """The empty form."""
    desk.at_desk(caller, DECIDERS)
    return desk.workbook("louxun-residents.xlsx", await asyncio.to_thread(importing.template))


@post("/residents/import", include_in_schema=False, request_max_body_size=MOST_BODY_BYTES)
async def judge(request: DeskRequest, caller: MaybeCaller, uploads: NamedDependency[UploadFolder]) -> Response[str]:
    """What is wrong with a file, or what it would change. Nothing is written yet."""
    who = desk.at_desk(caller, DECIDERS)
    members = _allowed(who.memberships, DECIDERS)
    key = ""
    try:
        sent = await sent_workbook(request)
        key = await uploads.keep(sent.content, PURPOSE, who.person_id)
        path = await uploads.find(key, PURPOSE, who.person_id)
        assert path is not None
        rows = await asyncio.to_thread(importing.read_file, path, sent.name)
        async with db.reading():
            found = await importing.preview(rows, members)
    except FaultySheets as faulty:
        await uploads.drop(key, PURPOSE, who.person_id)
        return desk.page(request, who, "residents/import.html", {"faults": faulty.faults, "found": None}, 422)
    values = {"faults": [], "found": found, "key": key, "name": sent.name}
    return desk.page(request, who, "residents/import.html", values)


@post("/residents/import/confirm", include_in_schema=False)
async def confirm(request: DeskRequest, caller: MaybeCaller, uploads: NamedDependency[UploadFolder]) -> Response[Any]:
    """Takes in what the preview showed."""
    who = desk.at_desk(caller, DECIDERS)
    members = _allowed(who.memberships, DECIDERS)
    form = await desk.form_of(request, "key", "stamp")
    path = await uploads.find(form["key"], PURPOSE, who.person_id)
    if path is None:
        return desk.page(request, who, "residents/import.html", {"faults": [], "found": None, "is_over": True}, 410)
    try:
        rows = await asyncio.to_thread(importing.read_file, path, "")
        done = await importing.apply(rows, members, form["stamp"], who.person_id)
        if done is None:
            async with db.reading():
                found = await importing.preview(rows, members)
            values = {"faults": [], "found": found, "key": form["key"], "name": "", "is_again": True}
            return desk.page(request, who, "residents/import.html", values, 409)
    except FaultySheets as faulty:
        return desk.page(request, who, "residents/import.html", {"faults": faulty.faults, "found": None}, 422)
    await uploads.drop(form["key"], PURPOSE, who.person_id)
    return desk.to("/console/residents", done="imported")


def _allowed(
    members: tuple[Member, ...] | list[Member], roles: Any = READERS, *, strict: bool = True
) -> list[Member]:
    """The memberships that let somebody see residents: a role at a desk, and of no outside firm. Problem forbidden."""
    found = [member for member in members if member.role in roles and not member.contractor]
    if strict and not found:
        raise Problem("forbidden")
    return found


async def _own_unit(who: Caller, unit_id: UUID) -> tuple[dict[str, Any], Member]:
    row = await queries.unit_of(unit_id)
    member = desk.member_at(who, row["site"] if row else None)
    assert row is not None
    _allowed([member])
    return row, member


async def _own(who: Caller, resident_id: str) -> tuple[UUID, UUID, Member]:
    """A resident's id, unit and the caller's membership there; Problem not-found or forbidden."""
    key = desk.thing_id(resident_id)
    place = await queries.place_of(key)
    member = desk.member_at(who, place[0] if place else None)
    assert place is not None
    _allowed([member])
    return key, place[1], member


async def _again(
    request: DeskRequest, who: Caller, unit_id: UUID, problem: Problem, values: dict[str, Any]
) -> Response[str]:
    if problem.code != "bad-fields":
        raise problem
    errors = {error.path: error.message for error in problem.errors}
    return await _unit(request, who, unit_id, {**values, "errors": errors}, 422)


async def _unit(
    request: DeskRequest, who: Caller, unit_id: UUID, values: dict[str, Any], status: int = 200
) -> Response[str]:
    async with db.reading():
        row, member = await _own_unit(who, unit_id)
        rows = await queries.residents_of(unit_id, clock.today(member.time_zone))
    shown = {
        "done": "", "errors": {}, "fresh": {}, "edited": {}, "revealed": None, **values,
        "unit": row, "rows": rows, "relations": RELATION_WORDS,
    }  # fmt: skip
    return desk.page(request, who, "residents/unit.html", shown, status)


HANDLERS = [residents_page, add, import_form, import_template, judge, confirm, change, end, reveal]
