"""Incidents at a desk: the list, one with its timeline, the steps a person may add, and its order."""

from typing import Any, cast
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.incidents import acting, reading, rules
from server.incidents.recording import incident_row
from server.incidents.terms import BREACHES, CATEGORIES, EMERGENCIES, Level, Severity, State
from server.incidents.words import (
    CATEGORY_ICONS,
    CATEGORY_WORDS,
    LEVEL_WORDS,
    STATE_LOOKS,
    STATE_WORDS,
    STEP_ICONS,
    STEP_WORDS,
    VERDICT_WORDS,
    category_words,
)
from server.lib import clock, db, i18n, paging
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.people import desk
from server.people.departments import department_words
from server.people.terms import DECIDERS, DEPARTMENT_NAMES, Caller

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
VIEWS = {"": N_("没结束的"), "due": N_("等复查"), "closed": N_("已结束"), "all": N_("全部")}
_WORDS = {
    "category_icons": CATEGORY_ICONS, "known": CATEGORY_WORDS, "state_words": STATE_WORDS, "state_looks": STATE_LOOKS,
    "step_words": STEP_WORDS, "step_icons": STEP_ICONS, "verdict_words": VERDICT_WORDS, "level_words": LEVEL_WORDS,
    "category_words": category_words, "place_words": reading.place_words, "emergencies": EMERGENCIES,
    "breaches": BREACHES, "categories": CATEGORIES, "views": VIEWS,
}  # fmt: skip
_MOVED = N_("您看的时候，这个事件有了新的进展，这一步现在做不了。没有保存，您填的还在下面。")


@get("/incidents", include_in_schema=False)
async def incidents(
    request: DeskRequest,
    caller: MaybeCaller,
    view: FromQuery[str] = "",
    category: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[str]:
    """Those that have not ended, those to be re-checked, the ended ones, or all; the live part alone for htmx."""
    who = desk.at_desk(caller)
    return await _list_page(request, who, {"view": view, "category": category}, cursor, {})


@post("/incidents", include_in_schema=False)
async def open_one(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """Somebody rang: opens an incident and leads to it."""
    who = desk.at_desk(caller)
    form = await desk.form_of(request, *acting.OPEN_FIELDS)
    member = desk.member_at(who, desk.as_id(form["site"]))
    try:
        incident_id = await acting.open_incident(member, who.person_id, form)
    except Problem as problem:
        if problem.code != "bad-fields":
            raise
        shown = {"form": form, "errors": {error.path: error.message for error in problem.errors}}
        return await _list_page(request, who, {"view": "", "category": ""}, None, shown, 422)
    return desk.to(f"/console/incidents/{incident_id}", done="open")


async def _list_page(
    request: DeskRequest,
    who: Caller,
    filters: dict[str, str],
    cursor: str | None,
    more: dict[str, Any],
    status: int = 200,
) -> Response[str]:
    members = desk.shown_sites(request, who)
    view = filters["view"] if filters["view"] in VIEWS else ""
    async with db.reading():
        rows, following = await reading.listed(
            [member.site_id for member in members], view, filters["category"], paging.cursor_of(cursor)
        )
    values = {
        "form": {}, "errors": {}, **more, **_WORDS, "rows": rows, "next": following, "members": members,
        "now": clock.now(), "filters": {"view": view, "category": filters["category"]},
    }  # fmt: skip
    template = "incidents/listed.html" if desk.is_fragment(request) else "incidents/incidents.html"
    return desk.page(request, who, template, values, status)


@get("/incidents/{incident_id:str}", include_in_schema=False)
async def incident(
    request: DeskRequest, caller: MaybeCaller, incident_id: FromPath[str], done: FromQuery[str] = ""
) -> Response[str]:
    """An incident's page."""
    who = desk.at_desk(caller)
    return await _page(request, who, desk.thing_id(incident_id), {"done": done if done in STEP_WORDS else ""})


@post("/incidents/{incident_id:str}/steps", include_in_schema=False)
async def add_step(request: DeskRequest, caller: MaybeCaller, incident_id: FromPath[str]) -> Response[Any]:
    """Adds a step. What can't be taken brings the page back with what was typed, and says why."""
    who, key = desk.at_desk(caller), desk.thing_id(incident_id)
    form = await desk.form_of(request, *acting.STEP_FIELDS)
    row = await incident_row(key)
    member = desk.member_at(who, row["site"] if row else None)
    try:
        step = await acting.add_step(key, member, who.person_id, form)
    except acting.Moved:
        return await _page(request, who, key, {"form": form, "refused": _MOVED}, 409)
    except Problem as problem:
        return await _page(request, who, key, {"form": form, "errors": _errors(problem)}, 422)
    return desk.to(f"/console/incidents/{key}", done=step)


@post("/incidents/{incident_id:str}/order", include_in_schema=False)
async def make_order(request: DeskRequest, caller: MaybeCaller, incident_id: FromPath[str]) -> Response[Any]:
    """Makes its order and leads there."""
    who, key = desk.at_desk(caller), desk.thing_id(incident_id)
    form = await desk.form_of(request, *acting.ORDER_FIELDS)
    row = await incident_row(key)
    member = desk.member_at(who, row["site"] if row else None)
    try:
        order_id = await acting.order_it(key, member, who.person_id, form)
    except Problem as problem:
        return await _page(request, who, key, {"form": {**form, "step": "order"}, "errors": _errors(problem)}, 422)
    return desk.to(f"/console/orders/{order_id}")


def _errors(problem: Problem) -> dict[str, str]:
    if problem.code != "bad-fields":
        raise problem
    return {error.path: error.message for error in problem.errors}


async def _page(
    request: DeskRequest, who: Caller, incident_id: UUID, values: dict[str, Any], status: int = 200
) -> Response[str]:
    _ = i18n.translator(desk.language_of(request))
    async with db.reading():
        row = await reading.one(incident_id)
        member = desk.member_at(who, row["site"] if row else None)
        assert row is not None
        lines = await reading.timeline(incident_id, _)
    allowed = rules.ALLOWS[cast(State, row["state"])]
    category = row["category"]
    level, severity = cast("Level | None", row["level"]), cast("Severity | None", row["severity"])
    shown = {
        "form": {}, "errors": {}, "refused": "", "done": "", **values, **_WORDS,
        "one": row, "lines": lines, "steps": [step for step in acting.AT_DESK if step in allowed], "now": clock.now(),
        "zone": row["site.time_zone"], "decides": member.role in DECIDERS,
        "suggested": {"department": rules.order_department(category, None) or "",
                      "severity": rules.order_severity(category, level, severity)},
        "departments": [(key, department_words(key, name, _)) for key, name in DEPARTMENT_NAMES.items()],
    }  # fmt: skip
    return desk.page(request, who, "incidents/incident.html", shown, status)


HANDLERS = [incidents, open_one, incident, add_step, make_order]
