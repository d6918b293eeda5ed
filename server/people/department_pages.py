"""A site's departments at a desk: what they are called, and which are an outside firm's."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.lib import db, i18n
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.people import departments, desk
from server.people.departments import department_words
from server.people.terms import DECIDERS, DEPARTMENT_NAMES, Caller

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
_DONE = {"added": N_("部门已添加。"), "changed": N_("已保存。")}


@get("/people/departments", include_in_schema=False)
async def departments_page(
    request: DeskRequest, caller: MaybeCaller, done: FromQuery[str] = ""
) -> Response[str]:
    """The departments of the sites where the person decides."""
    return await _page(request, desk.at_desk(caller, DECIDERS), {"done": _DONE.get(done, "")})


@post("/people/departments", include_in_schema=False)
async def add_department(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """Another department of a site: a firm, or a team of its own."""
    who = desk.at_desk(caller, DECIDERS)
    form = await desk.form_of(request, "site", "name", "key", "contractor")
    member = desk.member_at(who, desk.thing_id(form["site"]), DECIDERS)
    try:
        await departments.add_department(
            member.site_id, form["name"], form["key"], contractor=form["contractor"] == "1", by=who.person_id
        )
    except Problem as problem:
        return await _again(request, who, problem, form)
    return desk.to("/console/people/departments", done="added")


@post("/people/departments/{department_id:str}", include_in_schema=False)
async def change_department(
    request: DeskRequest, caller: MaybeCaller, department_id: FromPath[str]
) -> Response[Any]:
    """Another name, or whether it is an outside firm."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(department_id)
    form = await desk.form_of(request, "name", "contractor")
    member = desk.member_at(who, await departments.site_of(key), DECIDERS)
    try:
        await departments.change_department(
            key, member.site_id, form["name"], contractor=form["contractor"] == "1", by=who.person_id
        )
    except Problem as problem:
        return await _again(request, who, problem, {**form, "id": str(key)})
    return desk.to("/console/people/departments", done="changed")


async def _again(request: DeskRequest, who: Caller, problem: Problem, form: dict[str, str]) -> Response[str]:
    if problem.code != "bad-fields":
        raise problem
    errors = {error.path: error.message for error in problem.errors}
    return await _page(request, who, {"form": form, "errors": errors}, 422)


async def _page(request: DeskRequest, who: Caller, values: dict[str, Any], status: int = 200) -> Response[str]:
    _ = i18n.translator(desk.language_of(request))
    members = desk.shown_sites(request, who, DECIDERS)
    async with db.reading():
        sites = [(member, await departments.told_at(member.site_id)) for member in members]
    shown = {
        "done": "", "errors": {}, "form": {}, **values, "sites": sites,
        "kinds": [(key, _(name)) for key, name in DEPARTMENT_NAMES.items()],
        "posts": [(str(member.site_id), member.site_name) for member in members],
        "department_words": lambda key, name: department_words(key, name, _),
    }  # fmt: skip
    return desk.page(request, who, "people/departments.html", shown, status)


HANDLERS = [departments_page, add_department, change_department]
