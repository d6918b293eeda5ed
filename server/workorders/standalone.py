"""An order that comes of no defect: of an incident. Dispatched, stepped and timed like any other."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from server.journal.noting import note
from server.lib import ids
from server.people.queries import department_by_key
from server.people.terms import Role
from server.sites.places import SiteFacts
from server.workorders.deadlines import deadlines
from server.workorders.ordering import limits_of, next_ordinal
from server.workorders.stepping import Taken, take_step
from server.workorders.tables import WorkOrder
from server.workorders.terms import Severity


class Need(Struct, frozen=True, kw_only=True):
    """What is to be done. `title` and `place_text` in the words of who asks; `department`: a key, None if it is to be
    dispatched by hand. `at`: when it was seen, deadlines count from `received_at`. `photos` are PhotoEntry dicts."""

    incident_id: UUID
    site: SiteFacts
    building_id: UUID | None
    unit_id: UUID | None
    title: str
    place_text: str | None
    severity: Severity
    department: str | None
    person_id: UUID | None
    role: Role
    report_id: UUID | None
    at: datetime
    received_at: datetime
    words: str
    photos: Sequence[dict[str, Any]] = ()


async def open_order(need: Need) -> UUID:
    """Makes the order, gives it to its department's pool where one is known, and writes down what was told with it.

    One order per incident: asked for again, the id of the first is returned. Inside the caller's transaction, the
    site's lock is held.
    """
    order_id = ids.derived(need.incident_id, "order")
    if await WorkOrder.exists().where(WorkOrder.id == order_id):
        return order_id
    site, received_at = need.site, need.received_at
    day = received_at.astimezone(ZoneInfo(site.time_zone)).date()
    due = deadlines(need.severity, received_at, limits=limits_of(site.settings, site.time_zone))
    await WorkOrder.insert(
        WorkOrder(
            id=order_id,
            site=site.id,
            building=need.building_id,
            unit=need.unit_id,
            day=day,
            ordinal=await next_ordinal(site.id, day),
            state="reported",
            severity=need.severity,
            report_id=need.report_id,
            accept_due_at=due.accept,
            safe_due_at=due.safe,
            close_due_at=due.close,
            incident_id=need.incident_id,
            title=need.title,
            place_text=need.place_text,
            moved_at=received_at,
            created_at=received_at,
        )
    )
    await note(
        "open", "work-order", order_id, site_id=site.id, person_id=need.person_id, incident=str(need.incident_id)
    )
    await take_step(order_id, _told(need))
    department_id = await department_by_key(site.id, need.department) if need.department else None
    if department_id is not None and not site.settings.dispatch_by_hand:
        dispatch = Taken(step="dispatch", at=received_at, received_at=received_at, department_id=department_id)
        await take_step(order_id, dispatch)
    return order_id


def _told(need: Need) -> Taken:
    """What was seen, with its photos, as the first line of the order's history."""
    return Taken(
        step="comment",
        at=need.at,
        received_at=need.received_at,
        person_id=need.person_id,
        role=need.role,
        report_id=need.report_id,
        note=need.words or None,
        photos=tuple(need.photos),
    )
