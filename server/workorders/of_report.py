"""What one report means for work orders: those its defects have, and the step it took."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.defects.tables import Defect, Sighting
from server.lib.i18n import Translate
from server.workorders import history
from server.workorders.history import Entry
from server.workorders.ordering import number_of
from server.workorders.tables import Step, WorkOrder
from server.workorders.titles import titles_of


class OrderTold(Struct, frozen=True, kw_only=True):
    """An order as a line that leads to its page."""

    id: UUID
    number: str
    state: str
    title: str


class StepTold(Struct, frozen=True, kw_only=True):
    """The step that a report took, in words, and its order."""

    order: OrderTold
    entry: Entry
    applied: bool


async def orders_of(
    report_ids: Sequence[UUID], site_id: UUID, language: str, _: Translate
) -> list[OrderTold]:
    """The orders of the defects that these reports opened or saw."""
    keys = list(report_ids)
    opened = await Defect.select(Defect.order_id).where(Defect.report_id.is_in(keys), Defect.order_id.is_not_null())
    seen: list[dict[str, Any]] = await Sighting.select(Sighting.defect.order_id).where(Sighting.report_id.is_in(keys))
    order_ids = {row["order_id"] for row in opened} | ({row["defect.order_id"] for row in seen} - {None})
    return await _told(order_ids, site_id, language, _)


async def step_of(report_id: UUID, site_id: UUID, language: str, _: Translate) -> StepTold | None:
    """The step that a work report took on an order of its site, applied or not."""
    step = (
        await Step.select(*Step.all_columns())
        .where(Step.report_id == report_id, Step.order.site == site_id)
        .order_by(Step.ordinal)
        .first()
        .output(load_json=True)
    )
    if step is None:
        return None
    [order] = await _told({step["order"]}, site_id, language, _)
    ground = await history.ground_of(site_id, [step], [], _)
    return StepTold(order=order, entry=history.taken(step, ground, _), applied=step["applied"])


async def _told(order_ids: set[UUID], site_id: UUID, language: str, _: Translate) -> list[OrderTold]:
    if not order_ids:
        return []
    rows = await WorkOrder.select(WorkOrder.id, WorkOrder.day, WorkOrder.ordinal, WorkOrder.state).where(
        WorkOrder.id.is_in(list(order_ids)), WorkOrder.site == site_id
    )
    titles = await titles_of([row["id"] for row in rows], language, _)
    return [
        OrderTold(
            id=row["id"],
            number=number_of(row["day"], row["ordinal"]),
            state=row["state"],
            title=titles.get(row["id"], _("没有写明的问题")),
        )
        for row in sorted(rows, key=lambda row: (row["day"], row["ordinal"]))
    ]
