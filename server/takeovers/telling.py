"""What a take-over's page tells of each leftover: what is wrong, where, its photo and its order."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.defects.tables import Defect, Sighting
from server.lib.i18n import Translate
from server.takeovers.queries import TakeOverTold
from server.takeovers.terms import LeftoverState, Owner
from server.workorders.ordering import number_of
from server.workorders.tables import WorkOrder
from server.workorders.titles import defect_words, fault_words

# Two foreign keys away: Piccolo's types know one.
_POINT: Any = Defect.asset.point


class LeftoverTold(Struct, frozen=True, kw_only=True):
    """One line of the list. `seen_at`: when it was last looked at, `is_gone`: what was seen then."""

    defect_id: UUID
    words: str
    place: str
    severity: str
    photo: str | None
    order_id: UUID | None
    order_number: str
    owner: Owner
    owner_name: str
    promised_on: date | None
    note: str
    state: LeftoverState
    found_at: datetime
    seen_at: datetime
    is_gone: bool
    seen_count: int


async def leftovers_of(told: TakeOverTold, language: str, _: Translate) -> list[LeftoverTold]:
    """The leftovers in words: what is open first, the overdue on top, then as they were found."""
    keys = [one.defect_id for one in told.leftovers] or [UUID(int=0)]
    rows = await Defect.select(
        Defect.id, Defect.item, Defect.spot, Defect.severity, Defect.order_id, Defect.observed_at,
        Defect.asset.name, _POINT.name, Defect.unit.name,
    ).where(Defect.id.is_in(keys))  # fmt: skip
    faults = await fault_words({row["item"] for row in rows}, language)
    seen = await _seen(keys)
    numbers = await _numbers([row["order_id"] for row in rows if row["order_id"]])
    by_id = {row["id"]: row for row in rows}
    lines = []
    for one in told.leftovers:
        row, sightings = by_id[one.defect_id], seen.get(one.defect_id, [])
        photos = [photo for sighting in sightings for photo in sighting["photos"]]
        lines.append(
            LeftoverTold(
                defect_id=one.defect_id,
                words=defect_words(row, faults, _),
                place=" · ".join(
                    part for part in (row["asset.point.name"] or row["unit.name"], row["asset.name"]) if part
                ),
                severity=row["severity"],
                photo=photos[0] if photos else None,
                order_id=row["order_id"],
                order_number=numbers.get(row["order_id"], ""),
                owner=one.owner,
                owner_name=one.owner_name,
                promised_on=one.promised_on,
                note=one.note,
                state=one.state,
                found_at=row["observed_at"],
                seen_at=sightings[-1]["at"] if sightings else row["observed_at"],
                is_gone=bool(sightings) and sightings[-1]["kind"] == "gone",
                seen_count=len(sightings),
            )
        )
    rank: dict[LeftoverState, int] = {"overdue": 0, "open": 1, "closed": 2}
    return sorted(lines, key=lambda line: (rank[line.state], line.found_at))


async def _seen(keys: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    seen: dict[UUID, list[dict[str, Any]]] = {}
    rows = (
        await Sighting.select(Sighting.defect, Sighting.kind, Sighting.at, Sighting.photos)
        .where(Sighting.defect.is_in(list(keys)))
        .order_by(Sighting.at)
        .order_by(Sighting.id)
        .output(load_json=True)
    )
    for row in rows:
        seen.setdefault(row["defect"], []).append(row)
    return seen


async def _numbers(order_ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = await WorkOrder.select(WorkOrder.id, WorkOrder.day, WorkOrder.ordinal).where(
        WorkOrder.id.is_in(list(order_ids) or [UUID(int=0)])
    )
    return {row["id"]: number_of(row["day"], row["ordinal"]) for row in rows}
