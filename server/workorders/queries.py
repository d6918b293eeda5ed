"""Reading work orders: what lists and the bundle tell of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from piccolo.custom_types import Combinable

from server.defects import queries as defects
from server.lib import times
from server.lib.paging import batches
from server.workorders.ordering import number_of
from server.workorders.tables import Step, WorkOrder
from server.workorders.wire_out import Due, OrderItem, StepItem

Row = dict[str, Any]

COLUMNS = (
    WorkOrder.id, WorkOrder.day, WorkOrder.ordinal, WorkOrder.site, WorkOrder.state, WorkOrder.severity,
    WorkOrder.department, WorkOrder.person, WorkOrder.accept_due_at, WorkOrder.safe_due_at, WorkOrder.close_due_at,
    WorkOrder.escalated_at, WorkOrder.created_at, WorkOrder.incident_id, WorkOrder.title, WorkOrder.place_text,
)  # fmt: skip


async def newest(conditions: Sequence[Combinable], limit: int | None = None) -> list[Row]:
    """The newest rows that meet all conditions, as `order_items` wants them."""
    query = WorkOrder.select(*COLUMNS).where(*conditions).order_by(WorkOrder.created_at, ascending=False)
    query = query.order_by(WorkOrder.id, ascending=False)
    return await (query if limit is None else query.limit(limit))


async def order_items(rows: Sequence[Row]) -> list[OrderItem]:
    """The rows (those of `newest`, or any with its columns) as lists and bundle show them, in the same order."""
    order_ids = [row["id"] for row in rows]
    steps = await _steps_of(order_ids)
    defect_ids = await defects.of_orders(order_ids)
    counts = await defects.sightings_counts([defect_id for some in defect_ids.values() for defect_id in some])
    return [
        _item(row, steps[row["id"]], defect_ids[row["id"]], sum(counts[one] for one in defect_ids[row["id"]]))
        for row in rows
    ]


async def _steps_of(order_ids: Sequence[UUID]) -> dict[UUID, list[StepItem]]:
    """The history of each order, also of steps that no longer applied, in the order they were taken in."""
    found: dict[UUID, list[StepItem]] = {order_id: [] for order_id in order_ids}
    for batch in batches(order_ids):
        for row in await Step.select(
            Step.order, Step.step, Step.at, Step.received_at, Step.person, Step.applied
        ).where(Step.order.is_in(batch)).order_by(Step.ordinal).order_by(Step.id):
            found[row["order"]].append(
                StepItem(
                    step=row["step"],
                    at=times.text(row["at"]),
                    received_at=times.text(row["received_at"]),
                    person_id=_text(row["person"]),
                    applied=row["applied"],
                )
            )
    return found


def _item(row: Row, steps: list[StepItem], defect_ids: list[UUID], sightings_count: int) -> OrderItem:
    return OrderItem(
        id=str(row["id"]),
        number=number_of(row["day"], row["ordinal"]),
        site_id=str(row["site"]),
        state=row["state"],
        severity=row["severity"],
        department_id=_text(row["department"]),
        person_id=_text(row["person"]),
        defect_ids=[str(defect_id) for defect_id in defect_ids],
        sightings_count=sightings_count,
        due=Due(
            accept=times.text_or_none(row["accept_due_at"]),
            safe=times.text_or_none(row["safe_due_at"]),
            close=times.text_or_none(row["close_due_at"]),
        ),
        escalated=row["escalated_at"] is not None,
        steps=steps,
        created_at=times.text(row["created_at"]),
        incident_id=_text(row["incident_id"]),
        title=row["title"],
        place_text=row["place_text"],
    )


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
