"""The defects that stand open at a site, as a phone shows them at their point."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server.defects.tables import Defect, Sighting
from server.defects.terms import Severity


class Standing(Struct, frozen=True, kw_only=True):
    """An open defect. `photo`: the digest of the newest one that shows it; `opened_at`: when it was first seen;
    `sightings_count` with the first one."""

    id: UUID
    asset_id: UUID | None
    unit_id: UUID | None
    checklist: str
    item: str
    spot: str
    severity: Severity
    department_id: UUID | None
    order_id: UUID | None
    photo: str | None
    sightings_count: int
    opened_at: datetime


async def standing_defects(site_id: UUID) -> list[Standing]:
    """All open defects of a site, by when they were first seen. Two queries."""
    rows = await Defect.select(
        Defect.id, Defect.asset, Defect.unit, Defect.checklist, Defect.item, Defect.spot, Defect.severity,
        Defect.department, Defect.order_id, Defect.observed_at,
    ).where(Defect.site == site_id, Defect.state == "open")  # fmt: skip
    photos: dict[UUID, str] = {}
    counts: dict[UUID, int] = {}
    for seen in await Sighting.select(Sighting.defect, Sighting.photos).where(
        Sighting.defect.site == site_id, Sighting.defect.state == "open", Sighting.kind != "gone"
    ).order_by(Sighting.at).order_by(Sighting.id).output(load_json=True):
        counts[seen["defect"]] = counts.get(seen["defect"], 0) + 1
        if seen["photos"]:
            photos[seen["defect"]] = seen["photos"][0]
    rows.sort(key=lambda row: (row["observed_at"], row["id"]))
    return [
        Standing(
            id=row["id"],
            asset_id=row["asset"],
            unit_id=row["unit"],
            checklist=row["checklist"],
            item=row["item"],
            spot=row["spot"],
            severity=row["severity"],
            department_id=row["department"],
            order_id=row["order_id"],
            photo=photos.get(row["id"]),
            sightings_count=counts.get(row["id"], 0),
            opened_at=row["observed_at"],
        )
        for row in rows
    ]
