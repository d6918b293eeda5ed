"""Vacant units at a desk: which are due, one unit's past, what becomes of it, its meters at handing over."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.checklists import queries as checklists
from server.checklists.terms import Item
from server.inspections.words import FLAG_WORDS
from server.keys.queries import keys_at
from server.lib import charts, clock, db, i18n
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.people import desk
from server.people.terms import DECIDERS, Caller, Member
from server.sites.places import UnitFound
from server.sites.queries import find_unit, site_facts
from server.sites.tables import Unit
from server.vacancies import fields, history, marking, words
from server.vacancies.standing import UnitStanding, units_of
from server.vacancies.terms import CHECKLIST

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
SHOWS = {"vacant": N_("空置的"), "due": N_("该看的"), "trouble": N_("有问题的"), "all": N_("全部房屋")}
_DONE = {"marked": N_("已记下。"), "read": N_("读数已记下。")}
_WORDS = {
    "step_words": words.STEP_WORDS, "kind_words": words.KIND_WORDS, "reason_words": words.REASON_WORDS,
    "occasion_words": words.OCCASION_WORDS, "lower_words": words.LOWER_WORDS, "storm_words": words.STORM_WORDS,
    "key_words": words.KEY_WORDS, "key_looks": words.KEY_LOOKS, "flag_words": FLAG_WORDS,
}  # fmt: skip


@get("/units", include_in_schema=False)
async def units_page(
    request: DeskRequest, caller: MaybeCaller, building: FromQuery[str] = "", show: FromQuery[str] = "vacant"
) -> Response[str]:
    """The units of the shown sites: the vacant ones, those due, those with open problems, or all."""
    who = desk.at_desk(caller)
    members = desk.shown_sites(request, who)
    wanted = show if show in SHOWS else "vacant"
    groups: list[dict[str, Any]] = []
    buildings: list[tuple[str, str]] = []
    async with db.reading():
        for member in members:
            site = await site_facts(member.site_id)
            if site is None:
                continue
            rows = await units_of(site)
            kinds = await history.latest_kinds(site.id)
            today = clock.today(site.time_zone)
            buildings += sorted({(str(row.unit.building_id), row.building) for row in rows}, key=lambda pair: pair[1])
            shown = [
                {"row": row, "kind": kinds.get(row.unit.id), "is_due": _is_due(row, today)}
                for row in rows
                if _is_shown(row, wanted, today) and building in ("", str(row.unit.building_id))
            ]
            shown.sort(key=_urgency)
            groups.append({"member": member, "rows": shown, "keys": await _keys_by_unit(member)})
    values = {
        **_WORDS, "groups": groups, "buildings": buildings, "building": building, "show": wanted, "shows": SHOWS,
        "total": sum(len(group["rows"]) for group in groups), "several": len(members) > 1,
    }  # fmt: skip
    return desk.page(request, who, "vacancies/units.html", values)


@get("/units/{unit_id:str}", include_in_schema=False)
async def unit_page(
    request: DeskRequest, caller: MaybeCaller, unit_id: FromPath[str], done: FromQuery[str] = ""
) -> Response[str]:
    """One unit: its visits, meters, photos and open problems through time, and its occupancy."""
    who = desk.at_desk(caller)
    return await _unit(request, who, desk.thing_id(unit_id), {"done": _DONE.get(done, "")})


@post("/units/{unit_id:str}/occupancy", include_in_schema=False)
async def mark(request: DeskRequest, caller: MaybeCaller, unit_id: FromPath[str]) -> Response[Any]:
    """Says that the unit is vacant, let or taken over by its owner."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(unit_id)
    form = await desk.form_of(request, *fields.OCCUPANCY_FIELDS)
    async with db.reading():
        member, unit = await _found(who, key)
    _at_work(who, member)
    try:
        told = fields.read_occupancy(form, clock.today(member.time_zone))
    except Problem as problem:
        return await _again(request, who, key, "occupancy", form, problem)
    await marking.mark(unit, member.site_id, member.time_zone, told, by=who.person_id)
    return desk.to(f"/console/units/{key}", done="marked")


@post("/units/{unit_id:str}/readings", include_in_schema=False)
async def add_reading(request: DeskRequest, caller: MaybeCaller, unit_id: FromPath[str]) -> Response[Any]:
    """A meter's reading at taking over or handing back."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(unit_id)
    form = await desk.form_of(request, *fields.READING_FIELDS)
    async with db.reading():
        member, unit = await _found(who, key)
        meters = {item.id: item for item in await _meters(unit)}
    _at_work(who, member)
    try:
        read = fields.read_reading(form, clock.today(member.time_zone), meters)
        await marking.write_reading(unit, member.site_id, member.time_zone, read, by=who.person_id)
    except Problem as problem:
        return await _again(request, who, key, "reading", form, problem)
    return desk.to(f"/console/units/{key}", done="read")


async def _unit(
    request: DeskRequest, who: Caller, unit_id: UUID, values: dict[str, Any], status: int = 200
) -> Response[str]:
    language = desk.language_of(request)
    _ = i18n.translator(language)
    async with db.reading():
        member, unit = await _found(who, unit_id)
        site = await site_facts(member.site_id)
        assert site is not None
        row = next((one for one in await units_of(site) if one.unit.id == unit_id), None)
        items = {item.id: item for sheet in await checklists.current() for item in sheet.items}
        meters = await _meters(unit)
        reads = await history.meters_of(unit_id, meters)
        past = {
            "visits": await history.visits_of(unit_id),
            "defects": await history.open_defects_of(unit_id),
            "photos": await history.photos_of(unit_id),
            "steps": await history.occupancy_of(unit_id),
        }
        keys = (await _keys_by_unit(member)).get(unit_id, [])
    today = clock.today(member.time_zone)
    shown = {
        "forms": {"occupancy": {}, "reading": {}}, "errors": {}, "done": "", **_WORDS, **past, **values,
        "member": member, "unit": unit, "row": row, "keys": keys, "today": today.isoformat(),
        "is_due": row is not None and _is_due(row, today),
        "meters": [_meter(item, reads[item.id], member, language) for item in meters],
        "meter_items": [(item.id, _meter_name(item, language)) for item in meters],
        "fault": lambda item: _name(items.get(item), item, language),
        "asked": lambda item: _asked(items.get(item), item, language), "number": charts.number,
        "may_write": member.role in DECIDERS, "occupancy": past["steps"][0] if past["steps"] else None,
    }  # fmt: skip
    return desk.page(request, who, "vacancies/unit.html", shown, status)


async def _again(
    request: DeskRequest, who: Caller, unit_id: UUID, name: str, form: dict[str, str], problem: Problem
) -> Response[str]:
    """The page with the form still filled and what is wrong at each field."""
    if problem.code != "bad-fields":
        raise problem
    errors = {f"{name}-{error.path}": error.message for error in problem.errors}
    forms = {"occupancy": {}, "reading": {}, name: form}
    return await _unit(request, who, unit_id, {"forms": forms, "errors": errors}, 422)


async def _found(who: Caller, unit_id: UUID) -> tuple[Member, UnitFound]:
    """The unit with what the person is at its site; Problem not-found where it is foreign."""
    row = await Unit.select(Unit.site).where(Unit.id == unit_id).first()
    member = desk.member_at(who, row["site"] if row else None)
    unit = await find_unit(member.site_id, unit_id)
    assert unit is not None
    return member, unit


def _at_work(who: Caller, member: Member) -> None:
    desk.member_at(who, member.site_id, DECIDERS)


async def _meters(unit: UnitFound) -> list[Item]:
    """The meters its checklists read, else those every vacant unit's does."""
    keys = unit.checklists or (CHECKLIST,)
    sheets = [sheet for sheet in await checklists.current() if sheet.key in keys]
    return [item for sheet in sheets for item in sheet.items if item.meter is not None]


async def _keys_by_unit(member: Member) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = {}
    for one in await keys_at(member.site_id, clock.now(), member.time_zone):
        if one.row["unit"] is not None:
            told = {"id": one.id, "number": one.row["number"], "state": one.state, "overdue": one.overdue}
            found.setdefault(one.row["unit"], []).append(told)
    return found


def _is_due(row: UnitStanding, today: Any) -> bool:
    return row.due is not None and row.due.on <= today


def _is_shown(row: UnitStanding, wanted: str, today: Any) -> bool:
    if wanted == "all":
        return True
    if wanted == "due":
        return _is_due(row, today)
    if wanted == "trouble":
        return bool(row.faults)
    return row.unit.vacant


def _urgency(shown: dict[str, Any]) -> tuple[Any, ...]:
    """Storms, what is overdue, leaks, what is due, then by the next date."""
    row: UnitStanding = shown["row"]
    if row.due is None:
        return (9, "", row.building, row.unit.name)
    first = 0 if row.due.reason == "storm" else 1 if row.due.is_overdue else 2 if row.due.reason == "leak" else 3
    return (first if shown["is_due"] else 4, row.due.on.isoformat(), row.building, row.unit.name)


def _meter(item: Item, reads: list[history.MeterRead], member: Member, language: str) -> dict[str, Any]:
    _ = i18n.translator(language)
    name = _meter_name(item, language)
    series = history.curve(name, reads, item, _)
    since = reads[0].at.astimezone(ZoneInfo(member.time_zone)).date().isoformat() if reads else ""
    title = _("{name}从 {on} 起一共走了多少", name=name, on=since)
    svg = None
    if len(reads) > 1:
        svg = charts.line_chart(
            series, title=title, unit=item.unit or "", time_zone=member.time_zone, language=language
        )
    last = reads[-1] if reads else None
    return {"item": item, "name": name, "svg": svg, "title": title, "reads": list(reversed(reads)), "last": last}


def _meter_name(item: Item, language: str) -> str:
    assert item.meter is not None
    return i18n.translate(language, words.METER_WORDS[item.meter.kind])


def _name(item: Item | None, key: str, language: str) -> str:
    return key if item is None else item.fault.en if language == "en" else item.fault.zh


def _asked(item: Item | None, key: str, language: str) -> str:
    return key if item is None else item.text.en if language == "en" else item.text.zh


HANDLERS = [units_page, unit_page, mark, add_reading]
