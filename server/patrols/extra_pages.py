"""Extra and practice rounds from a button: before and after a storm, some routes once more, one route to practise."""

from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from server.lib import clock, db, times
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.patrols import adding, queries
from server.patrols.adding import ExtraAsked
from server.patrols.at_desk import chosen_ids, chosen_member, deciding
from server.patrols.walkers import walkers_at
from server.patrols.words import EVENT_TITLES
from server.people import desk
from server.people.terms import DECIDERS, Caller, Member
from server.sites.tables import Building
from server.sites.terms import Words

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
_FIELDS = ("site", "kind", "event", "title", "title_en", "on", "start", "end", "building", "parted")
_TITLES = {"extra": Words("加巡", "Extra round"), "practice": Words("练习", "Practice")}
_LATEST = "24:00"


@get("/rounds/extra", include_in_schema=False)
async def extra_form(
    request: DeskRequest,
    caller: MaybeCaller,
    site: FromQuery[str] = "",
    event: FromQuery[str] = "",
    kind: FromQuery[str] = "",
) -> Response[str]:
    """The form, filled for an event or for practice where a button asks for one."""
    who = desk.at_desk(caller, DECIDERS)
    member = chosen_member(request, who, site)
    return await _form(request, who, member, {"form": _filled(member, event, kind)})


@post("/rounds/extra", include_in_schema=False)
async def add_extra(request: DeskRequest, caller: MaybeCaller) -> Response[Any]:
    """Makes the rounds and leads to the round, or to its week where there are several."""
    who = desk.at_desk(caller, DECIDERS)
    form = await desk.form_of(request, *_FIELDS)
    member = desk.member_at(who, desk.as_id(form["site"]), DECIDERS)
    persons, routes = await chosen_ids(request, "person"), await chosen_ids(request, "route")
    typed = {**form, "persons": persons, "routes": routes}
    try:
        asked = _asked(form, () if form["parted"] == "1" else tuple(persons), tuple(routes))
        if form["kind"] == "practice":
            made = [await adding.add_practice_round(member.site_id, asked, by=who.person_id)]
        else:
            made = await adding.add_extra_rounds(member.site_id, asked, by=who.person_id)
    except Problem as problem:
        if problem.code != "bad-fields":
            raise
        errors = {error.path: error.message for error in problem.errors}
        return await _form(request, who, member, {"form": typed, "errors": errors}, 422)
    done = "practice" if form["kind"] == "practice" else "added"
    if len(made) == 1:
        return desk.to(f"/console/rounds/{made[0]}", done=done)
    return desk.to("/console/rounds", site=str(member.site_id), week=form["on"], done=done)


def _filled(member: Member, event: str, kind: str) -> dict[str, Any]:
    """What the form starts with: today, from the next full hour for three hours."""
    now = clock.now().astimezone(ZoneInfo(member.time_zone))
    start = min(now.hour + 1, 23)
    is_practice = kind == "practice"
    title = EVENT_TITLES[event] if event in EVENT_TITLES else _TITLES[kind if is_practice else "extra"]
    return {
        "kind": "practice" if is_practice else "extra",
        "event": event if event in EVENT_TITLES else "",
        "title": title.zh,
        "title_en": title.en,
        "on": now.date().isoformat(),
        "start": f"{start:02}:00",
        "end": f"{start + 3:02}:00" if start + 3 < 24 else _LATEST,
        "building": "",
        "parted": "" if is_practice else "1",
        "persons": [],
        "routes": [],
    }


def _asked(form: dict[str, str], persons: Any, routes: Any) -> ExtraAsked:
    """The form as what is asked; Problem bad-fields where it can't be."""
    try:
        on = times.parse_date(form["on"])
    except ValueError:
        raise Problem("bad-fields", errors=[FieldError("on", N_("请选日期"))]) from None
    event = form["event"]
    if event and event not in EVENT_TITLES:
        raise Problem("bad-fields", errors=[FieldError("event", N_("没有这种加巡"))])
    if form["kind"] != "practice" and form["parted"] != "1" and not persons:
        raise Problem("bad-fields", errors=[FieldError("person", N_("请选谁去，或按路线分给平时的人"))])
    return ExtraAsked(
        title=Words(form["title"], form["title_en"] or form["title"]),
        event=event if event in EVENT_TITLES else None,
        on=on,
        start=form["start"],
        end=form["end"],
        person_ids=persons,
        route_ids=routes,
        building_id=desk.as_id(form["building"]),
    )


async def _form(
    request: DeskRequest, who: Caller, member: Member, values: dict[str, Any], status: int = 200
) -> Response[str]:
    language = desk.language_of(request)
    async with db.reading():
        routes = await queries.routes_of(member.site_id)
        walkers = await walkers_at(member.site_id)
        buildings = (
            await Building.select(Building.id, Building.name)
            .where(Building.site == member.site_id)
            .order_by(Building.ordinal)
        )
    events = [(key, words.en if language == "en" else words.zh) for key, words in EVENT_TITLES.items()]
    shown = {
        "errors": {}, **values, "member": member, "members": deciding(who), "routes": routes, "walkers": walkers,
        "buildings": [(str(row["id"]), row["name"]) for row in buildings], "events": events,
    }  # fmt: skip
    return desk.page(request, who, "patrols/extra.html", shown, status)


HANDLERS = [extra_form, add_extra]
