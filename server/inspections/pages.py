"""Evidence at a desk: the list, a report's page, and the photos by the session's cookie."""

from collections.abc import Sequence
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter

from server.inspections import evidence, telling
from server.inspections.evidence import Asked
from server.inspections.words import FLAG_WORDS, KIND_WORDS, PRESENCE_WORDS, RESULT_LOOKS, RESULT_WORDS
from server.lib import clock, db, digest, i18n, paging, times
from server.lib.problems import Problem
from server.lib.spans import span
from server.people import desk
from server.people import queries as people
from server.people.terms import DECIDERS, Caller, Member
from server.photos import serving
from server.photos.blobs import BlobFolder
from server.photos.terms import SIZES, Size
from server.reports import naming
from server.sites.tables import Building, Site

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
_WORDS = {
    "flag_words": FLAG_WORDS, "kind_words": KIND_WORDS, "presence_words": PRESENCE_WORDS,
    "result_words": RESULT_WORDS, "result_looks": RESULT_LOOKS, "span": span,
}  # fmt: skip


@get("/evidence", include_in_schema=False)
async def evidence_list(
    request: DeskRequest,
    caller: MaybeCaller,
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
    asked = Asked(
        site_ids=tuple(member.site_id for member in members),
        zone=members[0].time_zone,
        building_id=desk.as_id(building),
        person_id=desk.as_id(person),
        flag=flag if flag in FLAG_WORDS else "",
        doubtful_only=flag == "any",
        on=_date(on),
    )
    async with db.reading():
        rows, following = await evidence.inspections(asked, language, paging.cursor_of(cursor))
        values = {
            **_WORDS, "rows": rows, "next": following, "is_first": cursor is None, "members": members,
            "now": clock.now(), "buildings": await _buildings(members), "persons": await _persons(members),
            "filters": {"building": building, "person": person, "flag": flag, "on": on if asked.on else ""},
        }  # fmt: skip
    template = "inspections/listed.html" if desk.is_fragment(request) else "inspections/evidence.html"
    return desk.page(request, who, template, values)


@get("/evidence/{report_id:str}", include_in_schema=False)
async def report_page(request: DeskRequest, caller: MaybeCaller, report_id: FromPath[str]) -> Response[str]:
    """One report with all that belongs to it."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(report_id)
    language = desk.language_of(request)
    _ = i18n.translator(language)
    async with db.reading():
        row = await telling.report_row(key)
        member = desk.member_at(who, row["site_id"] if row else None, DECIDERS)
        assert row is not None
        told = await telling.tell(row, language, _)
        site = await Site.select(Site.name).where(Site.id == member.site_id).first()
    values = {**_WORDS, "told": told, "zone": member.time_zone, "site_name": site["name"] if site else ""}
    return desk.page(request, who, "inspections/report.html", values)


@get("/photos/{sha256:str}", include_in_schema=False)
async def photo(
    caller: MaybeCaller,
    blobs: NamedDependency[BlobFolder],
    sha256: FromPath[str],
    size: FromQuery[str] = "original",
    if_none_match: Annotated[str | None, HeaderParameter(name="If-None-Match")] = None,
) -> Response[Any]:
    """A photo by the same rule as the API's: some site of the person has a report that names it."""
    if caller is None:
        raise Problem("unauthorized")
    if not digest.is_digest(sha256) or not await naming.may_see_photo(caller, sha256):
        raise Problem("not-found")
    chosen: Size = next((known for known in SIZES if known == size), "original")
    return await serving.picture(blobs, sha256, chosen, if_none_match)


def _date(text: str) -> Any:
    try:
        return times.parse_date(text) if text else None
    except ValueError:
        return None


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


HANDLERS = [evidence_list, report_page, photo]
