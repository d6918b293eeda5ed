"""Minor orders that verify themselves: 7 days and 2 rounds without a sighting (product, Work order)."""

from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from server.defects.tables import Sighting
from server.lib import clock, db
from server.workorders.deadlines import DEFAULT_LIMITS
from server.workorders.rules import closes_minor_unseen
from server.workorders.stepping import Taken, facts_of, take_step
from server.workorders.tables import WorkOrder
from server.workorders.terms import Severity

_ROUNDS_SINCE = """
SELECT COUNT(DISTINCT inspection.round_id) AS rounds_count FROM inspection_check
JOIN inspection ON inspection.id = inspection_check.inspection
WHERE inspection_check.asset = {} AND inspection.round_id IS NOT NULL AND inspection.earliest_at > {}
AND CAST(inspection.flags AS TEXT) NOT LIKE '%"practice"%'
"""


async def close_unseen() -> int:
    """Verifies the completed minor orders that nobody saw again; returns how many. Asked for now and then; asking
    twice, or on two workers, does nothing twice."""
    now = clock.now()
    waiting = await WorkOrder.select(WorkOrder.id, WorkOrder.site).where(
        WorkOrder.state == "completed",
        WorkOrder.severity == "minor",
        WorkOrder.completed_at <= now - timedelta(days=DEFAULT_LIMITS.unseen_days),
    )
    closed_count = 0
    for row in waiting:
        async with db.writing():
            await db.lock(f"site:{row['site']}")
            closed_count += await _close_if_unseen(row["id"], now)
    return closed_count


async def _close_if_unseen(order_id: UUID, now: datetime) -> int:
    order = await WorkOrder.objects().get(WorkOrder.id == order_id)
    if order is None or order.state != "completed" or order.completed_at is None:
        return 0
    last_seen_at = await _last_seen_at(order_id)
    quiet_since = max(order.completed_at, last_seen_at or order.completed_at)
    unseen = closes_minor_unseen(
        await facts_of(order),
        cast(Severity, order.severity),
        order.completed_at,
        last_seen_at,
        await _rounds_since(order, quiet_since),
        now,
    )
    if not unseen:
        return 0
    took = await take_step(order_id, Taken(step="verify", verdict="passed", at=now, received_at=now))
    return int(took.applied)


async def _last_seen_at(order_id: UUID) -> datetime | None:
    row = (
        await Sighting.select(Sighting.at)
        .where(Sighting.defect.order_id == order_id, Sighting.kind != "gone")
        .order_by(Sighting.at, ascending=False)
        .first()
    )
    return row["at"] if row else None


async def _rounds_since(order: WorkOrder, since: datetime) -> int:
    if order.asset is None:
        return 0
    rows = await WorkOrder.raw(_ROUNDS_SINCE, order.asset, since)
    return int(rows[0]["rounds_count"])
