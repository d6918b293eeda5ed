"""Diaries at a desk: a day or a person, read and answered by who decides at the site."""

from datetime import date, timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.diaries import answering, reading
from server.diaries.words import KIND_ICONS, kind_words
from server.lib import clock, db
from server.lib.problems import Problem
from server.lib.times import parse_date
from server.people import desk
from server.people.queries import names_of
from server.people.terms import DECIDERS, Caller

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
_WORDS = {"kind_icons": KIND_ICONS, "kind_words": kind_words}
_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)


@get("/diaries", include_in_schema=False)
async def diaries(
    request: DeskRequest, caller: MaybeCaller, date: FromQuery[str] = "", done: FromQuery[str] = ""
) -> Response[str]:
    """The diaries of a date (today unless one is given), and who has not written."""
    who = desk.at_desk(caller, DECIDERS)
    return await _day_page(request, who, date, {"done": done == "answer"})


async def _day_page(
    request: DeskRequest, who: Caller, text: str, more: dict[str, Any], status: int = 200
) -> Response[str]:
    members = desk.shown_sites(request, who, DECIDERS)
    today = clock.today(members[0].time_zone)
    on = _date_of(text) or today
    async with db.reading():
        pages, missing = await reading.day(members, on)
    values = {
        "form": {}, "errors": {}, "done": False, **more, **_WORDS, "pages": pages, "missing": missing, "on": on,
        "today": today, "before": on - timedelta(days=1), "after": on + timedelta(days=1), "members": members,
    }  # fmt: skip
    return desk.page(request, who, "diaries/day.html", values, status)


@get("/diaries/{site_id:str}/{person_id:str}", include_in_schema=False)
async def of_person(
    request: DeskRequest, caller: MaybeCaller, site_id: FromPath[str], person_id: FromPath[str],
    before: FromQuery[str] = "",
) -> Response[str]:  # fmt: skip
    """One person's diaries at a site, the newest first."""
    who = desk.at_desk(caller, DECIDERS)
    member = desk.member_at(who, desk.thing_id(site_id), DECIDERS)
    key = desk.thing_id(person_id)
    async with db.reading():
        pages, more = await reading.person(member.site_id, key, _date_of(before))
        name = (await names_of([key])).get(key)
    if not pages or name is None:
        raise Problem("not-found")
    values = {
        "form": {}, "errors": {}, **_WORDS, "pages": pages, "more": more, "name": name, "member": member,
        "person_id": key, "members": [member],
    }  # fmt: skip
    return desk.page(request, who, "diaries/person.html", values)


@post("/diaries/{diary_id:str}/answers", include_in_schema=False)
async def answer(request: DeskRequest, caller: MaybeCaller, diary_id: FromPath[str]) -> Response[Any]:
    """Answers a diary; nothing written brings the day back, with what was typed."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(diary_id)
    form = await desk.form_of(request, "text", "date")
    member = desk.member_at(who, await answering.site_of(key), DECIDERS)
    try:
        await answering.answer(key, member.site_id, who.person_id, form["text"])
    except Problem as problem:
        if problem.code != "bad-fields":
            raise
        errors = {error.path: error.message for error in problem.errors}
        shown = {"form": {**form, "diary": str(key)}, "errors": errors}
        return await _day_page(request, who, form["date"], shown, 422)
    return desk.to("/console/diaries", date=form["date"], done="answer")


def _date_of(text: str) -> date | None:
    """A date a diary can be of; None for anything else."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if _FIRST <= found < _LAST else None


HANDLERS = [diaries, of_person, answer]
