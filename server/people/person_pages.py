"""One person at a desk: what they are where, their number, their phones; changed by who may."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.lib import clock, db, i18n
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.lib.spans import size, span
from server.people import choosing, desk, enrolling, posting, roll
from server.people.departments import department_words
from server.people.desk import ROLE_WORDS
from server.people.roll import unsent_count
from server.people.rules import may_change, may_change_post, may_invite, roles_given_by
from server.people.terms import DECIDERS, READERS, Caller, Colleague

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
_DONE = {
    "added": N_("已添加。请给本人一个邀请，由本人自己设密码。"),
    "changed": N_("已保存。"),
    "ended": N_("这个岗位已结束。以前做的记录都保留，手机里没传的照样收。"),
    "enabled": N_("已恢复。"),
    "disabled": N_("已停用。做过的记录都保留。"),
}


@get("/people/{person_id:str}", include_in_schema=False)
async def person_page(
    request: DeskRequest, caller: MaybeCaller, person_id: FromPath[str], done: FromQuery[str] = ""
) -> Response[str]:
    """Somebody of the person's sites."""
    who = desk.at_desk(caller)
    return await _page(request, who, person_id, {"done": _DONE.get(done, "")})


@post("/people/{person_id:str}/details", include_in_schema=False)
async def change_details(request: DeskRequest, caller: MaybeCaller, person_id: FromPath[str]) -> Response[Any]:
    """Another name or number, by who may change the person."""
    who = desk.at_desk(caller, DECIDERS)
    one = await _changeable(who, person_id)
    form = await desk.form_of(request, "name", "phone")
    try:
        await enrolling.set_details(one.id, form["name"], form["phone"], who.person_id, _site_of(who, one))
    except Problem as problem:
        return await _again(request, who, person_id, problem, {"details": form})
    return desk.to(f"/console/people/{one.id}", done="changed")


@post("/people/{person_id:str}/posts", include_in_schema=False)
async def change_post(request: DeskRequest, caller: MaybeCaller, person_id: FromPath[str]) -> Response[Any]:
    """Gives a post at a site, or changes role and departments of the one there is."""
    who = desk.at_desk(caller, DECIDERS)
    async with db.reading():
        one = await choosing.seen(who, person_id)
    form = await desk.form_of(request, "site", "role")
    chosen = [key for key in (await request.form()).getall("department", []) if isinstance(key, str)]
    held = next((held for held in one.posts if str(held.site_id) == form["site"]), None)
    if one.id == who.person_id or (held is not None and not may_change_post(who, one.id, held)):
        raise Problem("forbidden")
    try:
        await posting.change_post(one.id, choosing.chosen_post(who, form, chosen), who.person_id)
    except Problem as problem:
        return await _again(request, who, person_id, problem, {"post": {**form, "departments": chosen}})
    return desk.to(f"/console/people/{one.id}", done="changed")


@post("/people/{person_id:str}/posts/end", include_in_schema=False)
async def end_post(request: DeskRequest, caller: MaybeCaller, person_id: FromPath[str]) -> Response[Any]:
    """Ends a post at a site."""
    who = desk.at_desk(caller, DECIDERS)
    async with db.reading():
        one = await choosing.seen(who, person_id)
    form = await desk.form_of(request, "site")
    held = next((held for held in one.posts if str(held.site_id) == form["site"]), None)
    if held is None or who.at(held.site_id) is None:
        raise Problem("not-found")
    if not may_change_post(who, one.id, held):
        raise Problem("forbidden")
    await posting.end_post(one.id, held.site_id, who.person_id)
    return desk.to(f"/console/people/{one.id}", done="ended")


@post("/people/{person_id:str}/disable", include_in_schema=False)
async def disable(caller: MaybeCaller, person_id: FromPath[str]) -> Response[Any]:
    """Ends somebody's access everywhere at once; only by who decides at all of their sites."""
    who = desk.at_desk(caller, DECIDERS)
    one = await _changeable(who, person_id)
    await enrolling.disable(one.id, by=who.person_id)
    return desk.to(f"/console/people/{one.id}", done="disabled")


@post("/people/{person_id:str}/enable", include_in_schema=False)
async def enable(caller: MaybeCaller, person_id: FromPath[str]) -> Response[Any]:
    """Takes disabling back."""
    who = desk.at_desk(caller, DECIDERS)
    one = await _changeable(who, person_id)
    await enrolling.enable(one.id, by=who.person_id)
    return desk.to(f"/console/people/{one.id}", done="enabled")


async def _changeable(who: Caller, person_id: str) -> Colleague:
    """Somebody of the person's sites whom they may change; Problem not-found or forbidden."""
    async with db.reading():
        one = await choosing.seen(who, person_id)
    if not may_change(who, one):
        raise Problem("forbidden")
    return one


def _site_of(who: Caller, one: Colleague) -> Any:
    """The site that a deed on somebody is journalled at: the first of theirs where the person decides."""
    return next(site_id for site_id in one.site_ids if who.decides(site_id))


async def _again(
    request: DeskRequest, who: Caller, person_id: str, problem: Problem, values: dict[str, Any]
) -> Response[str]:
    """The page with the form as it was sent and what is wrong with it."""
    if problem.code != "bad-fields":
        raise problem
    errors = {error.path: error.message for error in problem.errors}
    return await _page(request, who, person_id, {**values, "errors": errors}, 422)


async def _page(
    request: DeskRequest, who: Caller, person_id: str, values: dict[str, Any], status: int = 200
) -> Response[str]:
    _ = i18n.translator(desk.language_of(request))
    deciding = [member for member in who.memberships if member.role in DECIDERS]
    async with db.reading():
        one = await choosing.seen(who, person_id)
        departments = await choosing.department_choices(deciding, _)
        phones = await roll.phones_of(one.id) if any(who.decides(site_id) for site_id in one.site_ids) else []
    posts = [held for held in one.posts if (member := who.at(held.site_id)) and member.role in READERS]
    held_at = {held.site_id for held in one.posts}
    shown = {
        "done": "", "errors": {}, "details": {"name": one.name, "phone": one.phone}, "post": None, **values,
        "person": one,
        "posts": [(held, may_change_post(who, one.id, held), _roles(who, held.site_id, _)) for held in posts],
        "free_sites": [(str(m.site_id), m.site_name) for m in deciding if m.site_id not in held_at],
        "roles": [(role, _(ROLE_WORDS[role])) for role in choosing.roles_of(deciding)],
        "departments": departments, "phones": phones, "is_me": one.id == who.person_id,
        "may_change": may_change(who, one), "may_invite": may_invite(who, one), "decides": bool(deciding),
        "role_words": ROLE_WORDS, "department_words": lambda key, name: department_words(key, name, _),
        "zone": who.memberships[0].time_zone, "now": clock.now(), "span": span, "size": size,
        "unsent_count": unsent_count,
    }  # fmt: skip
    return desk.page(request, who, "people/person.html", shown, status)


def _roles(who: Caller, site_id: Any, _: Any) -> list[tuple[str, str]]:
    member = who.at(site_id)
    return [(role, _(ROLE_WORDS[role])) for role in roles_given_by(member.role)] if member else []


HANDLERS = [person_page, change_details, change_post, end_post, disable, enable]
