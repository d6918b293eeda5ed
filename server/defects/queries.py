"""Reading defects: what lists, orders and inspections tell of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from piccolo.columns.combination import WhereRaw
from piccolo.custom_types import Combinable
from piccolo.query.functions.aggregate import Count

from server.defects.tables import Defect, Sighting
from server.defects.wire import DefectItem, SightingItem
from server.lib import times
from server.lib.paging import batches

Row = dict[str, Any]

COLUMNS = (
    Defect.id, Defect.site, Defect.created_at, Defect.closed_at, Defect.asset, Defect.unit, Defect.checklist,
    Defect.item, Defect.spot, Defect.state, Defect.severity, Defect.order_id, Defect.recurrence_of,
)  # fmt: skip


def found_something() -> Combinable:
    """Inspections that saw a defect ("gone" is none). Spelt out, because inspections stand a floor below."""
    return WhereRaw(
        "EXISTS (SELECT 1 FROM sighting WHERE sighting.report_id = inspection.id AND sighting.kind <> 'gone')"
    )


async def newest(conditions: Sequence[Combinable], limit: int) -> list[Row]:
    """The newest rows that meet all conditions, as `defect_items` wants them."""
    query = Defect.select(*COLUMNS).order_by(Defect.created_at, ascending=False).order_by(Defect.id, ascending=False)
    return await query.where(*conditions).limit(limit)


async def defect_items(rows: Sequence[Row]) -> list[DefectItem]:
    """The rows as the list shows them, each with its sightings, oldest first ("gone" is none)."""
    sightings: dict[UUID, list[SightingItem]] = {row["id"]: [] for row in rows}
    for batch in batches([row["id"] for row in rows]):
        for seen in await Sighting.select(Sighting.defect, Sighting.report_id, Sighting.at).where(
            Sighting.defect.is_in(batch), Sighting.kind != "gone"
        ).order_by(Sighting.at).order_by(Sighting.id):
            sightings[seen["defect"]].append(SightingItem(str(seen["report_id"]), times.text(seen["at"])))
    return [_item(row, sightings[row["id"]]) for row in rows]


async def of_orders(order_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The defects of each order, oldest first."""
    found: dict[UUID, list[UUID]] = {order_id: [] for order_id in order_ids}
    for batch in batches(order_ids):
        for row in await Defect.select(Defect.id, Defect.order_id).where(Defect.order_id.is_in(batch)).order_by(
            Defect.created_at
        ).order_by(Defect.id):
            found[row["order_id"]].append(row["id"])
    return found


async def sightings_counts(defect_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How often each defect was seen, the first time included ("gone" is no sighting)."""
    counts = dict.fromkeys(defect_ids, 0)
    for batch in batches(defect_ids):
        for row in await Sighting.select(Sighting.defect, Count()).where(
            Sighting.defect.is_in(batch), Sighting.kind != "gone"
        ).group_by(Sighting.defect):
            counts[row["defect"]] = int(row["count"])
    return counts


async def of_reports(report_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The defects that each report opened or saw again, each once, in the report's order of time."""
    found: dict[UUID, dict[UUID, None]] = {report_id: {} for report_id in report_ids}
    for batch in batches(report_ids):
        for row in await Sighting.select(Sighting.report_id, Sighting.defect).where(
            Sighting.report_id.is_in(batch), Sighting.kind != "gone"
        ).order_by(Sighting.at).order_by(Sighting.id):
            found[row["report_id"]].setdefault(row["defect"])
    return {report_id: list(defects) for report_id, defects in found.items()}


def _item(row: Row, sightings: list[SightingItem]) -> DefectItem:
    return DefectItem(
        id=str(row["id"]),
        site_id=str(row["site"]),
        created_at=times.text(row["created_at"]),
        closed_at=times.text_or_none(row["closed_at"]),
        asset_id=_text(row["asset"]),
        unit_id=_text(row["unit"]),
        checklist=row["checklist"],
        item=row["item"],
        spot=row["spot"],
        state=row["state"],
        severity=row["severity"],
        order_id=_text(row["order_id"]),
        sightings_count=len(sightings),
        sightings=sightings,
        recurrence_of=_text(row["recurrence_of"]),
    )


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
