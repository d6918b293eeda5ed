"""A site's places as a spreadsheet, out and in again: a preview of what will change, then exactly that or nothing."""

import asyncio
import io
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from server.checklists import queries as checklists
from server.console.difference_words import sheets_told
from server.lib import clock, db, i18n
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.lib.sheets import Fault, FaultySheets
from server.lib.uploads import MOST_BODY_BYTES, XLSX_TYPE, UploadFolder, sent_workbook
from server.patrols.differences import Differences, differences
from server.patrols.exporting import export_lines
from server.patrols.importing import Judge, import_rows, plan_rows, read_rows, write_file, write_template
from server.people import desk
from server.people.terms import DECIDERS, Caller
from server.sites.plans import Places
from server.sites.sheets import SITE
from server.sites.tables import Site

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
Uploads = NamedDependency[UploadFolder]
_PURPOSE = "places"
_TEMPLATE = "console/places_import.html"


@get("/places/import", include_in_schema=False)
async def import_page(request: DeskRequest, caller: MaybeCaller, done: FromQuery[str] = "") -> Response[str]:
    """The form; a file is only looked at until its preview is confirmed."""
    who = desk.at_desk(caller, DECIDERS)
    return _page(request, who, {"done": done == "imported"})


@post("/places/import", include_in_schema=False, request_max_body_size=MOST_BODY_BYTES)
async def preview(request: DeskRequest, caller: MaybeCaller, uploads: Uploads) -> Response[str]:
    """What the file would change, or every fault of it. Nothing is written; the file waits for being confirmed."""
    who = desk.at_desk(caller, DECIDERS)
    try:
        sent = await sent_workbook(request)
        key = await uploads.keep(sent.content, _PURPOSE, who.person_id)
        return await _preview(request, who, uploads, key, sent.name)
    except FaultySheets as faulty:
        return _page(request, who, {"faults": faulty.faults}, 422)


@post("/places/import/confirm", include_in_schema=False)
async def confirm(request: DeskRequest, caller: MaybeCaller, uploads: Uploads) -> Response[Any]:
    """Does what the preview said; where something has changed meanwhile, there is another preview."""
    who = desk.at_desk(caller, DECIDERS)
    form = await desk.form_of(request, "key", "name", "agreed")
    path = await uploads.find(form["key"], _PURPOSE, who.person_id)
    if path is None:
        gone = Fault(form["name"], None, None, N_("这个文件放得太久，已经不在了，请再选一次"))
        return _page(request, who, {"faults": [gone]}, 422)
    try:
        rows = await read_rows(path, form["name"])
        done = await import_rows(
            rows,
            judge=await _judge(who),
            is_agreed=lambda plan: differences(plan).fingerprint == form["agreed"],
            by=who.person_id,
        )
    except FaultySheets as faulty:
        return _page(request, who, {"faults": faulty.faults}, 422)
    except Problem as problem:
        if problem.code != "conflict":
            raise
        return await _preview(request, who, uploads, form["key"], form["name"], is_stale=True)
    await uploads.drop(form["key"], _PURPOSE, who.person_id)
    return desk.to("/console/places", site=str(done.site_id), done="imported")


@get("/places/export", include_in_schema=False)
async def export(request: DeskRequest, caller: MaybeCaller, site: FromQuery[str]) -> Response[bytes]:
    """The site's places as they are; the same file imports again and changes nothing."""
    who = desk.at_desk(caller, DECIDERS)
    member = desk.member_at(who, desk.thing_id(site), DECIDERS)
    async with db.reading():
        lines = await export_lines(member.site_id, desk.language_of(request))
    content = await asyncio.to_thread(_written, lines)
    day = clock.today(member.time_zone).isoformat()
    return _file(content, f"{_file_name(member.site_name)}-{day}.xlsx", f"places-{day}.xlsx")


@get("/places/template", include_in_schema=False)
async def template(caller: MaybeCaller) -> Response[bytes]:
    """The empty form with notes and examples."""
    desk.at_desk(caller, DECIDERS)
    return _file(await asyncio.to_thread(_written, None), "places.xlsx", "places.xlsx")


async def _preview(
    request: DeskRequest, who: Caller, uploads: UploadFolder, key: str, name: str, *, is_stale: bool = False
) -> Response[str]:
    path = await uploads.find(key, _PURPOSE, who.person_id)
    assert path is not None
    rows = await read_rows(path, name)
    async with db.reading():
        plan = await plan_rows(rows, await _judge(who))
        current = await checklists.current()
    found: Differences = differences(plan)
    language = desk.language_of(request)
    names = {one.key: one.name.en if language == "en" else one.name.zh for one in current}
    told = sheets_told(found, names, language, i18n.translator(language))
    [site_name] = plan.work.rows["site"].ids
    values = {
        "preview": told, "key": key, "name": name, "agreed": found.fingerprint, "is_stale": is_stale,
        "site_name": site_name, "is_new_site": plan.work.is_new_site,
        "new_count": sum(sheet.new_count for sheet in told),
        "changed_count": sum(sheet.changed_count for sheet in told),
    }  # fmt: skip
    return _page(request, who, values, 409 if is_stale else 200)


async def _judge(who: Caller) -> Judge:
    """Whose site it is: one's own, or for a manager one that there is not yet."""
    mine = {member.site_name for member in who.memberships if member.role in DECIDERS}
    taken = {row["name"] for row in await Site.select(Site.name)}
    is_manager = any(member.role == "manager" for member in who.memberships)

    def judge(places: Places) -> list[Fault]:
        if places.site.name in mine or (is_manager and places.site.name not in taken):
            return []
        what = N_("这不是您的小区，名称要与您的小区一样")
        if is_manager:
            what = N_("这不是您的小区，也不能用这个名称新建")
        return [Fault(SITE.title, 2, SITE.column("name").header, what)]

    return judge


def _page(request: DeskRequest, who: Caller, values: dict[str, Any], status: int = 200) -> Response[str]:
    members = [member for member in who.memberships if member.role in DECIDERS]
    shown = {"faults": [], "preview": None, "done": False, "members": members, **values}
    return desk.page(request, who, _TEMPLATE, shown, status)


def _written(lines: dict[str, Any] | None) -> bytes:
    kept = io.BytesIO()
    if lines is None:
        write_template(kept)
    else:
        write_file(kept, lines)
    return kept.getvalue()


def _file_name(name: str) -> str:
    return "".join(character if character.isalnum() else "-" for character in name)[:60]


def _file(content: bytes, name: str, plain: str) -> Response[bytes]:
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=XLSX_TYPE, headers=headers)


HANDLERS = [import_page, preview, confirm, export, template]
