"""Writing down a visit: the inspection, its checks, readings and item photos, and when each item was last done."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from server.inspections.rules import Judged, Shown
from server.inspections.tables import Check, Inspection, ItemDone, ItemPhoto, Reading
from server.lib import ids
from server.lib.paging import batches
from server.lib.times import parse
from server.reports.wire import PhotoEntry


class Visit(Struct, frozen=True, kw_only=True):
    """A visit as it is kept. `earliest_at`, `latest_at`: its moment by the server's clock, an interval if in doubt."""

    report_id: UUID
    report_digest: str
    site_id: UUID
    building_id: UUID | None
    floor_id: UUID | None
    person_id: UUID
    device_id: UUID
    point_id: UUID | None
    unit_id: UUID | None
    patrol_id: UUID | None
    round_id: UUID | None
    started_at: datetime
    finished_at: datetime
    earliest_at: datetime
    latest_at: datetime
    received_at: datetime
    visit_on: date
    presence: str | None
    note: str | None
    flags: tuple[str, ...]


async def record(visit: Visit, judged: Judged, photos: list[PhotoEntry]) -> None:
    """Writes everything of one inspection. Ids follow from the report, so a replay makes nothing twice."""
    await record_visit(visit, judged)
    await record_answers(visit, judged, photos, source=visit.report_id)
    await _note_done(visit, judged)


async def record_visit(visit: Visit, judged: Judged) -> None:
    """The inspection and what was looked at, without what follows from the answers (a practice round's is this)."""
    await Inspection.insert(_inspection(visit, len(judged.done)))
    checks = [
        Check(
            id=ids.derived(visit.report_id, "check", index),
            inspection=visit.report_id,
            asset=done.asset_id,
            unit=visit.unit_id if done.asset_id is None else None,
            checklist=done.checklist,
            version=done.version,
            frequency=done.frequency,
        )
        for index, done in enumerate(judged.done)
    ]
    for batch in batches(checks):
        await Check.insert(*batch)


async def record_answers(visit: Visit, judged: Judged, photos: list[PhotoEntry], *, source: UUID) -> None:
    """Readings and item photos of a report, or of an addendum to it (`source` is then the addendum's id)."""
    readings: list[Reading] = []
    for index, read in enumerate(judged.reads):
        row = Reading(
            id=ids.derived(source, "reading", index),
            inspection=visit.report_id,
            site_id=visit.site_id,
            place_id=read.asset_id or visit.unit_id,
            item=read.item,
            number=read.number,
            text=read.text,
            meter=read.meter,
            result=read.result,
            at=visit.latest_at,
        )
        readings.append(row)
    for some in batches(readings):
        await Reading.insert(*some)
    described = {photo.sha256: photo for photo in photos}
    shown = list(dict.fromkeys((item.asset_id, item.item, item.sha256) for item in judged.shown))
    rows = [
        _item_photo(visit, source, index, Shown(asset_id=asset, item=item, sha256=sha256), described.get(sha256))
        for index, (asset, item, sha256) in enumerate(shown)
    ]
    for portion in batches(rows):
        await ItemPhoto.insert(*portion)


async def record_photos(
    visit: Visit, asset_id: UUID | None, item: str, photos: list[PhotoEntry], *, source: UUID
) -> None:
    """Photos of an item that came later, by the addendum `source`; `asset_id` is None for a unit's own item."""
    rows = [
        _item_photo(visit, source, index, Shown(asset_id=asset_id, item=item, sha256=photo.sha256), photo)
        for index, photo in enumerate({photo.sha256: photo for photo in photos}.values())
    ]
    for portion in batches(rows):
        await ItemPhoto.insert(*portion)


async def replace_readings(visit: Visit, judged: Judged) -> None:
    """A correction names these items anew: what the visit had read of them no longer counts (its line keeps it)."""
    for asset_id, item in judged.verdicts:
        await Reading.delete().where(
            Reading.inspection == visit.report_id,
            Reading.place_id == (asset_id or visit.unit_id),
            Reading.item == item,
        )


async def visit_of(report_id: UUID, time_zone: str) -> Visit | None:
    """The visit that a report told of, as it was kept; None where the report was of another kind. Its date is that of
    its site, which is in `time_zone`."""
    row = await Inspection.select().where(Inspection.id == report_id).first().output(load_json=True)
    if row is None:
        return None
    return Visit(
        report_id=row["id"],
        report_digest=row["report_digest"],
        site_id=row["site"],
        building_id=row["building"],
        floor_id=row["floor"],
        person_id=row["person"],
        device_id=row["device_id"],
        point_id=row["point"],
        unit_id=row["unit"],
        patrol_id=row["patrol_id"],
        round_id=row["round_id"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        earliest_at=row["earliest_at"],
        latest_at=row["latest_at"],
        received_at=row["received_at"],
        visit_on=row["latest_at"].astimezone(ZoneInfo(time_zone)).date(),
        presence=row["presence"],
        note=row["note"],
        flags=tuple(row["flags"]),
    )


def _inspection(visit: Visit, checks_count: int) -> Inspection:
    return Inspection(
        id=visit.report_id,
        report_digest=visit.report_digest,
        site=visit.site_id,
        building=visit.building_id,
        floor=visit.floor_id,
        person=visit.person_id,
        device_id=visit.device_id,
        point=visit.point_id,
        unit=visit.unit_id,
        patrol_id=visit.patrol_id,
        round_id=visit.round_id,
        started_at=visit.started_at,
        finished_at=visit.finished_at,
        earliest_at=visit.earliest_at,
        latest_at=visit.latest_at,
        received_at=visit.received_at,
        presence=visit.presence,
        checks_count=checks_count,
        flags=list(visit.flags),
        note=visit.note,
    )


def _item_photo(visit: Visit, source: UUID, index: int, shown: Shown, photo: PhotoEntry | None) -> ItemPhoto:
    return ItemPhoto(
        id=ids.derived(source, "item-photo", index),
        inspection=visit.report_id,
        site_id=visit.site_id,
        place_id=shown.asset_id or visit.unit_id,
        item=shown.item,
        sha256=shown.sha256,
        role=photo.role if photo else "evidence",
        taken_at=parse(photo.taken_at) if photo else None,
    )


_DONE = """
INSERT INTO item_done (id, site_id, place_id, item, done_on, round_id, inspection_id)
VALUES ({}, {}, {}, {}, {}, {}, {})
ON CONFLICT (place_id, item) DO UPDATE SET
    done_on = excluded.done_on, round_id = excluded.round_id, inspection_id = excluded.inspection_id
WHERE item_done.done_on < excluded.done_on
"""


async def _note_done(visit: Visit, judged: Judged) -> None:
    """When each item that is asked less often than daily was last done; a late report never turns this back."""
    for done in judged.done:
        if done.frequency == "daily":
            continue
        place_id = done.asset_id or visit.unit_id
        for item in done.items:
            key = ids.derived("done", place_id, item)
            await ItemDone.raw(
                _DONE, key, visit.site_id, place_id, item, visit.visit_on, visit.round_id, visit.report_id
            )
