"""Rounds at a desk: the week's calendar with coverage, and the page of one round with what can be done about it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.inspections.words import FLAG_WORDS
from server.lib import clock, db, i18n, times
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.patrols import extra_pages, handing, roster_pages, rostering
from server.patrols.at_desk import chosen_ids, chosen_member, deciding
from server.patrols.planning import ensure_rounds
from server.patrols.rounds_told import RoundTold, tell_round
from server.patrols.tables import Round
from server.patrols.walkers import walkers_at
from server.patrols.weeks import week_of
from server.patrols.words import DAY_WORDS, KIND_WORDS, ROUND_LOOKS, ROUND_WORDS
from server.people import desk
from server.people.terms import DECIDERS, Caller, Member

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
_FURTHEST = timedelta(days=366 * 5)
_DONE = {
    "given": N_("已交给同事。对方的手机更新资料后，会看到已经查过的点。"),
    "assigned": N_("当天的人已换好。"),
    "added": N_("加巡已排好，会出现在他们手机上。"),
    "practice": N_("练习已排好，会出现在本人的手机上，不计入任何统计。"),
}
# How a stop looks: the shape, the colour, the word.
STOP_LOOKS = {
    "ok": ("ok", "ok", N_("巡到")),
    "late": ("clock", "warn", N_("时段外巡到")),
    "made_up": ("undo", "warn", N_("补巡")),
    "skip": ("skip", "warn", N_("跳过")),
    "left": ("flag", "defect", N_("没有巡到")),
    "todo": ("todo", "", N_("还没到")),
}


@get("/rounds", include_in_schema=False)
async def calendar(
    request: DeskRequest,
    caller: MaybeCaller,
    week: FromQuery[str] = "",
    site: FromQuery[str] = "",
    view: FromQuery[str] = "",
    done: FromQuery[str] = "",
) -> Response[str]:
    """The week of any date, of one site; by route, or by person with `view=persons`."""
    who = desk.at_desk(caller, DECIDERS)
    member, now = chosen_member(request, who, site), clock.now()
    today = clock.today(member.time_zone)
    monday = _monday(week, today)
    if abs(monday - today) < timedelta(days=14):
        await ensure_rounds(member.site_id, today, today + timedelta(days=7))
    async with db.reading():
        told = await week_of(member, monday, desk.language_of(request), now, by_person=view == "persons")
    values = {
        "week": told, "member": member, "members": deciding(who), "today": today, "now": now,
        "days": [monday + timedelta(days=days) for days in range(7)], "day_words": DAY_WORDS,
        "before": monday - timedelta(days=7), "after": monday + timedelta(days=7), "view": view,
        "this_monday": _monday("", today), "number": monday.isocalendar().week, "round_words": ROUND_WORDS,
        "round_looks": ROUND_LOOKS, "kind_words": KIND_WORDS, "done": _DONE.get(done, ""),
    }  # fmt: skip
    return desk.page(request, who, "patrols/calendar.html", values)


@get("/rounds/{round_id:str}", include_in_schema=False)
async def round_page(
    request: DeskRequest, caller: MaybeCaller, round_id: FromPath[str], done: FromQuery[str] = ""
) -> Response[str]:
    """One round: its stops, who walked them and when, what was left and why."""
    who = desk.at_desk(caller, DECIDERS)
    return await _round(request, who, desk.thing_id(round_id), {"done": _DONE.get(done, "")})


@post("/rounds/{round_id:str}/hand-over", include_in_schema=False)
async def hand_over(request: DeskRequest, caller: MaybeCaller, round_id: FromPath[str]) -> Response[Any]:
    """Gives an unfinished round to a colleague."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(round_id)
    member, _row = await _own_round(who, key)
    form = await desk.form_of(request, "to", "note")
    to = desk.as_id(form["to"])
    try:
        await handing.hand_over(key, member.site_id, [to] if to else [], form["note"], by=who.person_id)
    except Problem as problem:
        return await _again(request, who, key, problem, {"form": {**form, "step": "hand-over"}})
    return desk.to(f"/console/rounds/{key}", done="given")


@post("/rounds/{round_id:str}/assign", include_in_schema=False)
async def assign(request: DeskRequest, caller: MaybeCaller, round_id: FromPath[str]) -> Response[Any]:
    """Who walks the round's route on its date; nobody chosen: who usually does."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(round_id)
    member, row = await _own_round(who, key)
    if row["kind"] != "ordinary":
        raise Problem("not-found")
    chosen = await chosen_ids(request, "person")
    try:
        await rostering.assign(member.site_id, row["route"], row["date"], chosen, by=who.person_id)
    except Problem as problem:
        return await _again(request, who, key, problem, {"form": {"step": "assign", "persons": chosen}})
    return desk.to(f"/console/rounds/{key}", done="assigned")


async def _own_round(who: Caller, round_id: UUID) -> tuple[Member, dict[str, Any]]:
    row = await Round.select(Round.site, Round.route, Round.date, Round.kind).where(Round.id == round_id).first()
    return desk.member_at(who, row["site"] if row else None, DECIDERS), row or {}


async def _again(
    request: DeskRequest, who: Caller, round_id: UUID, problem: Problem, values: dict[str, Any]
) -> Response[str]:
    """The page once more with what was typed, and what is wrong with it."""
    if problem.code != "bad-fields":
        raise problem
    errors = {error.path: error.message for error in problem.errors}
    return await _round(request, who, round_id, {**values, "errors": errors}, 422)


async def _round(
    request: DeskRequest, who: Caller, round_id: UUID, values: dict[str, Any], status: int = 200
) -> Response[str]:
    language, now = desk.language_of(request), clock.now()
    async with db.reading():
        member, _row = await _own_round(who, round_id)
        told = await tell_round(member.site_id, round_id, language, i18n.translator(language), now)
        if told is None:
            raise Problem("not-found")
        walkers = await walkers_at(member.site_id)
    shown = {
        "done": "", "form": {}, "errors": {}, **values, "told": told, "zone": member.time_zone, "member": member,
        "walkers": walkers, "round_words": ROUND_WORDS, "round_looks": ROUND_LOOKS, "kind_words": KIND_WORDS,
        "stop_looks": STOP_LOOKS, "flag_words": FLAG_WORDS, "is_over": told.row.ends_at <= now,
        "may_hand_over": _may_hand_over(told, now), "may_assign": _may_assign(told, clock.today(member.time_zone)),
        "monday": told.row.date - timedelta(days=told.row.date.weekday()),
    }  # fmt: skip
    return desk.page(request, who, "patrols/round.html", shown, status)


def _may_hand_over(told: RoundTold, now: Any) -> bool:
    row = told.row
    return row.state != "done" and (row.kind != "ordinary" or row.starts_at <= now)


def _may_assign(told: RoundTold, today: date) -> bool:
    return told.row.kind == "ordinary" and told.row.date >= today


def _monday(text: str, today: date) -> date:
    """The Monday of the date's week; of today's for what is no date, or is years away."""
    try:
        on = times.parse_date(text)
    except ValueError:
        on = today
    if abs(on - today) > _FURTHEST:
        on = today
    return on - timedelta(days=on.weekday())


HANDLERS = [calendar, round_page, hand_over, assign, *roster_pages.HANDLERS, *extra_pages.HANDLERS]
