"""A report as its page tells it: what a phone sealed in words, its photos, and what was added to it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from msgspec import Struct

from server.checklists import queries as checklists
from server.inspections.answers import CheckTold, Ground, Shot, check_told, dict_of, list_of
from server.inspections.tables import Inspection
from server.inspections.words import ADDENDUM_WORDS, PHOTO_ROLE_WORDS
from server.lib import digest as digests
from server.lib import ids, times
from server.lib.i18n import Translate
from server.people import queries as people
from server.photos.tables import Photo
from server.reports.tables import LostPhoto, Report, ReportPhoto
from server.sites.tables import Asset

Row = dict[str, Any]
# An addendum to an addendum belongs to the same report; nobody adds to things this often.
_LONGEST_CHAIN = 20


class Told(Struct, frozen=True, kw_only=True):
    """A report, or an addendum to one. `body` is what was sealed, with a supervisor's corrections put in."""

    row: Row
    body: Row
    kind: str
    reason: str
    person_name: str
    carrier_name: str
    note: str
    presence: Row
    checks: tuple[CheckTold, ...]
    loose: tuple[Shot, ...]
    lost: tuple[str, ...]
    clock_off: timedelta | None
    location: Row
    raw: str


class Evidence(Struct, frozen=True, kw_only=True):
    """The whole page: a report, its inspection's row if it is one, and what was added to it in the order it came."""

    report: Told
    inspection: Row | None
    addenda: tuple[Told, ...]


async def report_row(report_id: UUID) -> Row | None:
    """The kept line that has claimed this id."""
    query = Report.select().where(Report.claimed_id == report_id).first()
    return cast("Row | None", await query.output(load_json=True))


async def first_of(row: Row) -> Row | None:
    """The report that an addendum, or an addendum to an addendum, belongs to; None where it has not come."""
    for _ in range(_LONGEST_CHAIN):
        of = row["of_report_id"]
        found = await report_row(of) if of else None
        if found is None or found["site_id"] != row["site_id"]:
            return None
        if found["of_report_id"] is None:
            return found
        row = found
    return None


async def tell(row: Row, language: str, _: Translate) -> Evidence:
    """A stored report with its addenda in the order they came."""
    report_id = row["claimed_id"]
    added = await _added(row)
    teller = await _teller([row, *added], await _lost(row), language, _)
    return Evidence(
        report=teller.tell(row),
        inspection=await inspection_row(report_id),
        addenda=tuple(teller.tell(one) for one in added),
    )


async def inspection_row(report_id: UUID) -> Row | None:
    """What an inspection's report made, with the names of its place."""
    return cast("Row | None", await Inspection.select(
        *Inspection.all_columns(), Inspection.building.name, Inspection.floor.name, Inspection.point.name,
        Inspection.point.number, Inspection.unit.name,
    ).where(Inspection.id == report_id).first().output(load_json=True))  # fmt: skip


def readable(line: bytes | memoryview) -> str:
    """A kept line as text: JSON in rows where it is JSON, else what can be read of its bytes."""
    content = bytes(line)
    try:
        return json.dumps(json.loads(content), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return content.decode("utf-8", "replace")


async def _added(row: Row) -> list[Row]:
    """The addenda of this site's people to this report, and those to them. A line of another site may name any id."""
    found: list[Row] = []
    wanted = [row["claimed_id"]]
    for _ in range(_LONGEST_CHAIN):
        rows = (
            await Report.select()
            .where(
                Report.of_report_id.is_in(wanted), Report.claimed_id.is_not_null(), Report.site_id == row["site_id"]
            )
            .output(load_json=True)
        )
        found += rows
        wanted = [one["claimed_id"] for one in rows]
        if not wanted:
            break
    return sorted(found, key=lambda one: (one["received_at"], one["seq"] or 0))


async def _lost(row: Row) -> set[str]:
    """Photos declared lost by the report's own person or by somebody who decides (as receipts count them)."""
    rows = await LostPhoto.select(LostPhoto.sha256, LostPhoto.by_decider, LostPhoto.report.person_id).where(
        LostPhoto.of_report_id == row["claimed_id"], LostPhoto.report.site_id == row["site_id"]
    )
    return {one["sha256"] for one in rows if one["by_decider"] or one["report.person_id"] == row["person_id"]}


async def _teller(rows: Sequence[Row], lost: set[str], language: str, _: Translate) -> "_Teller":
    bodies = {row["digest"]: _body(row) for row in rows}
    checks = [check for body in bodies.values() for check in list_of(body.get("checks"))]
    sheets = await checklists.checklists(
        (str(sheet.get("key")), sheet["version"])
        for check in checks
        if isinstance(sheet := check.get("checklist"), dict) and isinstance(sheet.get("version"), int)
    )
    asset_ids = [UUID(check["asset_id"]) for check in checks if ids.is_canonical(str(check.get("asset_id")))]
    assets = await Asset.select(Asset.id, Asset.name).where(
        Asset.id.is_in(asset_ids or [UUID(int=0)]), Asset.site == rows[0]["site_id"]
    )
    persons = {row[name] for row in rows for name in ("person_id", "carrier")} - {None}
    named = (
        await ReportPhoto.select(ReportPhoto.report, ReportPhoto.sha256, ReportPhoto.described)
        .where(ReportPhoto.report.is_in(list(bodies)))
        .order_by(ReportPhoto.position)
        .output(load_json=True)
    )
    wanted = list({row["sha256"] for row in named}) or [""]
    held = await Photo.select(Photo.sha256, Photo.damaged_reason).where(Photo.sha256.is_in(wanted))
    names = {str(row["id"]): row["name"] for row in assets}
    return _Teller(
        bodies=bodies,
        ground=Ground(sheets=sheets, assets=names, language=language, translate=_),
        names=await people.names_of(list(persons)),
        named=named,
        states={row["sha256"]: "damaged" if row["damaged_reason"] else "here" for row in held},
        lost=lost,
        translate=_,
    )


class _Teller(Struct, frozen=True, kw_only=True):
    """What all reports of one page share."""

    bodies: dict[str, Row]
    ground: Ground
    names: Mapping[UUID, str]
    named: Sequence[Row]
    states: Mapping[str, str]
    lost: set[str]
    translate: Translate

    def tell(self, row: Row) -> Told:
        """One report in words."""
        _, body = self.translate, self.bodies[row["digest"]]
        shots = {one["sha256"]: self._shot(one) for one in self.named if one["report"] == row["digest"]}
        checks = tuple(check_told(check, shots, self.ground) for check in list_of(body.get("checks")))
        used = {shot.sha256 for check in checks for answer in check.answers for shot in answer.shots}
        return Told(
            row=row,
            body=body,
            kind=row["kind"] or "",
            reason=_(ADDENDUM_WORDS.get(str(body.get("reason")), "补充")) if row["kind"] == "addendum" else "",
            person_name=self.names.get(row["person_id"], ""),
            carrier_name=self.names.get(row["carrier"], ""),
            note=str(body.get("note") or ""),
            presence=dict_of(body.get("presence")),
            checks=checks,
            loose=tuple(shot for shot in shots.values() if shot.sha256 not in used),
            lost=tuple(str(sha256) for sha256 in body.get("lost_photos") or []),
            clock_off=_clock_off(row["line"]),
            location=dict_of(body.get("location")),
            raw=readable(row["line"]),
        )

    def _shot(self, one: Row) -> Shot:
        described, sha256, _ = dict_of(one["described"]), one["sha256"], self.translate
        state = self.states.get(sha256) or ("lost" if sha256 in self.lost else "waiting")
        of = described.get("of")
        return Shot(
            sha256=sha256,
            state=state,
            words=_(PHOTO_ROLE_WORDS.get(str(described.get("role")), "现场照片")),
            taken_at=_time(described.get("taken_at")),
            from_gallery=described.get("source") == "gallery",
            of=of if isinstance(of, str) and digests.is_digest(of) and of in self.states else None,
        )


def _body(row: Row) -> Row:
    """The sealed body with a supervisor's corrections of assets and versions put in."""
    body = dict_of(json.loads(bytes(row["line"])).get("body"))
    fixed = dict_of(row["corrections"])
    assets, versions = dict_of(fixed.get("assets")), dict_of(fixed.get("checklists"))
    checks = []
    for check in list_of(body.get("checks")):
        sheet = dict_of(check.get("checklist"))
        asset_id = assets.get(str(check.get("asset_id")), check.get("asset_id"))
        version = versions.get(str(sheet.get("key")), sheet.get("version"))
        checks.append({**check, "asset_id": asset_id, "checklist": {**sheet, "version": version}})
    return {**body, "checks": checks}


def _clock_off(line: bytes | memoryview) -> timedelta | None:
    """How far the phone's clock was ahead of the server's when they last met."""
    clock = dict_of(json.loads(bytes(line)).get("clock"))
    device, server = _time(clock.get("device_time")), _time(clock.get("server_time"))
    return device - server if device and server else None


def _time(value: object) -> datetime | None:
    try:
        return times.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
