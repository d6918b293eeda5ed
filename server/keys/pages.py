"""Keys at the front desk: the cabinet, what is out and overdue, lending, adding, the daily count.

A key's own page is in `key_pages.py`.
"""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from server.keys import board, cabinet, counting, handing
from server.keys.board import Wanted
from server.keys.key_pages import DeskRequest, Form, MaybeCaller, key, take_step
from server.keys.terms import KEY_KINDS
from server.keys.words import DONE_WORDS, KIND_WORDS, PAGE_WORDS, PURPOSE_WORDS
from server.lib import clock, db, i18n
from server.lib.problems import Problem
from server.people import desk
from server.people.terms import DECIDERS, Caller, Member
from server.sites.places import SiteFacts
from server.sites.queries import site_facts
from server.sites.tables import Floor, Point, Unit

_VIEWS = ("cabinet", "out", "count", "add")
_STATES = ("in", "out", "overdue", "lost")
ADD_FIELDS = ("number", "name", "kind", "place", "copies", "entrusted")


@get("/keys", include_in_schema=False)
async def keys(
    request: DeskRequest,
    caller: MaybeCaller,
    view: FromQuery[str] = "cabinet",
    q: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    where: FromQuery[str] = "",
    number: FromQuery[str] = "",
    done: FromQuery[str] = "",
) -> Response[str]:
    """The cabinet, what is out, or the count."""
    who = desk.at_desk(caller)
    shown = view if view in _VIEWS else "cabinet"
    asked = {"q": q[:80], "kind": kind if kind in KEY_KINDS else "", "where": where if where in _STATES else ""}
    form = {"number": number[:24]} if number else {}
    return await _keys_page(request, who, shown, asked, {"form": form, "done": done if done in DONE_WORDS else ""})


async def _keys_page(
    request: DeskRequest,
    who: Caller,
    view: str,
    asked: Form,
    values: dict[str, Any],
    status: int = 200,
) -> Response[str]:
    language, now = desk.language_of(request), clock.now()
    _ = i18n.translator(language)
    members = desk.shown_sites(request, who)
    single = members[0] if len(members) == 1 else None
    wanted = Wanted(asked["q"], asked["kind"], asked["where"] or ("out" if view == "out" else ""))
    async with db.reading():
        site = await site_facts(single.site_id) if single else None
        staff = await handing.people_of(single.site_id) if single else []
        filled = {
            "form": {}, "errors": {}, "opened": "", "difference": None, "done": "", **values, **PAGE_WORDS,
            "view": view, "asked": asked, "members": members, "single": single, "now": now,
            "cabinet": await board.cabinet(members, wanted, _, now),
            "unsettled": await board.unsettled([member.site_id for member in members], _),
            "numbers": await board.numbers_of(members),
            "places": await _places(single.site_id) if single and view == "add" else {},
            "approvers": _approvers_of(staff, _), "staff": staff,
            "purpose_options": [(value, _(word)) for value, word in PURPOSE_WORDS.items()],
            "kind_options": [(value, _(word)) for value, word in KIND_WORDS.items()],
            "back_by": site.settings.keys_back_by if site else "",
            "books": await counting.expected(site) if site else None,
            "counts": await counting.counts_at([member.site_id for member in members]) if view == "count" else [],
            "last_count": await counting.counts_at([single.site_id], 1) if single else [],
            "today": clock.today(single.time_zone) if single else None,
        }  # fmt: skip
    template = "keys/listed.html" if desk.is_fragment(request) else "keys/keys.html"
    return desk.page(request, who, template, filled, status)


@post("/keys/loans", include_in_schema=False)
async def lend(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """Hands a key out. What is wrong brings the form back, filled."""
    who = desk.at_desk(caller)
    form = await desk.form_of(request, "site", *handing.LEND_FIELDS)
    member, site = await site_of(who, form["site"])
    try:
        key_id = await handing.lend(site, member, who.person_id, form)
    except Problem as problem:
        return await _again(request, who, problem, form, "lend")
    return desk.to(f"/console/keys/{key_id}", done="lend")


@post("/keys", include_in_schema=False)
async def add(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """Hangs a new key in the cabinet."""
    who = desk.at_desk(caller)
    form = await desk.form_of(request, "site", *ADD_FIELDS)
    _member, site = await site_of(who, form["site"])
    thing, _colon, place = form["place"].partition(":")
    copies = form["copies"] or "1"
    wanted = cabinet.NewKey(
        number=form["number"],
        name=form["name"],
        kind=form["kind"],  # type: ignore[arg-type] # looked at by add_key
        unit_id=desk.as_id(place) if thing == "unit" else None,
        floor_id=desk.as_id(place) if thing == "floor" else None,
        point_id=desk.as_id(place) if thing == "point" else None,
        copies=int(copies) if copies.isascii() and copies.isdecimal() and len(copies) < 4 else 0,
        entrusted=form["entrusted"] == "1",
    )
    try:
        key_id = await cabinet.add_key(site.id, wanted, who.person_id)
    except Problem as problem:
        return await _again(request, who, problem, form, "add")
    return desk.to(f"/console/keys/{key_id}", done="add")


@post("/keys/counts", include_in_schema=False)
async def count(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """Confirms a count; a difference that nobody explains brings the form back and says how big it is."""
    who = desk.at_desk(caller)
    form = await desk.form_of(request, "site", "in_cabinet", "explanation")
    _member, site = await site_of(who, form["site"])
    try:
        await counting.count(site, who.person_id, form)
    except Problem as problem:
        return await _again(request, who, problem, form, "count")
    return desk.to("/console/keys", view="count", done="count")


@post("/keys/steps/{step_id:str}/settle", include_in_schema=False)
async def settle(request: DeskRequest, caller: MaybeCaller, step_id: FromPath[str]) -> Response[Any]:
    """The desk has looked at a step that did not fit."""
    who = desk.at_desk(caller)
    form = await desk.form_of(request, "site")
    member = desk.member_at(who, desk.as_id(form["site"]))
    await cabinet.settle(desk.thing_id(step_id), member.site_id, who.person_id)
    return desk.to("/console/keys", done="settle")


async def _again(request: DeskRequest, who: Caller, problem: Problem, form: Form, opened: str) -> Response[str]:
    if problem.code != "bad-fields":
        raise problem
    errors: dict[str, str] = {}
    for error in problem.errors:
        name = "place" if error.path in ("unit_id", "floor_id", "point_id") else error.path
        errors.setdefault(name, error.message)
    values = {"form": form, "errors": errors, "opened": opened, "difference": problem.extras.get("difference")}
    view = opened if opened in _VIEWS else "cabinet"
    return await _keys_page(request, who, view, {"q": "", "kind": "", "where": ""}, values, 422)


async def site_of(who: Caller, text: str) -> tuple[Member, SiteFacts]:
    member = desk.member_at(who, desk.as_id(text))
    site = await site_facts(member.site_id)
    if site is None:
        raise Problem("not-found")
    return member, site


def _approvers_of(staff: list[dict[str, Any]], _: i18n.Translate) -> list[tuple[str, str]]:
    """Who may agree to something: `id` and name with role."""
    return [
        (str(one["id"]), f"{one['name']} · {_(desk.ROLE_WORDS[one['role']])}")
        for one in staff
        if one["role"] in DECIDERS
    ]


async def _places(site_id: UUID) -> dict[str, list[tuple[str, str]]]:
    """Where a new key may fit, `kind:id` and name, by units, floors and points."""
    units = (
        await Unit.select(Unit.id, Unit.name, Unit.building.name)
        .where(Unit.site == site_id, Unit.retired_at.is_null())
        .order_by(Unit.name)
    )
    floors = (
        await Floor.select(Floor.id, Floor.name, Floor.building.name)
        .where(Floor.building.site == site_id)
        .order_by(Floor.ordinal)
    )
    points = (
        await Point.select(Point.id, Point.name, Point.building.name)
        .where(Point.site == site_id, Point.retired_at.is_null())
        .order_by(Point.number)
    )
    named = {"unit": units, "floor": floors, "point": points}
    return {
        thing: [(f"{thing}:{row['id']}", f"{row['building.name']} {row['name']}") for row in rows]
        for thing, rows in named.items()
    }


HANDLERS = [keys, lend, add, count, settle, key, take_step]
