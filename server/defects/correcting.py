"""Corrections: what only a corrected report made is taken back (protocol, `addendum`)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server.defects.tables import Defect, Sighting
from server.defects.terms import SEVERITY_RANK
from server.inspections.rules import Finding


class TakenBack(Struct, frozen=True, kw_only=True):
    """A defect of the corrected report. `closed`: only that report made it, so it is closed now."""

    defect_id: UUID
    order_id: UUID | None
    closed: bool


async def take_back(
    told_by: Collection[UUID], asset_id: UUID | None, unit_id: UUID | None, item: str, at: datetime
) -> list[TakenBack]:
    """An item of an asset (or unit) was corrected to ok: closes the open defects that only that report made.

    `told_by`: the report and its addenda. `at`: the moment of its visit, so that what somebody else saw later is not
    taken for this defect.
    """
    mine = list(told_by)
    place_is = Defect.asset == asset_id if asset_id is not None else (Defect.unit == unit_id) & Defect.asset.is_null()
    rows = await Defect.select(Defect.id, Defect.order_id).where(
        place_is, Defect.item == item, Defect.state == "open", Defect.report_id.is_in(mine)
    )
    answer: list[TakenBack] = []
    for row in rows:
        others = await Sighting.exists().where(
            Sighting.defect == row["id"], Sighting.report_id.not_in(mine), Sighting.kind != "gone"
        )
        if not others:
            await Defect.update({Defect.state: "closed", Defect.closed_at: at}).where(Defect.id == row["id"])
        answer.append(TakenBack(defect_id=row["id"], order_id=row["order_id"], closed=not others))
    return answer


async def not_told_before(told_by: Collection[UUID], findings: Sequence[Finding]) -> list[Finding]:
    """Leaves out what the corrected report had told already: the same defect is not a second sighting.

    One that is graver now stays in: as a sighting it raises the severity.
    """
    told = await Sighting.select(
        Sighting.defect.asset.as_alias("asset"),
        Sighting.defect.checklist.as_alias("checklist"),
        Sighting.defect.item.as_alias("item"),
        Sighting.defect.spot.as_alias("spot"),
        Sighting.defect.severity.as_alias("severity"),
    ).where(Sighting.report_id.is_in(list(told_by)), Sighting.kind != "gone", Sighting.defect.state == "open")
    known = {(row["asset"], row["checklist"], row["item"], row["spot"]): row["severity"] for row in told}

    def is_new(finding: Finding) -> bool:
        severity = known.get((finding.asset_id, finding.checklist, finding.item, finding.spot))
        return severity is None or SEVERITY_RANK[finding.severity] > SEVERITY_RANK[severity]

    return [finding for finding in findings if is_new(finding)]


async def has_open(order_id: UUID) -> bool:
    """Whether an order still has an open defect."""
    return bool(await Defect.exists().where(Defect.order_id == order_id, Defect.state == "open"))
