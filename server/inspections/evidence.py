"""The list of evidence at a desk: inspections newest first, with where, who, what was found, doubts and thumbs."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct
from piccolo.columns.combination import WhereRaw
from piccolo.custom_types import Combinable

from server.checklists import queries as checklists
from server.inspections.queries import flagged
from server.inspections.tables import Inspection
from server.lib import paging
from server.photos.tables import Photo
from server.reports.tables import Report, ReportPhoto

PAGE = 24
_THUMBS = 5


class Asked(Struct, frozen=True, kw_only=True):
    """Which inspections. `on` is a date at the site; `only` are more conditions; empty fields ask for all."""

    site_ids: tuple[UUID, ...]
    zone: str
    building_id: UUID | None = None
    person_id: UUID | None = None
    flag: str = ""
    on: date | None = None
    only: tuple[Combinable, ...] = ()


class Row(Struct, frozen=True, kw_only=True):
    """One inspection of the list. `faults`: short names of what was found; `shots`: (digest, readable?) of photos that
    have come, those of addenda too; `more_count`: how many more have; `waiting_count`: photos still on the phone."""

    id: UUID
    site_name: str
    zone: str
    place: str
    person_name: str
    earliest_at: datetime
    latest_at: datetime
    received_at: datetime
    checks_count: int
    flags: tuple[str, ...]
    faults: tuple[str, ...]
    shots: tuple[tuple[str, bool], ...]
    more_count: int
    waiting_count: int
    addenda_count: int


async def inspections(
    asked: Asked, language: str, cursor: paging.Cursor | None, limit: int = PAGE
) -> tuple[list[Row], str | None]:
    """One page, newest first, and the next one's cursor."""
    if not asked.site_ids:
        return [], None
    conditions = _conditions(asked)
    if cursor is not None:
        same_moment = (Inspection.received_at == cursor.at) & (Inspection.id < _key(cursor))
        conditions.append((Inspection.received_at < cursor.at) | same_moment)
    rows = await Inspection.select(
        Inspection.id, Inspection.report_digest, Inspection.site.name, Inspection.site.time_zone,
        Inspection.building.name, Inspection.point.name, Inspection.unit.name, Inspection.person.name,
        Inspection.earliest_at, Inspection.latest_at, Inspection.received_at, Inspection.checks_count, Inspection.flags,
    ).where(*conditions).order_by(Inspection.received_at, ascending=False).order_by(
        Inspection.id, ascending=False
    ).limit(limit + 1).output(load_json=True)  # fmt: skip
    shown, following = paging.next_of(rows, limit, "received_at", "id")
    digests = [row["report_digest"] for row in shown]
    faults = await _faults(digests, language)
    addenda = await _addenda([row["id"] for row in shown], asked.site_ids)
    shots = await _shots([*digests, *(key for keys in addenda.values() for key in keys)])
    return [_row(row, faults, shots, addenda.get(row["id"], [])) for row in shown], following


def _key(cursor: paging.Cursor) -> UUID:
    try:
        return UUID(cursor.key)
    except ValueError:
        return UUID(int=0)


def _conditions(asked: Asked) -> list[Any]:
    conditions: list[Any] = [Inspection.site.is_in(list(asked.site_ids))]
    if asked.building_id:
        conditions.append(Inspection.building == asked.building_id)
    if asked.person_id:
        conditions.append(Inspection.person == asked.person_id)
    if asked.flag:
        conditions.append(flagged(asked.flag))
    if asked.on:
        start = datetime.combine(asked.on, time(), ZoneInfo(asked.zone)).astimezone(UTC)
        end = datetime.combine(asked.on + timedelta(days=1), time(), ZoneInfo(asked.zone)).astimezone(UTC)
        conditions.append((Inspection.received_at >= start) & (Inspection.received_at < end))
    return [*conditions, *asked.only]


def has_photo() -> Combinable:
    """Inspections whose report, or an addendum of their site to it, names a photo."""
    return WhereRaw(
        "(EXISTS (SELECT 1 FROM report_photo WHERE report_photo.report = inspection.report_digest)"
        " OR EXISTS (SELECT 1 FROM report_photo JOIN report ON report.digest = report_photo.report"
        " WHERE report.of_report_id = inspection.id AND report.site_id = inspection.site"
        " AND report.claimed_id IS NOT NULL))"
    )


def place_of(row: dict[str, Any]) -> str:
    """Building and point, or unit."""
    return " · ".join(part for part in (row["building.name"], row["point.name"] or row["unit.name"]) if part)


async def _faults(digests: Sequence[str], language: str) -> dict[str, tuple[str, ...]]:
    """Short names of the faults that each line reports: plain answers live only in the lines."""
    if not digests:
        return {}
    rows = await Report.select(Report.digest, Report.line).where(Report.digest.is_in(list(digests)))
    items = {row["digest"]: _found_items(bytes(row["line"])) for row in rows}
    names = {
        item.id: item.fault.en if language == "en" else item.fault.zh
        for checklist in await checklists.current()
        for item in checklist.items
    }
    return {key: tuple(dict.fromkeys(names.get(item, item) for item in found)) for key, found in items.items()}


def _found_items(line: bytes) -> list[str]:
    checks = json.loads(line).get("body", {}).get("checks") or []
    return [
        str(answer.get("item"))
        for check in checks
        for answer in check.get("items") or []
        if answer.get("sighting") in ("still", "worse")
        or (answer.get("result") == "defect" and answer.get("sighting") != "gone")
    ]


async def _addenda(report_ids: Sequence[UUID], site_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The digests of what was added to these reports at these sites."""
    if not report_ids:
        return {}
    rows = (
        await Report.select(Report.digest, Report.of_report_id)
        .where(
            Report.of_report_id.is_in(list(report_ids)),
            Report.claimed_id.is_not_null(),
            Report.site_id.is_in(list(site_ids)),
        )
        .order_by(Report.received_at)
    )
    added: dict[UUID, list[str]] = {}
    for row in rows:
        added.setdefault(row["of_report_id"], []).append(row["digest"])
    return added


async def _shots(digests: Sequence[str]) -> dict[str, list[tuple[str, bool | None]]]:
    """Each report's photos in order: whether readable, None while they are still on the phone."""
    if not digests:
        return {}
    named = (
        await ReportPhoto.select(ReportPhoto.report, ReportPhoto.sha256)
        .where(ReportPhoto.report.is_in(list(digests)))
        .order_by(ReportPhoto.position)
    )
    wanted = {row["sha256"] for row in named}
    held = await Photo.select(Photo.sha256, Photo.damaged_reason).where(Photo.sha256.is_in(list(wanted or {""})))
    readable = {row["sha256"]: not row["damaged_reason"] for row in held}
    shots: dict[str, list[tuple[str, bool | None]]] = {}
    for row in named:
        shots.setdefault(row["report"], []).append((row["sha256"], readable.get(row["sha256"])))
    return shots


def _row(
    row: dict[str, Any],
    faults: dict[str, tuple[str, ...]],
    shots: dict[str, list[tuple[str, bool | None]]],
    addenda: Sequence[str],
) -> Row:
    told = (row["report_digest"], *addenda)
    own = list({shot[0]: shot for key in told for shot in shots.get(key, [])}.values())
    here = [(sha256, state) for sha256, state in own if state is not None]
    return Row(
        id=row["id"],
        site_name=row["site.name"],
        zone=row["site.time_zone"],
        place=place_of(row),
        person_name=row["person.name"],
        earliest_at=row["earliest_at"],
        latest_at=row["latest_at"],
        received_at=row["received_at"],
        checks_count=row["checks_count"],
        flags=tuple(row["flags"]),
        faults=faults.get(row["report_digest"], ()),
        shots=tuple(here[:_THUMBS]),
        more_count=max(0, len(here) - _THUMBS),
        waiting_count=len(own) - len(here),
        addenda_count=len(addenda),
    )
