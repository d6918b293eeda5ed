"""Reading inspections: what the list tells of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from piccolo.columns.combination import WhereRaw
from piccolo.custom_types import Combinable

from server.inspections.tables import Inspection
from server.inspections.wire_out import InspectionItem
from server.lib import times
from server.lib.paging import batches
from server.reports.tables import ReportPhoto

Row = dict[str, Any]

COLUMNS = (
    Inspection.id, Inspection.report_digest, Inspection.site, Inspection.person, Inspection.point, Inspection.unit,
    Inspection.patrol_id, Inspection.started_at, Inspection.finished_at, Inspection.received_at,
    Inspection.checks_count, Inspection.flags,
)  # fmt: skip


async def newest(conditions: Sequence[Combinable], limit: int) -> list[Row]:
    """The newest rows that meet all conditions, as `inspection_items` wants them."""
    query = Inspection.select(*COLUMNS).where(*conditions).order_by(Inspection.received_at, ascending=False)
    return await query.order_by(Inspection.id, ascending=False).limit(limit).output(load_json=True)


def flagged(flag: str) -> Combinable:
    """Inspections with this flag; `flag` is one of the protocol's words, so it needs no escaping."""
    return WhereRaw("CAST(inspection.flags AS TEXT) LIKE {}", f'%"{flag}"%')


def flagged_at_all() -> Combinable:
    """Inspections with any flag."""
    return flagged("%")


async def old_labels_seen(building_id: UUID) -> dict[UUID, datetime]:
    """By point of a building: when a replaced label was last scanned there."""
    rows = await Inspection.select(Inspection.point, Inspection.started_at).where(
        Inspection.building == building_id, Inspection.point.is_not_null(), flagged("old-label")
    )
    seen: dict[UUID, datetime] = {}
    for row in rows:
        seen[row["point"]] = max(row["started_at"], seen.get(row["point"], row["started_at"]))
    return seen


async def inspection_items(
    rows: Sequence[Row], defect_ids: Mapping[UUID, Sequence[UUID]]
) -> list[InspectionItem]:
    """The rows as the list shows them. `defect_ids`: what each report opened or saw, which a floor above knows."""
    photos: dict[str, list[str]] = {row["report_digest"]: [] for row in rows}
    for batch in batches(list(photos)):
        for named in await ReportPhoto.select(ReportPhoto.report, ReportPhoto.sha256).where(
            ReportPhoto.report.is_in(batch)
        ).order_by(ReportPhoto.position):
            photos[named["report"]].append(named["sha256"])
    return [_item(row, defect_ids.get(row["id"], ()), photos[row["report_digest"]]) for row in rows]


def _item(row: Row, defect_ids: Sequence[UUID], photos: list[str]) -> InspectionItem:
    return InspectionItem(
        id=str(row["id"]),
        report_id=str(row["id"]),
        site_id=str(row["site"]),
        person_id=str(row["person"]),
        point_id=_text(row["point"]),
        unit_id=_text(row["unit"]),
        patrol_id=_text(row["patrol_id"]),
        started_at=times.text(row["started_at"]),
        finished_at=times.text(row["finished_at"]),
        received_at=times.text(row["received_at"]),
        checks_count=row["checks_count"],
        defect_ids=[str(defect_id) for defect_id in defect_ids],
        flags=row["flags"],
        photos=photos,
    )


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
