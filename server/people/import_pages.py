"""People by spreadsheet at a desk: the form to fill in, every fault by row and column, what would change, and only then
the change; and everyone as a file."""

import asyncio
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from server.journal.noting import note
from server.lib import db, i18n
from server.lib.sheets import FaultySheets
from server.lib.uploads import MOST_BODY_BYTES, UploadFolder, sent_workbook
from server.people import desk, exporting, importing, queries, roll
from server.people.departments import department_words
from server.people.desk import ROLE_WORDS
from server.people.terms import DECIDERS, Caller

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
PURPOSE = "people"
_FOR_NOW = "people.xlsx"


@get("/people/import", include_in_schema=False)
async def import_form(request: DeskRequest, caller: MaybeCaller) -> Response[str]:
    """Where a file is chosen."""
    return desk.page(request, desk.at_desk(caller, DECIDERS), "people/import.html", {"faults": []})


@get("/people/import/template", include_in_schema=False)
async def import_template(caller: MaybeCaller) -> Response[bytes]:
    """The empty form."""
    desk.at_desk(caller, DECIDERS)
    return desk.workbook("louxun-people.xlsx", await asyncio.to_thread(exporting.template))


@get("/people/export", include_in_schema=False)
async def export(caller: MaybeCaller) -> Response[bytes]:
    """Everyone of the sites where the person decides, as a file that imports again; journalled."""
    who = desk.at_desk(caller, DECIDERS)
    async with db.reading():
        everyone = await roll.colleagues(who.sites(DECIDERS))
    content = await asyncio.to_thread(exporting.filled, everyone, who)
    async with db.writing():
        for site_id in who.sites(DECIDERS):
            await note("export", "people", site_id, site_id=site_id, person_id=who.person_id)
    return desk.workbook("louxun-people.xlsx", content)


@post("/people/import", include_in_schema=False, request_max_body_size=MOST_BODY_BYTES)
async def judge(
    request: DeskRequest, caller: MaybeCaller, uploads: NamedDependency[UploadFolder]
) -> Response[str]:
    """What is wrong with a file, or what it would change. Nothing is written yet."""
    who = desk.at_desk(caller, DECIDERS)
    key = ""
    try:
        sent = await sent_workbook(request)
        key = await uploads.keep(sent.content, PURPOSE, who.person_id)
        path = await uploads.find(key, PURPOSE, who.person_id)
        assert path is not None
        rows = await asyncio.to_thread(importing.read_file, path, sent.name)
        async with db.reading():
            found = await importing.preview(rows, who)
    except FaultySheets as faulty:
        await uploads.drop(key, PURPOSE, who.person_id)
        return desk.page(request, who, "people/import.html", {"faults": faulty.faults}, 422)
    return await _preview(request, who, found, key, sent.name)


@post("/people/import/confirm", include_in_schema=False)
async def confirm(
    request: DeskRequest, caller: MaybeCaller, uploads: NamedDependency[UploadFolder]
) -> Response[Any]:
    """Takes in what the preview showed. Where somebody has changed people meanwhile, it is shown afresh."""
    who = desk.at_desk(caller, DECIDERS)
    form = await desk.form_of(request, "key", "stamp", "name")
    path = await uploads.find(form["key"], PURPOSE, who.person_id)
    if path is None:
        return desk.page(request, who, "people/import.html", {"faults": [], "is_over": True}, 410)
    try:
        rows = await asyncio.to_thread(importing.read_file, path, _FOR_NOW)
        done = await importing.apply(rows, who, form["stamp"])
        if done is None:
            async with db.reading():
                found = await importing.preview(rows, who)
            return await _preview(request, who, found, form["key"], form["name"], is_again=True)
    except FaultySheets as faulty:
        return desk.page(request, who, "people/import.html", {"faults": faulty.faults}, 422)
    await uploads.drop(form["key"], PURPOSE, who.person_id)
    return desk.to("/console/people", done="imported", **({"show": "waiting"} if done.new else {}))


async def _preview(
    request: DeskRequest, who: Caller, found: importing.Preview, key: str, name: str, *, is_again: bool = False
) -> Response[str]:
    _ = i18n.translator(desk.language_of(request))
    site_ids = who.sites(DECIDERS)
    async with db.reading():
        rows = [row for site_id in site_ids for row in await queries.departments_at(site_id)]
    values = {
        "found": found, "key": key, "name": name[:80], "is_again": is_again, "most": 200,
        "site_names": {member.site_id: member.site_name for member in who.memberships},
        "role_words": ROLE_WORDS, "several": len(site_ids) > 1,
        "department_names": {row["id"]: department_words(row["key"], row["name"], _) for row in rows},
        "department_words": lambda key, name: department_words(key, name, _),
    }  # fmt: skip
    return desk.page(request, who, "people/import_preview.html", values, 409 if is_again else 200)


HANDLERS = [import_form, import_template, export, judge, confirm]
