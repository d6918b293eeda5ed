"""A report's page: everything a phone sealed, told in words from the checklist versions it names, and its addenda."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from msgspec import Struct

from server.checklists import queries as checklists
from server.checklists.terms import Checklist, Item, Words
from server.inspections.tables import Inspection
from server.inspections.words import ADDENDUM_WORDS, PHOTO_ROLE_WORDS, SIGHTING_WORDS
from server.lib import digest as digests
from server.lib import ids, times
from server.lib.i18n import Translate
from server.people import queries as people
from server.photos.tables import Photo
from server.reports.tables import LostPhoto, Report, ReportPhoto
from server.sites.tables import Asset


class Shot(Struct, frozen=True, kw_only=True):
    """A photo a report names. state: here, damaged, waiting (still on the phone) or lost."""

    sha256: str
    state: str
    words: str
    taken_at: datetime | None
    from_gallery: bool
    of: str | None


class AnswerTold(Struct, frozen=True, kw_only=True):
    """One answer: the item's question, what was answered, and what was said about it."""

    text: str
    fault: str
    result: str
    value: str
    severity: str | None
    words: tuple[str, ...]
    shots: tuple[Shot, ...]


class CheckTold(Struct, frozen=True, kw_only=True):
    """One asset with its answers; `oks` are the questions that were plainly fine."""

    name: str
    checklist: str
    version: int
    answers: tuple[AnswerTold, ...]
    oks: tuple[str, ...]


class Told(Struct, frozen=True, kw_only=True):
    """A report, or an addendum to it."""

    row: dict[str, Any]
    kind: str
    reason: str
    person_name: str
    carrier_name: str
    note: str
    presence: dict[str, Any]
    checks: tuple[CheckTold, ...]
    loose: tuple[Shot, ...]
    shots: tuple[Shot, ...]
    sealed_at: datetime | None
    clock_off: timedelta | None
    location: dict[str, Any]
    raw: str


class Evidence(Struct, frozen=True, kw_only=True):
    """The whole page."""

    report: Told
    inspection: dict[str, Any] | None
    addenda: tuple[Told, ...]


async def report_row(report_id: UUID) -> dict[str, Any] | None:
    """The kept line that has claimed this id."""
    return cast(
        "dict[str, Any] | None",
        await Report.select().where(Report.claimed_id == report_id).first().output(load_json=True),
    )


async def tell(row: dict[str, Any], language: str, _: Translate) -> Evidence:
    """A stored report with its addenda in the order they came."""
    report_id = row["claimed_id"]
    added = (
        await Report.select()
        .where(Report.of_report_id == report_id, Report.claimed_id.is_not_null())
        .order_by(Report.received_at)
        .output(load_json=True)
    )
    lost = await LostPhoto.select(LostPhoto.sha256).where(LostPhoto.of_report_id == report_id)
    teller = await _teller([row, *added], {one["sha256"] for one in lost}, language, _)
    inspection = await Inspection.select(
        *Inspection.all_columns(), Inspection.building.name, Inspection.floor.name, Inspection.point.name,
        Inspection.point.number, Inspection.unit.name,
    ).where(Inspection.id == report_id).first().output(load_json=True)  # fmt: skip
    return Evidence(report=teller.tell(row), inspection=inspection, addenda=tuple(teller.tell(one) for one in added))


async def _teller(rows: Sequence[dict[str, Any]], lost: set[str], language: str, _: Translate) -> "_Teller":
    bodies = {row["digest"]: _body(row) for row in rows}
    checks = [check for body in bodies.values() for check in _list(body.get("checks"))]
    sheets = await checklists.checklists(
        (str(sheet.get("key")), sheet["version"])
        for check in checks
        if isinstance(sheet := check.get("checklist"), dict) and isinstance(sheet.get("version"), int)
    )
    asset_ids = [UUID(check["asset_id"]) for check in checks if ids.is_canonical(str(check.get("asset_id")))]
    assets = await Asset.select(Asset.id, Asset.name).where(Asset.id.is_in(asset_ids)) if asset_ids else []
    persons = {row[name] for row in rows for name in ("person_id", "carrier")} - {None}
    named = (
        await ReportPhoto.select(ReportPhoto.report, ReportPhoto.sha256, ReportPhoto.described)
        .where(ReportPhoto.report.is_in(list(bodies)))
        .order_by(ReportPhoto.position)
        .output(load_json=True)
    )
    wanted = list({row["sha256"] for row in named}) or [""]
    held = await Photo.select(Photo.sha256, Photo.damaged_reason).where(Photo.sha256.is_in(wanted))
    return _Teller(
        bodies=bodies,
        sheets=sheets,
        assets={str(row["id"]): row["name"] for row in assets},
        names=await people.names_of(list(persons)),
        named=named,
        states={row["sha256"]: "damaged" if row["damaged_reason"] else "here" for row in held},
        lost=lost,
        language=language,
        translate=_,
    )


class _Teller(Struct, frozen=True, kw_only=True):
    """What all reports of one page share."""

    bodies: dict[str, dict[str, Any]]
    sheets: Mapping[tuple[str, int], Checklist]
    assets: Mapping[str, str]
    names: Mapping[UUID, str]
    named: Sequence[dict[str, Any]]
    states: Mapping[str, str]
    lost: set[str]
    language: str
    translate: Translate

    def tell(self, row: dict[str, Any]) -> Told:
        """One report in words."""
        _ = self.translate
        body = self.bodies[row["digest"]]
        shots = {one["sha256"]: self._shot(one) for one in self.named if one["report"] == row["digest"]}
        checks = tuple(self._check(check, shots) for check in _list(body.get("checks")))
        used = {shot.sha256 for check in checks for answer in check.answers for shot in answer.shots}
        return Told(
            row=row,
            kind=row["kind"] or "",
            reason=_(ADDENDUM_WORDS.get(str(body.get("reason")), "补充")) if row["kind"] == "addendum" else "",
            person_name=self.names.get(row["person_id"], ""),
            carrier_name=self.names.get(row["carrier"], ""),
            note=str(body.get("note") or ""),
            presence=_dict(body.get("presence")),
            checks=checks,
            loose=tuple(shot for shot in shots.values() if shot.sha256 not in used),
            shots=tuple(shots.values()),
            sealed_at=row["sealed_at"],
            clock_off=_clock_off(row["line"]),
            location=_dict(body.get("location")),
            raw=readable(row["line"]),
        )

    def _shot(self, one: dict[str, Any]) -> Shot:
        described, sha256, _ = _dict(one["described"]), one["sha256"], self.translate
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

    def _check(self, check: dict[str, Any], shots: Mapping[str, Shot]) -> CheckTold:
        reference = _dict(check.get("checklist"))
        key, version = str(reference.get("key")), int(reference.get("version") or 0)
        sheet = self.sheets.get((key, version))
        items = {item.id: item for item in sheet.items} if sheet else {}
        answers = [self._answer(one, items.get(str(one.get("item"))), shots) for one in _list(check.get("items"))]
        listed = {str(one.get("item")) for one in _list(check.get("items"))}
        asked = [str(item) for item in check.get("asked") or [] if str(item) not in listed]
        return CheckTold(
            name=self.assets.get(str(check.get("asset_id"))) or (self._of(sheet.name) if sheet else key),
            checklist=self._of(sheet.name) if sheet else key,
            version=version,
            answers=tuple(sorted(answers, key=lambda one: one.result != "defect")),
            oks=tuple(self._of(items[item].text) if item in items else item for item in asked),
        )

    def _answer(self, one: dict[str, Any], item: Item | None, shots: Mapping[str, Shot]) -> AnswerTold:
        photos = [str(sha256) for sha256 in one.get("photos") or []]
        sighting = one.get("sighting")
        result = {"gone": "ok", "still": "defect", "worse": "defect"}.get(str(sighting), str(one.get("result")))
        return AnswerTold(
            text=self._of(item.text) if item else str(one.get("item")),
            fault=self._of(item.fault) if item and result == "defect" else "",
            result=result,
            value=self._value(one, item),
            severity=(one.get("severity") or (item.severity if item else None)) if result == "defect" else None,
            words=tuple(self._said(one)),
            shots=tuple(shots[sha256] for sha256 in dict.fromkeys(photos) if sha256 in shots),
        )

    def _value(self, one: dict[str, Any], item: Item | None) -> str:
        choice = one.get("choice")
        if choice is not None:
            found = next((option.text for option in item.choices if option.value == choice), None) if item else None
            return self._of(found) if found else str(choice)
        value = one.get("value")
        if value is None or isinstance(value, bool):
            return ""
        return f"{value:g} {item.unit or ''}".strip() if isinstance(value, int | float) and item else str(value)

    def _said(self, one: dict[str, Any]) -> Iterable[str]:
        _ = self.translate
        sighting = SIGHTING_WORDS.get(str(one.get("sighting")))
        if sighting:
            yield _("旧问题：{word}", word=_(sighting))
        if one.get("spot"):
            yield _("位置：{spot}", spot=one["spot"])
        for name in ("preset", "note"):
            if one.get(name):
                yield str(one[name])
        if one.get("severity_reason"):
            yield _("降级原因：{reason}", reason=one["severity_reason"])
        if one.get("handled_on_spot"):
            yield _("当场处理了")
        if one.get("beyond_me"):
            yield _("我处理不了，请安排")

    def _of(self, words: Words) -> str:
        return words.en if self.language == "en" else words.zh


def readable(line: bytes | memoryview) -> str:
    """A kept line as text: JSON in rows where it is JSON, else what can be read of its bytes."""
    content = bytes(line)
    try:
        return json.dumps(json.loads(content), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return content.decode("utf-8", "replace")


def _body(row: dict[str, Any]) -> dict[str, Any]:
    """The sealed body with a supervisor's corrections of assets and versions put in."""
    body = _dict(json.loads(bytes(row["line"])).get("body"))
    fixed = _dict(row["corrections"])
    assets, versions = _dict(fixed.get("assets")), _dict(fixed.get("checklists"))
    checks = []
    for check in _list(body.get("checks")):
        sheet = _dict(check.get("checklist"))
        asset_id = assets.get(str(check.get("asset_id")), check.get("asset_id"))
        version = versions.get(str(sheet.get("key")), sheet.get("version"))
        checks.append({**check, "asset_id": asset_id, "checklist": {**sheet, "version": version}})
    return {**body, "checks": checks}


def _clock_off(line: bytes | memoryview) -> timedelta | None:
    """How far the phone's clock was ahead of the server's when they last met."""
    clock = _dict(json.loads(bytes(line)).get("clock"))
    device, server = _time(clock.get("device_time")), _time(clock.get("server_time"))
    return device - server if device and server else None


def _time(value: object) -> datetime | None:
    try:
        return times.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
