"""Doubts about the pace of a walk, worked out anew whenever something of it comes in: visits come in any order."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from server.inspections.tables import Inspection
from server.lib import ids
from server.lib.paging import batches
from server.patrols.rules import doubts
from server.patrols.tables import Doubt as Kept
from server.patrols.tables import Patrol
from server.patrols.terms import PACE_CODES, Doubt, Pace, Scan
from server.sites.terms import SiteSettings

Row = dict[str, Any]


async def doubt(
    patrol_id: UUID, *, site_id: UUID, person_id: UUID, device_id: UUID, settings: SiteSettings
) -> dict[UUID, list[str]]:
    """Puts the flags on a walk's visits and on the walk, as the visits known so far give them; takes back what a visit
    that came in between has explained. Returns inspection → its doubts. Inside the caller's transaction.

    Only visits of one person by one phone: their times are of one and the same clock.
    """
    rows = await Inspection.select(
        Inspection.id, Inspection.started_at, Inspection.finished_at, Inspection.building, Inspection.floor,
        Inspection.floor.ordinal, Inspection.checks_count, Inspection.flags,
    ).where(
        Inspection.patrol_id == patrol_id, Inspection.site == site_id, Inspection.person == person_id,
        Inspection.device_id == device_id,
    ).output(load_json=True)  # fmt: skip
    found = doubts([_scan(row) for row in rows], pace_of(settings))
    if not found and not any(flag in PACE_CODES for row in rows for flag in row["flags"]):
        return {}
    await _keep(patrol_id, [row["id"] for row in rows], found)
    codes: dict[UUID, list[str]] = {}
    for one in found:
        codes.setdefault(one.inspection_id, []).append(one.code)
    for row in rows:
        flags = _with(row["flags"], codes.get(row["id"], []))
        if flags != row["flags"]:
            await Inspection.update({Inspection.flags: flags}).where(Inspection.id == row["id"])
    await _flag_walk(patrol_id, site_id, person_id, [one.code for one in found])
    return codes


def pace_of(settings: SiteSettings) -> Pace:
    """What is too fast at a site."""
    return Pace(
        scan_seconds=settings.pace_scan_seconds,
        floors_per_minute=settings.pace_floors_per_minute,
        card_seconds=settings.pace_card_seconds,
    )


def _scan(row: Row) -> Scan:
    return Scan(
        inspection_id=row["id"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        building_id=row["building"],
        floor_id=row["floor"],
        level=row["floor.ordinal"],
        cards_count=row["checks_count"],
    )


async def _keep(patrol_id: UUID, inspection_ids: Sequence[UUID], found: Sequence[Doubt]) -> None:
    for batch in batches(list(inspection_ids)):
        await Kept.delete().where(Kept.patrol_id == patrol_id, Kept.inspection_id.is_in(batch))
    rows = [
        Kept(
            id=ids.derived("doubt", patrol_id, one.inspection_id, one.code),
            patrol_id=patrol_id,
            inspection_id=one.inspection_id,
            code=one.code,
            measured=one.measured,
            allowed=one.limit,
        )
        for one in found
    ]
    for some in batches(rows):
        await Kept.insert(*some)


async def _flag_walk(patrol_id: UUID, site_id: UUID, person_id: UUID, codes: Sequence[str]) -> None:
    row = (
        await Patrol.select(Patrol.flags)
        .where(Patrol.id == patrol_id, Patrol.site == site_id, Patrol.person == person_id)
        .first()
        .output(load_json=True)
    )
    if row is not None and (flags := _with(row["flags"], codes)) != row["flags"]:
        await Patrol.update({Patrol.flags: flags}).where(Patrol.id == patrol_id)


def _with(flags: Sequence[str], codes: Sequence[str]) -> list[str]:
    """The flags with these doubts in place of those of before."""
    return [*(flag for flag in flags if flag not in PACE_CODES), *dict.fromkeys(codes)]
