"""The work orders a person's phone carries: their own, their departments', and for walkers what waits for a look."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from piccolo.custom_types import Combinable

from server.people.terms import READERS, Member
from server.workorders.tables import WorkOrder
from server.workorders.terms import ENDED_STATES

KEPT_AFTER_COMPLETION: Final = timedelta(hours=48)
"""So long a completed order stays on the phones of those who worked on it, whatever became of it."""


async def offered_orders(person_id: UUID, member: Member, now: datetime) -> list[dict[str, Any]]:
    """WorkOrder rows for one member of a site, oldest first.

    Front desk, supervisors and managers: all of the site that have not ended. Everybody else: those of their own and
    their departments that have not ended, or were completed in the last 48 h. Patrollers also those completed at
    points, to be looked at in passing. A contractor's people see only their own departments' and their own.
    """
    rows: list[dict[str, Any]] = await WorkOrder.select().where(
        WorkOrder.site == member.site_id, _offered(person_id, member, now)
    )
    return sorted(rows, key=lambda row: (row["created_at"], row["id"]))


def _offered(person_id: UUID, member: Member, now: datetime) -> Combinable:
    not_ended = WorkOrder.state.not_in(sorted(ENDED_STATES))
    if member.role in READERS and not member.contractor:
        return not_ended
    mine: Combinable = WorkOrder.person == person_id
    if member.department_ids:
        mine = mine | WorkOrder.department.is_in(list(member.department_ids))
    offered: Combinable = mine & (not_ended | (WorkOrder.completed_at > now - KEPT_AFTER_COMPLETION))
    if member.role == "patroller" and not member.contractor:
        offered = offered | ((WorkOrder.state == "completed") & WorkOrder.asset.is_not_null())
    return offered
