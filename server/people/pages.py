"""People and their phones at a desk: taking people in and out, ending a phone's sign-in."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.lib import clock, db, i18n
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.lib.spans import size, span
from server.people import desk, enrolling, queries, roll
from server.people.departments import department_words
from server.people.desk import ROLE_WORDS
from server.people.enrolling import Post
from server.people.roll import Colleague, unsent_count
from server.people.signing_in import end_token
from server.people.tables import Token
from server.people.terms import DECIDERS, ROLES, Caller, Member, Role

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
_DONE = {"disabled": N_("已停用。做过的记录都保留。"), "enabled": N_("已恢复。")}


@get("/people", include_in_schema=False)
async def people_page(request: DeskRequest, caller: MaybeCaller, done: FromQuery[str] = "") -> Response[str]:
    """Everyone of the person's sites, and the form for somebody new."""
    return await _people(request, desk.at_desk(caller, DECIDERS), {"done": _DONE.get(done, "")})


@post("/people", include_in_schema=False)
async def add_person(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """Takes somebody in. The first password is made here and shown on this one answer."""
    who = desk.at_desk(caller, DECIDERS)
    form = await desk.form_of(request, "username", "name", "role", "site")
    chosen = [one for one in (await request.form()).getall("department", []) if isinstance(one, str)]
    password = enrolling.made_password()
    try:
        new_post = _post(who, form, chosen)
        await enrolling.add_person(form["username"], form["name"], [new_post], password, by=who.person_id)
    except Problem as problem:
        if problem.code != "bad-fields":
            raise
        errors = {error.path: error.message for error in problem.errors}
        return await _people(request, who, {"form": {**form, "departments": chosen}, "errors": errors}, 422)
    added = {"username": form["username"].lower(), "name": form["name"], "password": password}
    return await _people(request, who, {"added": added}, 201)


@post("/people/{person_id:str}/disable", include_in_schema=False)
async def disable(request: DeskRequest, caller: MaybeCaller, person_id: FromPath[str]) -> Response[Any]:
    """Ends somebody's access everywhere; only by who decides at all of their sites."""
    who = desk.at_desk(caller, DECIDERS)
    colleague = await _colleague(who, person_id)
    await enrolling.disable(colleague.id, by=who.person_id)
    return desk.to("/console/people", done="disabled")


@post("/people/{person_id:str}/enable", include_in_schema=False)
async def enable(request: DeskRequest, caller: MaybeCaller, person_id: FromPath[str]) -> Response[Any]:
    """Takes disabling back."""
    who = desk.at_desk(caller, DECIDERS)
    colleague = await _colleague(who, person_id)
    await enrolling.enable(colleague.id, by=who.person_id)
    return desk.to("/console/people", done="enabled")


@post("/people/{person_id:str}/password", include_in_schema=False)
async def new_password(request: DeskRequest, caller: MaybeCaller, person_id: FromPath[str]) -> Response[Any]:
    """Another password, made here and shown on this one answer."""
    who = desk.at_desk(caller, DECIDERS)
    colleague = await _colleague(who, person_id)
    password = enrolling.made_password()
    await enrolling.set_password(colleague.id, password, by=who.person_id)
    added = {"username": colleague.username, "name": colleague.name, "password": password}
    return await _people(request, who, {"added": added})


@get("/devices", include_in_schema=False)
async def devices_page(
    request: DeskRequest, caller: MaybeCaller, show: FromQuery[str] = "", done: FromQuery[str] = ""
) -> Response[str]:
    """The phones of the person's sites; those whose sign-in has ended with `show=ended`."""
    who = desk.at_desk(caller, DECIDERS)
    members = desk.shown_sites(request, who, DECIDERS)
    _ = i18n.translator(desk.language_of(request))
    async with db.reading():
        rows = await roll.devices([member.site_id for member in members], ended=show == "ended")
    values = {
        "rows": rows,
        "ended": show == "ended",
        "zone": members[0].time_zone,
        "now": clock.now(),
        "span": span,
        "span_ms": lambda ms: span(timedelta(milliseconds=ms), _),
        "size": size,
        "unsent_count": unsent_count,
        "done": done == "revoked",
    }
    template = "people/device_list.html" if desk.is_fragment(request) else "people/devices.html"
    return desk.page(request, who, template, values)


@post("/devices/{token_id:str}/revoke", include_in_schema=False)
async def revoke(caller: MaybeCaller, token_id: FromPath[str]) -> Response[Any]:
    """Ends a phone's sign-in for good. What is unsent on it stays there and can still come by a rescue."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(token_id)
    row = await Token.select(Token.person).where(Token.id == key).first()
    if row is None:
        raise Problem("not-found")
    posts = await queries.memberships_of(row["person"])
    if not any(who.at(one.site_id) for one in posts):
        raise Problem("not-found")
    if not any(who.decides(one.site_id) for one in posts):
        raise Problem("forbidden")
    await end_token(key, by=who.person_id)
    return desk.to("/console/devices", done="revoked")


async def _people(request: DeskRequest, who: Caller, values: dict[str, Any], status: int = 200) -> Response[str]:
    members = desk.shown_sites(request, who, DECIDERS)
    _ = i18n.translator(desk.language_of(request))
    mine = [member for member in who.memberships if member.role in DECIDERS]
    async with db.reading():
        found = await roll.colleagues([member.site_id for member in members])
        departments = [
            {"id": str(row["id"]), "name": _of_site(member, department_words(row["key"], row["name"], _), mine)}
            for member in mine
            for row in await queries.departments_at(member.site_id)
        ]
    shown = {
        "form": {}, "errors": {}, "added": None, "done": "", **values,
        "rows": [_row(who, one) for one in found],
        "departments": departments, "posts": [(str(member.site_id), member.site_name) for member in mine],
        "department_words": lambda key, name: department_words(key, name, _),
        "roles": [(role, _(ROLE_WORDS[role])) for role in _roles(mine)], "role_words": ROLE_WORDS,
        "zone": members[0].time_zone, "several": len(members) > 1, "me": who.person_id,
    }  # fmt: skip
    return desk.page(request, who, "people/people.html", shown, status)


def _of_site(member: Member, name: str, mine: list[Member]) -> str:
    return f"{member.site_name} · {name}" if len(mine) > 1 else name


def _roles(mine: list[Member]) -> list[Role]:
    """A supervisor takes in everyone but managers."""
    is_manager = any(member.role == "manager" for member in mine)
    return [role for role in ROLES if role != "manager" or is_manager]


def _post(who: Caller, form: dict[str, str], departments: list[str]) -> Post:
    """The post in the form, at a site where the person decides."""
    member = who.at(desk.as_id(form["site"]))
    if member is None or member.role not in DECIDERS:
        raise Problem("bad-fields", errors=[FieldError("site", N_("请选小区"))])
    if form["role"] not in _roles([member]):
        raise Problem("bad-fields", errors=[FieldError("role", N_("请选岗位"))])
    role = next(role for role in ROLES if role == form["role"])
    chosen = tuple(key for key in map(desk.as_id, departments) if key is not None)
    return Post(site_id=member.site_id, role=role, department_ids=chosen)


def _row(who: Caller, one: Colleague) -> dict[str, Any]:
    """What the list shows of somebody: of their posts only those at the caller's sites."""
    posts = [held for held in one.posts if who.at(held.site_id) is not None]
    return {"person": one, "posts": posts, "may_change": _may_change(who, one)}


def _may_change(who: Caller, one: Colleague) -> bool:
    """Whether this person may disable that one or give another password: not themselves, at no site where they don't
    decide, and a manager only by a manager."""
    decides = all(who.decides(held.site_id) for held in one.posts)
    is_manager = any(held.role == "manager" for held in one.posts)
    caller_manages = all(getattr(who.at(held.site_id), "role", "") == "manager" for held in one.posts)
    return one.id != who.person_id and decides and (not is_manager or caller_manages)


async def _colleague(who: Caller, person_id: str) -> Colleague:
    """Somebody of the person's sites whom they may change; Problem not-found or forbidden."""
    key: UUID = desk.thing_id(person_id)
    async with db.reading():
        found = next((one for one in await roll.colleagues(who.sites(DECIDERS)) if one.id == key), None)
    if found is None:
        raise Problem("not-found")
    if not _may_change(who, found):
        raise Problem("forbidden")
    return found


HANDLERS = [people_page, add_person, disable, enable, new_password, devices_page, revoke]
