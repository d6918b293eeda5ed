"""Somebody leaves: the orders they have in hand go to somebody else, or back to their department's pool."""

from datetime import datetime
from uuid import UUID

from server.people.terms import Member
from server.workorders.ordering import number_of
from server.workorders.stepping import Taken, take_step
from server.workorders.tables import WorkOrder

_IN_HAND = ["reported", "dispatched", "accepted", "in_progress", "on_hold"]


async def in_hand(person_id: UUID, site_id: UUID) -> list[tuple[UUID, str]]:
    """(id, number) of the orders that somebody has and has not completed, the oldest first."""
    rows = (
        await WorkOrder.select(WorkOrder.id, WorkOrder.day, WorkOrder.ordinal)
        .where(WorkOrder.person == person_id, WorkOrder.site == site_id, WorkOrder.state.is_in(_IN_HAND))
        .order_by(WorkOrder.created_at)
        .order_by(WorkOrder.id)
    )
    return [(row["id"], number_of(row["day"], row["ordinal"])) for row in rows]


async def hand_on(order_id: UUID, member: Member, to: UUID | None, why: str, by: UUID, now: datetime) -> None:
    """A step like any dispatch: to somebody, or to the pool (None). Inside the caller's transaction, under the site's
    lock."""
    taken = Taken(
        step="dispatch", at=now, received_at=now, person_id=by, role=member.role, note=why, to_person_id=to
    )  # fmt: skip
    await take_step(order_id, taken)
