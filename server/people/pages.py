"""People at a desk: everyone of the person's sites, and somebody new."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from server.lib import clock, db, i18n
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.people import (
    choosing,
    department_pages,
    desk,
    device_pages,
    enrolling,
    import_pages,
    invite_pages,
    person_pages,
    roll,
)
from server.people.departments import department_words
from server.people.desk import ROLE_WORDS
from server.people.rules import may_invite
from server.people.terms import DECIDERS, ROLES, Caller, Colleague

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
PAGE = 50
STATES = {"active": N_("在职"), "waiting": N_("还没设密码"), "left": N_("已离开")}
_DONE = {
    "imported": (N_("已导入。"), N_("新来的人还没有密码：选“还没设密码”，给他们生成邀请。")),
    "left": (N_("已停用。做过的记录都保留。"), ""),
}


@get("/people", include_in_schema=False)
async def people_page(
    request: DeskRequest, caller: MaybeCaller, q: FromQuery[str] = "", role: FromQuery[str] = "",
    show: FromQuery[str] = "", page: FromQuery[str] = "1", done: FromQuery[str] = "",
) -> Response[str]:  # fmt: skip
    """Everyone of the person's sites, by name, state and role; the form for somebody new to who decides."""
    who = desk.at_desk(caller)
    wanted = {"q": q.strip()[:60], "role": role if role in ROLES else "", "show": show if show in STATES else ""}
    return await _people(request, who, wanted, page, {"done": _DONE.get(done)})


@post("/people", include_in_schema=False)
async def add_person(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """Takes somebody in, without a password: their page offers the invitation that lets them set one."""
    who = desk.at_desk(caller, DECIDERS)
    form = await desk.form_of(request, "username", "name", "phone", "role", "site")
    chosen = [one for one in (await request.form()).getall("department", []) if isinstance(one, str)]
    try:
        new_post = choosing.chosen_post(who, form, chosen)
        person_id = await enrolling.add_person(
            form["username"], form["name"], [new_post], None, by=who.person_id, phone=form["phone"]
        )
    except Problem as problem:
        if problem.code != "bad-fields":
            raise
        errors = {error.path: error.message for error in problem.errors}
        values = {"form": {**form, "departments": chosen}, "errors": errors}
        return await _people(request, who, {"q": "", "role": "", "show": ""}, "1", values, 422)
    return desk.to(f"/console/people/{person_id}", done="added")


async def _people(
    request: DeskRequest, who: Caller, wanted: dict[str, str], page: str, values: dict[str, Any], status: int = 200
) -> Response[str]:
    members = desk.shown_sites(request, who)
    _ = i18n.translator(desk.language_of(request))
    deciding = [member for member in who.memberships if member.role in DECIDERS]
    site_ids = [member.site_id for member in members]
    async with db.reading():
        everyone = await roll.colleagues(site_ids)
        departments = await choosing.department_choices(deciding, _)
    found = [one for one in everyone if _is_wanted(one, wanted, set(site_ids))]
    pages = max(1, -(-len(found) // PAGE))
    number = min(int(page), pages) if page.isascii() and page.isdecimal() and 0 < len(page) < 6 and int(page) else 1
    shown = {
        "form": {}, "errors": {}, "done": None, **values,
        "rows": [choosing.row_of(who, one) for one in found[(number - 1) * PAGE : number * PAGE]],
        "total": len(found), "page": number, "pages": pages, "filters": wanted, "states": STATES,
        "departments": departments, "posts": [(str(member.site_id), member.site_name) for member in deciding],
        "department_words": lambda key, name: department_words(key, name, _),
        "all_roles": [(role, _(ROLE_WORDS[role])) for role in ROLES],
        "roles": [(role, _(ROLE_WORDS[role])) for role in choosing.roles_of(deciding)], "role_words": ROLE_WORDS,
        "zone": members[0].time_zone, "several": len(members) > 1, "me": who.person_id, "now": clock.now(),
        "waiting_count": sum(choosing.is_waiting(one) and may_invite(who, one) for one in found),
    }  # fmt: skip
    return desk.page(request, who, "people/people.html", shown, status)


def _is_wanted(one: Colleague, wanted: dict[str, str], site_ids: set[Any]) -> bool:
    here = [held for held in one.posts if held.site_id in site_ids]
    has_left = one.disabled_at is not None or not here
    state = wanted["show"] or "active"
    fits = {"active": not has_left, "waiting": not has_left and choosing.is_waiting(one), "left": has_left}[state]
    text = wanted["q"].lower()
    is_named = not text or text in one.name.lower() or text in one.username or text in one.phone
    return fits and is_named and (not wanted["role"] or any(held.role == wanted["role"] for held in here))


HANDLERS = [
    people_page,
    add_person,
    *import_pages.HANDLERS,
    *invite_pages.HANDLERS,
    *department_pages.HANDLERS,
    *person_pages.HANDLERS,
    *device_pages.HANDLERS,
]
