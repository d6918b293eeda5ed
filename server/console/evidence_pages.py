"""Evidence at a desk: the list of inspections, and the page of any report."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from litestar import Request, Response, get
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
from server.lib.spans import span
from server.people import desk
from server.people import queries as people
from server.people.terms import DECIDERS, Caller, Member
from server.sites.tables import Building

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
# What a supervisor looks at first stands first: a plain "all fine" without a photo is nothing to look at.
VIEWS = {"photos": N_("有照片或疑点"), "doubts": N_("有问题或疑点"), "all": N_("全部")}
_WORDS = {
    "flag_words": FLAG_WORDS, "kind_words": KIND_WORDS, "presence_words": PRESENCE_WORDS,
    "result_words": RESULT_WORDS, "result_looks": RESULT_LOOKS, "span": span,
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
async def report_page(request: DeskRequest, caller: MaybeCaller, report_id: FromPath[str]) -> Response[str]:
    """One report of any kind with all that belongs to it."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(report_id)
    language = desk.language_of(request)
    async with db.reading():
        row = await reporting.report_row(key)
        member = desk.member_at(who, row["site_id"] if row else None, DECIDERS)
        assert row is not None
        values = await reporting.gather(row, language, i18n.translator(language))
    shown = {**_WORDS, **values, "zone": member.time_zone, "site_name": member.site_name}
    return desk.page(request, who, "console/report.html", shown)


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


HANDLERS = [evidence_list, report_page]
