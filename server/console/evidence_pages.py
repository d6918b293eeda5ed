"""Evidence at a desk: the list of inspections, and the page of any report."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from piccolo.custom_types import Combinable

from server.console import reporting
from server.defects.queries import found_something
from server.inspections import evidence
from server.inspections.evidence import Asked, has_photo
from server.inspections.queries import flagged_at_all
from server.inspections.words import FLAG_WORDS, KIND_WORDS, PRESENCE_WORDS, RESULT_LOOKS, RESULT_WORDS
from server.lib import clock, db, i18n, paging, times
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.lib.spans import span
from server.people import desk
from server.people import queries as people
from server.people.terms import DECIDERS, Caller, Member
from server.reviews import asking
from server.reviews.rules import reason_of
from server.reviews.terms import REASON_MAX, REASONS, STATE_LOOKS, STATE_WORDS
from server.sites.tables import Building

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
# What a supervisor looks at first stands first: a plain "all fine" without a photo is nothing to look at.
VIEWS = {"photos": N_("有照片或疑点"), "doubts": N_("有问题或疑点"), "all": N_("全部")}
_WORDS = {
    "flag_words": FLAG_WORDS, "kind_words": KIND_WORDS, "presence_words": PRESENCE_WORDS,
    "result_words": RESULT_WORDS, "result_looks": RESULT_LOOKS, "span": span,
}  # fmt: skip

_RETAKE_WORDS = {
    "retake_reasons": REASONS, "retake_words": STATE_WORDS, "retake_looks": STATE_LOOKS, "reason_max": REASON_MAX,
}  # fmt: skip


@get("/evidence", include_in_schema=False)
async def evidence_list(
    request: DeskRequest,
    caller: MaybeCaller,
    view: FromQuery[str] = "",
    building: FromQuery[str] = "",
    person: FromQuery[str] = "",
    flag: FromQuery[str] = "",
    on: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[str]:
    """Inspections newest first; the live part alone where htmx asks for it."""
    who = desk.at_desk(caller, DECIDERS)
    members = desk.shown_sites(request, who, DECIDERS)
    language = desk.language_of(request)
    chosen = view if view in VIEWS else next(iter(VIEWS))
    asked = Asked(
        site_ids=tuple(member.site_id for member in members),
        zone=members[0].time_zone,
        building_id=desk.as_id(building),
        person_id=desk.as_id(person),
        flag=flag if flag in FLAG_WORDS else "",
        on=_date(on),
        only=_only(chosen),
    )
    filters = {
        "building": building if asked.building_id else "",
        "person": person if asked.person_id else "",
        "flag": asked.flag,
        "on": on if asked.on else "",
    }
    async with db.reading():
        rows, following = await evidence.inspections(asked, language, paging.cursor_of(cursor))
        values = {
            **_WORDS, "rows": rows, "next": following, "is_first": cursor is None, "members": members, "views": VIEWS,
            "view": chosen, "now": clock.now(), "buildings": await _buildings(members),
            "persons": await _persons(members), "filters": filters,
        }  # fmt: skip
    template = "console/evidence_list.html" if desk.is_fragment(request) else "console/evidence.html"
    return desk.page(request, who, template, values)


@get("/evidence/{report_id:str}", include_in_schema=False)
async def report_page(
    request: DeskRequest, caller: MaybeCaller, report_id: FromPath[str], done: FromQuery[str] = ""
) -> Response[str]:
    """One report of any kind with all that belongs to it."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(report_id)
    return await _report_page(request, who, key, {"done": done if done in ("asked", "withdrawn") else ""})


@post("/evidence/{report_id:str}/retakes", include_in_schema=False)
async def ask_retake(request: DeskRequest, caller: MaybeCaller, report_id: FromPath[str]) -> Response[Any]:
    """Asks for a photo once more. What can't be asked brings the page back with what was typed."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(report_id)
    form = await desk.form_of(request, "photo", "chosen", "reason")
    async with db.reading():
        row = await reporting.report_row(key)
        desk.member_at(who, row["site_id"] if row else None, DECIDERS)
        assert row is not None
        photos = await reporting.photos_of(row)
    reason = reason_of(form["chosen"], form["reason"])
    errors: dict[str, str] = {}
    if form["photo"] not in photos:
        errors["photo"] = N_("请选一张照片")
    if reason is None:
        too_long = len(form["reason"]) > REASON_MAX
        errors["reason"] = N_("写短一点，最多 200 个字") if too_long else N_("请选或写一个原因，手机上会看到")
    if errors or reason is None:
        return await _report_page(request, who, key, {"form": form, "errors": errors}, 422)
    try:
        await asking.ask(key, form["photo"], reason, who.person_id)
    except Problem as problem:
        if problem.code != "retake-asked":
            raise
        return await _report_page(request, who, key, {"form": form, "refused": problem.code}, 409)
    return desk.to(f"/console/evidence/{key}", done="asked")


@post("/evidence/{report_id:str}/retakes/{retake_id:str}/withdraw", include_in_schema=False)
async def withdraw_retake(
    request: DeskRequest, caller: MaybeCaller, report_id: FromPath[str], retake_id: FromPath[str]
) -> Response[Any]:
    """Takes a retake back while it stands open."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(report_id)
    retake = desk.thing_id(retake_id)
    row = await reporting.report_row(key)
    desk.member_at(who, row["site_id"] if row else None, DECIDERS)
    try:
        await asking.withdraw(retake, key, who.person_id)
    except Problem as problem:
        if problem.code != "retake-answered":
            raise
        return await _report_page(request, who, key, {"refused": problem.code}, 409)
    return desk.to(f"/console/evidence/{key}", done="withdrawn")


async def _report_page(
    request: DeskRequest, who: Caller, key: UUID, values: dict[str, Any], status: int = 200
) -> Response[str]:
    language = desk.language_of(request)
    async with db.reading():
        row = await reporting.report_row(key)
        member = desk.member_at(who, row["site_id"] if row else None, DECIDERS)
        assert row is not None
        gathered = await reporting.gather(row, language, i18n.translator(language))
    shown = {
        "form": {}, "errors": {}, "refused": "", "done": "", **values, **_WORDS, **_RETAKE_WORDS, **gathered,
        "zone": member.time_zone, "site_name": member.site_name,
    }  # fmt: skip
    return desk.page(request, who, "console/report.html", shown, status)


def _only(view: str) -> tuple[Combinable, ...]:
    if view == "photos":
        return (has_photo() | flagged_at_all(),)
    return (found_something() | flagged_at_all(),) if view == "doubts" else ()


def _date(text: str) -> date | None:
    """The date; None for anything else, and for the calendar's two edges, which have no day before or after."""
    try:
        on = times.parse_date(text)
    except ValueError:
        return None
    return on if date.min < on < date.max else None


async def _buildings(members: Sequence[Member]) -> list[tuple[str, str]]:
    rows = (
        await Building.select(Building.id, Building.name, Building.site.name)
        .where(Building.site.is_in([member.site_id for member in members]))
        .order_by(Building.site)
        .order_by(Building.ordinal)
    )
    several = len(members) > 1
    return [(str(row["id"]), f"{row['site.name']} · {row['name']}" if several else row["name"]) for row in rows]


async def _persons(members: Sequence[Member]) -> list[tuple[str, str]]:
    found = [row for member in members for row in await people.people_at(member.site_id)]
    walkers = {str(row["id"]): row["name"] for row in found if row["role"] in ("patroller", "supervisor", "manager")}
    return sorted(walkers.items(), key=lambda one: one[1])


HANDLERS = [evidence_list, report_page, ask_retake, withdraw_retake]
