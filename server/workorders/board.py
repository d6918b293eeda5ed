"""Lists of orders at a desk: the open ones by urgency, the ended ones newest first, each with its words."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from msgspec import Struct

from server.lib import paging
from server.lib.i18n import Translate
from server.people.departments import department_words
from server.workorders.ordering import number_of
from server.workorders.standing import due_of, holds_of
from server.workorders.tables import WorkOrder
from server.workorders.terms import BOARD_LANES, ENDED_STATES, SEVERITY_RANK, Hold, Lane, State
from server.workorders.titles import POINT, place_words, titles_of
from server.workorders.urgency import Urgency, urgency
from server.workorders.words import due_words

MOST_OPEN = 1000
_NUMBER = re.compile(r"^\s*(?:W-?)?(\d{4})-(\d{1,4})\s*$", re.IGNORECASE | re.ASCII)
_COLUMNS = (
    WorkOrder.id, WorkOrder.site, WorkOrder.site.name, WorkOrder.site.time_zone, WorkOrder.building.name,
    POINT.name, WorkOrder.unit.name, WorkOrder.place_text, WorkOrder.day, WorkOrder.ordinal,
    WorkOrder.state, WorkOrder.severity, WorkOrder.fire_hazard, WorkOrder.department, WorkOrder.department.key,
    WorkOrder.department.name, WorkOrder.person.name,
    WorkOrder.accept_due_at, WorkOrder.safe_due_at, WorkOrder.close_due_at,
    WorkOrder.escalated_at, WorkOrder.safe_at, WorkOrder.hold_until, WorkOrder.rework_count, WorkOrder.created_at,
)  # fmt: skip


class Wanted(Struct, frozen=True, kw_only=True):
    """Which orders. Empty fields ask for all; `text` is an order's number, or words of its title or place."""

    site_ids: tuple[UUID, ...]
    severity: str = ""
    department_id: UUID | None = None
    building_id: UUID | None = None
    lane: Lane | None = None
    late_only: bool = False
    text: str = ""


class Ticket(Struct, frozen=True, kw_only=True):
    """One order as a list shows it. `due` is `{phase, words}`; `title` what is wrong, `place` where."""

    id: UUID
    number: str
    site_name: str
    state: State
    severity: str
    title: str
    place: str
    who: str
    due: dict[str, str] | None
    urgency: Urgency | None
    fire_hazard: bool
    escalated: bool
    rework_count: int
    hold_until: datetime | None
    zone: str
    created_at: datetime
    is_ended: bool


async def open_orders(wanted: Wanted, language: str, _: Translate, now: datetime) -> list[Ticket]:
    """At most MOST_OPEN orders that have not ended, the most urgent first."""
    if not wanted.site_ids:
        return []
    rows = (
        await WorkOrder.select(*_COLUMNS)
        .where(*_conditions(wanted), WorkOrder.state.not_in(list(ENDED_STATES)))
        .order_by(WorkOrder.close_due_at)
        .limit(MOST_OPEN)
    )
    tickets = await _tickets(rows, language, _, now)
    kept = [ticket for ticket in tickets if _fits(ticket, wanted)]
    return sorted(kept, key=_by_urgency)


async def ended_orders(
    wanted: Wanted, language: str, _: Translate, now: datetime, cursor: paging.Cursor | None, limit: int
) -> tuple[list[Ticket], str | None]:
    """Closed, cancelled and merged orders, newest first: one keyset page and the next one's cursor."""
    if not wanted.site_ids:
        return [], None
    query = WorkOrder.select(*_COLUMNS).where(*_conditions(wanted), WorkOrder.state.is_in(list(ENDED_STATES)))
    number = _NUMBER.match(wanted.text)
    if number:
        query = query.where(WorkOrder.ordinal == int(number[2]))
    if cursor is not None:
        after = (WorkOrder.created_at == cursor.at) & (WorkOrder.id < UUID(cursor.key))
        query = query.where((WorkOrder.created_at < cursor.at) | after)
    rows = (
        await query.order_by(WorkOrder.created_at, ascending=False)
        .order_by(WorkOrder.id, ascending=False)
        .limit(limit + 1)
    )
    shown, following = paging.next_of(rows, limit, "created_at", "id")
    tickets = await _tickets(shown, language, _, now)
    return [ticket for ticket in tickets if not number or ticket.number[2:6] == number[1]], following


async def late_count(site_ids: Sequence[UUID], now: datetime) -> int:
    """How many open orders have let their next deadline pass; for the rail, so without words."""
    rows = await WorkOrder.select(
        WorkOrder.id, WorkOrder.state, WorkOrder.created_at, WorkOrder.accept_due_at, WorkOrder.safe_due_at,
        WorkOrder.close_due_at, WorkOrder.safe_at,
    ).where(
        WorkOrder.site.is_in(list(site_ids)),
        WorkOrder.state.not_in(list(ENDED_STATES)),
        (WorkOrder.accept_due_at < now) | (WorkOrder.safe_due_at < now) | (WorkOrder.close_due_at < now),
    )  # fmt: skip
    holds = await holds_of([row["id"] for row in rows])
    found = [
        urgency(
            row["state"], due_of(row), row["created_at"], now, safe_at=row["safe_at"], holds=holds.get(row["id"], ())
        )
        for row in rows
    ]
    return sum(1 for due in found if due is not None and due.phase == "late")


def lanes(tickets: Sequence[Ticket]) -> dict[Lane, list[Ticket]]:
    """The board: its lanes in order, each in the order given."""
    return {lane: [ticket for ticket in tickets if ticket.state in states] for lane, states in BOARD_LANES.items()}


def _conditions(wanted: Wanted) -> list[Any]:
    conditions: list[Any] = [WorkOrder.site.is_in(list(wanted.site_ids))]
    if wanted.severity:
        conditions.append(WorkOrder.severity == wanted.severity)
    if wanted.department_id:
        conditions.append(WorkOrder.department == wanted.department_id)
    if wanted.building_id:
        conditions.append(WorkOrder.building == wanted.building_id)
    if wanted.lane:
        conditions.append(WorkOrder.state.is_in(list(BOARD_LANES[wanted.lane])))
    return conditions


def _fits(ticket: Ticket, wanted: Wanted) -> bool:
    if wanted.late_only and (ticket.urgency is None or ticket.urgency.phase != "late"):
        return False
    text = wanted.text.strip().casefold()
    return text in f"{ticket.number} {ticket.title} {ticket.place} {ticket.who}".casefold()


def _by_urgency(ticket: Ticket) -> tuple[bool, datetime, int]:
    due_at = ticket.urgency.due_at if ticket.urgency else ticket.created_at
    return ticket.urgency is None, due_at, -SEVERITY_RANK[cast(Any, ticket.severity)]


async def _tickets(rows: Sequence[dict[str, Any]], language: str, _: Translate, now: datetime) -> list[Ticket]:
    order_ids = [row["id"] for row in rows]
    titles = await titles_of(order_ids, language, _)
    holds = await holds_of(order_ids)
    return [_ticket(row, titles.get(row["id"], _("没有写明的问题")), holds.get(row["id"], []), _, now) for row in rows]


def _ticket(row: dict[str, Any], title: str, holds: list[Hold], _: Translate, now: datetime) -> Ticket:
    zone, state = row["site.time_zone"], row["state"]
    due = urgency(state, due_of(row), row["created_at"], now, safe_at=row["safe_at"], holds=holds)
    return Ticket(
        id=row["id"],
        number=number_of(row["day"], row["ordinal"]),
        site_name=row["site.name"],
        state=state,
        severity=row["severity"],
        title=title,
        place=place_words(row),
        who=" · ".join(
            part
            for part in (department_words(row["department.key"], row["department.name"], _), row["person.name"])
            if part
        ),
        due=due_words(due, now, zone, _),
        urgency=due,
        fire_hazard=bool(row["fire_hazard"]),
        escalated=row["escalated_at"] is not None,
        rework_count=row["rework_count"],
        hold_until=row["hold_until"] if state == "on_hold" else None,
        zone=zone,
        created_at=row["created_at"],
        is_ended=state in ENDED_STATES,
    )
