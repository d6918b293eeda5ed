"""Work orders at a desk: the board and the list, an order's page, and the steps a person may take there."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.lib import clock, db, i18n, paging
from server.lib.i18n import N_, Translate
from server.lib.problems import Problem
from server.people import desk
from server.people import queries as people
from server.people.departments import department_words
from server.people.tables import MembershipDepartment
from server.people.terms import DECIDERS, Caller, Member
from server.sites.tables import Building
from server.workorders import acting, board, story
from server.workorders.acting import Moved
from server.workorders.board import Ticket, Wanted
from server.workorders.rules import steps_open_to
from server.workorders.stepping import Took
from server.workorders.tables import WorkOrder
from server.workorders.terms import BOARD_LANES, ENDED_STATES
from server.workorders.words import (
    ANSWER_WORDS,
    HOLD_REASONS,
    LANE_WORDS,
    SEVERITY_WORDS,
    STATE_LOOKS,
    STATE_WORDS,
    STEP_ICONS,
    STEP_WORDS,
    WHY_NOT_WORDS,
)

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
# Two foreign keys away: Piccolo's types know one.
PERSON: Any = MembershipDepartment.membership.person
LANE_SHOWS = 12
PAGE = 50
_VIEWS = ("board", "list", "ended")
_WORDS = {
    "lane_words": LANE_WORDS, "state_words": STATE_WORDS, "state_looks": STATE_LOOKS, "severity_words": SEVERITY_WORDS,
    "step_words": STEP_WORDS, "step_icons": STEP_ICONS, "hold_reasons": HOLD_REASONS, "answer_words": ANSWER_WORDS,
}  # fmt: skip
_MOVED = N_("您看的时候，别人先动了这张工单。没有保存您的这一步，您填的还在下面。请看一下现在的状态再决定。")


@get("/orders", include_in_schema=False)
async def orders(
    request: DeskRequest,
    caller: MaybeCaller,
    view: FromQuery[str] = "board",
    q: FromQuery[str] = "",
    severity: FromQuery[str] = "",
    department: FromQuery[str] = "",
    building: FromQuery[str] = "",
    lane: FromQuery[str] = "",
    late: FromQuery[str] = "",
    page: FromQuery[str] = "1",
    cursor: FromQuery[str | None] = None,
) -> Response[str]:
    """The board, the open orders as a list, or the ended ones; the live part alone where htmx asks for it."""
    who = desk.at_desk(caller)
    members = desk.shown_sites(request, who)
    language, now = desk.language_of(request), clock.now()
    _ = i18n.translator(language)
    shown = view if view in _VIEWS else "board"
    wanted = Wanted(
        site_ids=tuple(member.site_id for member in members),
        severity=severity if severity in SEVERITY_WORDS else "",
        department_id=desk.as_id(department),
        building_id=desk.as_id(building),
        lane=lane if lane in BOARD_LANES else None,
        late_only=late == "1",
        text=q[:80],
    )
    async with db.reading():
        listed = await _listed(shown, wanted, language, page, cursor)
        values = {
            **listed, **_WORDS, "view": shown, "now": now, "members": members,
            "departments": await _departments(members, _), "buildings": await _buildings(members),
            "filters": {"q": wanted.text, "severity": wanted.severity, "department": department,
                        "building": building, "lane": wanted.lane or "", "late": "1" if wanted.late_only else ""},
        }  # fmt: skip
    template = "workorders/listed.html" if desk.is_fragment(request) else "workorders/orders.html"
    return desk.page(request, who, template, values)


async def _listed(view: str, wanted: Wanted, language: str, page: str, cursor: str | None) -> dict[str, Any]:
    _, now = i18n.translator(language), clock.now()
    if view == "ended":
        tickets, following = await board.ended_orders(wanted, language, _, now, paging.cursor_of(cursor), PAGE)
        return {
            "tickets": tickets,
            "lanes": {},
            "next": following,
            "total": None,
            "late_count": 0,
            "page": 1,
            "pages": 1,
        }
    tickets = await board.open_orders(wanted, language, _, now)
    number = max(1, int(page)) if page.isdecimal() and len(page) < 5 else 1
    pages = max(1, -(-len(tickets) // PAGE))
    number = min(number, pages)
    return {
        "tickets": tickets[(number - 1) * PAGE : number * PAGE],
        "lanes": {name: _lane(found) for name, found in board.lanes(tickets).items()},
        "next": None,
        "total": len(tickets),
        "late_count": sum(1 for ticket in tickets if ticket.urgency and ticket.urgency.phase == "late"),
        "page": number,
        "pages": pages,
    }


def _lane(tickets: Sequence[Ticket]) -> dict[str, Any]:
    return {"shown": tickets[:LANE_SHOWS], "count": len(tickets), "more": max(0, len(tickets) - LANE_SHOWS)}


@get("/orders/{order_id:str}", include_in_schema=False)
async def order(
    request: DeskRequest, caller: MaybeCaller, order_id: FromPath[str], done: FromQuery[str] = ""
) -> Response[str]:
    """An order's page."""
    who = desk.at_desk(caller)
    return await _order_page(request, who, desk.thing_id(order_id), {"done": done if done in STEP_WORDS else ""})


@post("/orders/{order_id:str}/steps", include_in_schema=False)
async def take_step(request: DeskRequest, caller: MaybeCaller, order_id: FromPath[str]) -> Response[Any]:
    """Takes a step. What can't be taken brings the page back with what was typed, and says why."""
    who, key = desk.at_desk(caller), desk.thing_id(order_id)
    form = await desk.form_of(request, *acting.FIELDS)
    row = await WorkOrder.select(WorkOrder.site).where(WorkOrder.id == key).first()
    member = desk.member_at(who, row["site"] if row else None)
    try:
        took = await acting.act(key, member, who.person_id, form)
    except Moved:
        return await _order_page(request, who, key, {"form": form, "refused": _MOVED}, 409)
    except Problem as problem:
        if problem.code != "bad-fields":
            raise
        errors = {error.path: error.message for error in problem.errors}
        return await _order_page(request, who, key, {"form": form, "errors": errors}, 422)
    if not took.applied:
        return await _order_page(request, who, key, {"form": form, "refused": _why_not(took)}, 409)
    return desk.to(f"/console/orders/{key}", done=form["step"])


def _why_not(took: Took) -> str:
    return WHY_NOT_WORDS[took.why_not] if took.why_not else _MOVED


async def _order_page(
    request: DeskRequest, who: Caller, order_id: UUID, values: dict[str, Any], status: int = 200
) -> Response[str]:
    language, now = desk.language_of(request), clock.now()
    async with db.reading():
        row = await story.order_row(order_id)
        member = desk.member_at(who, row["site"] if row else None)
        assert row is not None
        told = await story.tell(row, language, i18n.translator(language), now)
        whom = await _whom(member, i18n.translator(language))
    offered = set(steps_open_to(told.facts, member.role, who.person_id))
    if "verify" in offered:
        # Refusing it does the same, and says so.
        offered.discard("rework")
    shown = {
        "form": {}, "errors": {}, "refused": "", "done": "", **values, **_WORDS,
        "story": told, "order": row, "steps": [step for step in acting.AT_DESK if step in offered],
        "whom": whom, "stamp": acting.stamp(row), "decides": member.role in DECIDERS,
        "is_ended": row["state"] in ENDED_STATES, "own_completion": row["completed_by"] == who.person_id,
    }  # fmt: skip
    return desk.page(request, who, "workorders/order.html", shown, status)


async def _whom(member: Member, _: Translate) -> list[dict[str, Any]]:
    """Whom an order of this site can go to: departments' pools and their people, with how much they have open."""
    departments = await people.departments_at(member.site_id)
    rows = await MembershipDepartment.select(
        MembershipDepartment.department, PERSON,
        PERSON.name,
    ).where(
        MembershipDepartment.membership.site == member.site_id,
        MembershipDepartment.membership.role == "repairer",
        PERSON.disabled_at.is_null(),
    )  # fmt: skip
    busy = await WorkOrder.select(WorkOrder.person).where(
        WorkOrder.site == member.site_id, WorkOrder.state.is_in(["dispatched", "accepted", "in_progress", "on_hold"])
    )
    held = [row["person"] for row in busy]
    pools = [
        {
            "value": f"department:{one['id']}",
            "department": one["id"],
            "name": department_words(one["key"], one["name"], _),
            "words": _("谁先接谁做"),
            "pool": True,
        }
        for one in departments
    ]
    names = {one["id"]: department_words(one["key"], one["name"], _) for one in departments}
    persons = [
        {
            "value": f"person:{row['membership.person']}", "department": row["department"],
            "name": row["membership.person.name"], "pool": False,
            "words": _("{department} · 手上 {n} 张", department=names.get(row["department"], ""),
                       n=held.count(row["membership.person"])),
        }
        for row in rows
    ]  # fmt: skip
    return [*sorted(persons, key=lambda one: one["name"]), *pools]


async def _departments(members: Sequence[Member], _: Translate) -> list[tuple[str, str]]:
    several = len(members) > 1
    rows = [(member, row) for member in members for row in await people.departments_at(member.site_id)]
    named = [(member, row["id"], department_words(row["key"], row["name"], _)) for member, row in rows]
    return [(str(key), f"{member.site_name} · {name}" if several else name) for member, key, name in named]


async def _buildings(members: Sequence[Member]) -> list[tuple[str, str]]:
    several = len(members) > 1
    rows = (
        await Building.select(Building.id, Building.name, Building.site, Building.site.name)
        .where(Building.site.is_in([member.site_id for member in members]))
        .order_by(Building.site)
        .order_by(Building.ordinal)
    )
    return [(str(row["id"]), f"{row['site.name']} · {row['name']}" if several else row["name"]) for row in rows]


HANDLERS = [orders, order, take_step]
