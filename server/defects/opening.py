"""What a report found becomes rows: a new defect, or another sighting of a known one (rules in `rules.place`)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.defects.rules import asset_place, place, raised, unit_place
from server.defects.tables import Defect, Sighting
from server.defects.terms import KnownDefect, Observation, Placement, Severity
from server.inspections.rules import Finding
from server.lib import ids
from server.people.queries import department_by_key
from server.people.terms import Role


class Seeing(Struct, frozen=True, kw_only=True):
    """Who saw it, where and when: the report that the findings come from. `observed_at` by the server's clock; `role`
    is what the person is at the site."""

    report_id: UUID
    site_id: UUID
    buildings: dict[UUID | None, UUID | None]
    unit_id: UUID | None
    person_id: UUID
    role: Role
    observed_at: datetime
    received_at: datetime


class Opened(Struct, frozen=True, kw_only=True):
    """A defect that this report opened."""

    defect_id: UUID
    place: str
    finding: Finding
    department_id: UUID | None


class Seen(Struct, frozen=True, kw_only=True):
    """A known defect that this report saw again, or says is gone. `severity` is the defect's after it."""

    defect_id: UUID
    order_id: UUID | None
    finding: Finding
    gone: bool
    is_open: bool
    severity: Severity
    was_severity: Severity


class Placed(Struct, frozen=True, kw_only=True):
    """All that came of a report's findings."""

    opened: tuple[Opened, ...] = ()
    seen: tuple[Seen, ...] = ()
    unknown_reference: bool = False


async def place_findings(seeing: Seeing, findings: Sequence[Finding]) -> Placed:
    """Opens and sights defects for the findings of one report, in their order."""
    opened: list[Opened] = []
    seen: list[Seen] = []
    unknown_reference = False
    for index, finding in enumerate(findings):
        where = _place_of(seeing, finding)
        placement = place(_observation(seeing, finding, where), await _known(where, finding))
        unknown_reference |= placement.unknown_reference
        if placement.kind == "new":
            opened.append(await _open(seeing, index, finding, where, placement))
        elif placement.defect_id is not None:
            seen.append(await _sight(seeing, index, finding, placement.defect_id, placement.gone))
    return Placed(opened=tuple(opened), seen=tuple(seen), unknown_reference=unknown_reference)


def _place_of(seeing: Seeing, finding: Finding) -> str:
    if finding.asset_id is not None:
        return asset_place(finding.asset_id)
    assert seeing.unit_id is not None
    return unit_place(seeing.unit_id, finding.checklist)


def _observation(seeing: Seeing, finding: Finding, where: str) -> Observation:
    return Observation(
        place=where,
        item=finding.item,
        observed_at=seeing.observed_at,
        spot=finding.spot,
        sighting_of=finding.sighting_of,
        sighting=finding.sighting,
        separate_from=finding.separate_from,
    )


async def _known(where: str, finding: Finding) -> list[KnownDefect]:
    """Every defect of this place in any state, with what the report names and what they were merged into."""
    rows = await _rows(Defect.place == where)
    known = {row["id"]: _known_of(row) for row in rows}
    wanted = {finding.sighting_of, finding.separate_from} | {row["merged_into"] for row in rows}
    while missing := [one for one in wanted if one is not None and one not in known]:
        more = await _rows(Defect.id.is_in(missing))
        known |= {row["id"]: _known_of(row) for row in more}
        wanted = {row["merged_into"] for row in more}
    return list(known.values())


async def _rows(condition: Any) -> list[dict[str, Any]]:
    return await Defect.select(
        Defect.id, Defect.place, Defect.item, Defect.spot, Defect.number, Defect.state, Defect.observed_at,
        Defect.closed_at, Defect.merged_into,
    ).where(condition)  # fmt: skip


def _known_of(row: dict[str, Any]) -> KnownDefect:
    return KnownDefect(
        id=row["id"],
        place=row["place"],
        item=row["item"],
        spot=row["spot"],
        number=row["number"],
        state=row["state"],
        opened_at=row["observed_at"],
        closed_at=row["closed_at"],
        merged_into=row["merged_into"],
    )


async def _open(seeing: Seeing, index: int, finding: Finding, where: str, placement: Placement) -> Opened:
    defect_id = ids.derived(seeing.report_id, "defect", index)
    department_id = await department_by_key(seeing.site_id, finding.department)
    await Defect.insert(
        Defect(
            id=defect_id,
            site=seeing.site_id,
            building=seeing.buildings.get(finding.asset_id),
            asset=finding.asset_id,
            unit=seeing.unit_id if finding.asset_id is None else None,
            place=where,
            checklist=finding.checklist,
            item=finding.item,
            spot=placement.spot,
            number=placement.number,
            state="open",
            severity=finding.severity,
            fire_hazard=finding.fire_hazard,
            department=department_id,
            report_id=seeing.report_id,
            observed_at=seeing.observed_at,
            created_at=seeing.received_at,
            recurrence_of=placement.recurrence_of,
        )
    )
    await _write_sighting(seeing, index, finding, defect_id, "first")
    return Opened(defect_id=defect_id, place=where, finding=finding, department_id=department_id)


async def _sight(seeing: Seeing, index: int, finding: Finding, defect_id: UUID, gone: bool) -> Seen:
    row = await Defect.select(Defect.state, Defect.severity, Defect.order_id).where(Defect.id == defect_id).first()
    assert row is not None
    severity: Severity = row["severity"] if gone else raised(row["severity"], finding.severity)
    if gone and finding.photos:
        # Only with a photo does it count for closing (product, Defect).
        await Defect.update({Defect.gone_report_id: seeing.report_id}).where(Defect.id == defect_id)
    elif not gone and row["state"] == "open":
        await Defect.update({Defect.severity: severity, Defect.gone_report_id: None}).where(Defect.id == defect_id)
    kind = "gone" if gone else "worse" if finding.sighting == "worse" else "still"
    await _write_sighting(seeing, index, finding, defect_id, kind)
    return Seen(
        defect_id=defect_id,
        order_id=row["order_id"],
        finding=finding,
        gone=gone,
        is_open=row["state"] == "open",
        severity=severity,
        was_severity=row["severity"],
    )


async def _write_sighting(seeing: Seeing, index: int, finding: Finding, defect_id: UUID, kind: str) -> None:
    await Sighting.insert(
        Sighting(
            id=ids.derived(seeing.report_id, "sighting", index),
            defect=defect_id,
            report_id=seeing.report_id,
            person=seeing.person_id,
            kind=kind,
            at=seeing.observed_at,
            received_at=seeing.received_at,
            severity=finding.severity,
            note=finding.note,
            photos=list(finding.photos),
        )
    )


async def join_order(defect_ids: Iterable[UUID], order_id: UUID) -> None:
    """These defects are repaired under this order from now on."""
    await Defect.update({Defect.order_id: order_id}).where(Defect.id.is_in(list(defect_ids)))


async def close_of_order(order_id: UUID, at: datetime) -> None:
    """The order is closed or cancelled, and with it every defect that is still open in it."""
    await Defect.update({Defect.state: "closed", Defect.closed_at: at}).where(
        Defect.order_id == order_id, Defect.state == "open"
    )


async def all_told(order_id: UUID, defect_ids: Iterable[UUID]) -> bool:
    """Whether these are all open defects of the order, counting those shown to be gone before."""
    rows = await Defect.select(Defect.id, Defect.gone_report_id).where(
        Defect.order_id == order_id, Defect.state == "open"
    )
    told = set(defect_ids)
    return all(row["id"] in told or row["gone_report_id"] is not None for row in rows)
