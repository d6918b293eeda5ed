"""An `inspection` comes in: the visit is written down, what it found becomes defects and orders."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import structs

from server.checklists import queries as checklists
from server.checklists.terms import Checklist, Range
from server.defects.opening import Placed, Seeing, place_findings
from server.inspections import recording, rules
from server.inspections.recording import Visit
from server.inspections.wire import CheckBody, InspectionBody
from server.intake.context import Applied, Report
from server.intake.patrolling import doubts_of, round_of
from server.lib.digest import sha256
from server.lib.i18n import N_
from server.lib.problems import FieldError
from server.lib.times import parse
from server.patrols.moments import moment
from server.patrols.recording import is_practice
from server.patrols.terms import PRACTICE, Comparison, Moment
from server.reports.reading import Refused, shaped
from server.reports.wire import PhotoEntry
from server.sites.places import AssetFound, PointFound, UnitFound
from server.sites.queries import find_assets, find_point, find_unit
from server.vacancies import meters
from server.workorders.ordering import follow_sightings, open_orders


async def apply(report: Report, flags: tuple[str, ...]) -> Applied:
    """Everything one visit does. `flags` are those the envelope already earned."""
    body = shaped(report.body, InspectionBody, "body.")
    point, unit = await _place(report, body)
    assets = await known_assets(report, body.checks, needs_asset=point is not None)
    sheets = await known_checklists(body.checks)
    when = moment_of(report, parse(body.finished_at))
    visit_on = when.latest.astimezone(ZoneInfo(report.site.time_zone)).date()
    readings = await meters.before(unit, when.latest, but=report.id) if unit else {}
    judged = rules.judge(body.checks, body.photos, sheets, limits_of(assets), visit_on, readings)
    own = _visit_flags(body, point, assets)
    round_id = None
    if body.round is not None:
        round_id = await round_of(report, body.round)
        if round_id is None:
            own.add("unknown-round")
    practice = await is_practice(round_id)
    seeing = Seeing(
        report_id=report.id,
        site_id=report.site.id,
        buildings=buildings_of(assets, point, unit),
        unit_id=unit.id if unit else None,
        person_id=report.person_id,
        role=report.member.role,
        observed_at=when.latest,
        received_at=report.received_at,
    )
    if practice:
        own.add(PRACTICE)
    placed = Placed() if practice else await place_findings(seeing, judged.findings)
    if placed.unknown_reference:
        own.add("unknown-reference")
    all_flags = tuple(dict.fromkeys([*flags, *sorted(own | judged.flags)]))
    place = point or unit
    visit = Visit(
        report_id=report.id,
        report_digest=report.line.digest,
        site_id=report.site.id,
        building_id=place.building_id if place else None,
        floor_id=place.floor_id if place else None,
        person_id=report.person_id,
        device_id=report.device_id,
        point_id=point.id if point else None,
        unit_id=unit.id if unit else None,
        patrol_id=UUID(body.patrol_id) if body.patrol_id else None,
        round_id=round_id,
        started_at=parse(body.started_at),
        finished_at=parse(body.finished_at),
        earliest_at=when.earliest,
        latest_at=when.latest,
        received_at=report.received_at,
        visit_on=visit_on,
        presence=body.presence.method if body.presence else None,
        note=body.note,
        flags=all_flags,
    )
    if practice:
        # Kept and readable; no defect, order, reading or date of its own comes of it.
        await recording.record_visit(visit, judged)
        return Applied(flags=all_flags)
    await recording.record(visit, judged, body.photos)
    if visit.patrol_id is not None:
        doubts = await doubts_of(report, visit.patrol_id)
        all_flags += tuple(doubts.get(visit.report_id, ()))
    entries = entries_of(body.photos)
    await open_orders(seeing, placed.opened, report.site.settings, report.site.time_zone, entries)
    await follow_sightings(seeing, placed.seen, report.site.settings, report.site.time_zone, entries)
    return Applied(flags=all_flags)


async def known_assets(report: Report, checks: Sequence[CheckBody], *, needs_asset: bool) -> dict[UUID, AssetFound]:
    """The assets that are checked, all of this site; Refused for one that is not, or that a point's check lacks."""
    wanted = [UUID(check.asset_id) for check in checks if check.asset_id]
    if needs_asset and len(wanted) < len(checks):
        index = next(index for index, check in enumerate(checks) if not check.asset_id)
        raise Refused("invalid-report", [FieldError(f"body.checks[{index}].asset_id", N_("缺少这一项"))])
    assets = await find_assets(report.site.id, wanted)
    for index, check in enumerate(checks):
        if check.asset_id and UUID(check.asset_id) not in assets:
            raise Refused("unknown-asset", [FieldError(f"body.checks[{index}].asset_id", N_("没有这个检查对象"))])
    return assets


async def known_checklists(checks: Sequence[CheckBody]) -> dict[tuple[str, int], Checklist]:
    """The checklist versions that are named; Refused for one never published, or an item that is not in it."""
    sheets = await checklists.checklists((check.checklist.key, check.checklist.version) for check in checks)
    for index, check in enumerate(checks):
        sheet = sheets.get((check.checklist.key, check.checklist.version))
        if sheet is None:
            raise Refused("unknown-checklist", [FieldError(f"body.checks[{index}].checklist", N_("没有这一版检查表"))])
        path = _unknown_item(check, {item.id for item in sheet.items})
        if path is not None:
            raise Refused("unknown-item", [FieldError(f"body.checks[{index}].{path}", N_("检查表里没有这一项"))])
    return sheets


def _unknown_item(check: CheckBody, known: set[str]) -> str | None:
    """The path of the first item that the checklist does not have."""
    asked = (f"asked[{place}]" for place, item in enumerate(check.asked) if item not in known)
    answered = (f"items[{place}].item" for place, answer in enumerate(check.items) if answer.item not in known)
    return next(asked, None) or next(answered, None)


def limits_of(assets: Mapping[UUID, AssetFound]) -> dict[tuple[UUID, str], Range]:
    """The assets' own limits by (asset, item)."""
    return {
        (asset.id, item): msgspec.convert(limit, Range)
        for asset in assets.values()
        for item, limit in asset.limits.items()
    }


def buildings_of(
    assets: Mapping[UUID, AssetFound], point: PointFound | None, unit: UnitFound | None
) -> dict[UUID | None, UUID | None]:
    """Which building a finding belongs to: its asset's; None stands for the unit itself."""
    place = point or unit
    buildings: dict[UUID | None, UUID | None] = {asset.id: asset.building_id for asset in assets.values()}
    buildings[None] = place.building_id if place else None
    return buildings


def entries_of(photos: Sequence[PhotoEntry]) -> dict[str, dict[str, Any]]:
    """The photo entries by digest, as steps keep them."""
    return {photo.sha256: structs.asdict(photo) for photo in photos}


def moment_of(report: Report, device_at: datetime) -> Moment:
    """The moment of a time read off the phone, by the comparisons of its clock before and after (product, Rounds)."""
    clock = report.envelope.clock
    before = Comparison(parse(clock.device_time), parse(clock.server_time)) if clock else None
    arrival = report.arrival
    same_phone = arrival.client_time is not None and arrival.caller.device_id == report.device_id
    after = Comparison(arrival.client_time, arrival.received_at) if same_phone and arrival.client_time else None
    try:
        return moment(device_at, before, after, arrival.received_at)
    except OverflowError:
        # Clocks that lie at both ends of the calendar: what they say of each other is worth nothing.
        return moment(device_at, None, None, arrival.received_at)


async def _place(report: Report, body: InspectionBody) -> tuple[PointFound | None, UnitFound | None]:
    if (body.point_id is None) == (body.unit_id is None):
        raise Refused("invalid-report", [FieldError("body.point_id", N_("点位和房屋要填其中一个"))])
    if body.unit_id is not None:
        unit = await find_unit(report.site.id, UUID(body.unit_id))
        if unit is None:
            raise Refused("unknown-unit", [FieldError("body.unit_id", N_("没有这套房屋"))])
        return None, unit
    assert body.point_id is not None
    if body.presence is None:
        raise Refused("invalid-report", [FieldError("body.presence", N_("缺少这一项"))])
    point = await find_point(report.site.id, UUID(body.point_id))
    if point is None:
        raise Refused("unknown-point", [FieldError("body.point_id", N_("没有这个点位"))])
    return point, None


def _visit_flags(body: InspectionBody, point: PointFound | None, assets: Mapping[UUID, AssetFound]) -> set[str]:
    hashes = [sha256(tag.code.encode()) for tag in point.tags] if point else []
    code = body.presence.code if body.presence else None
    flags = rules.visit_flags(
        parse(body.started_at),
        parse(body.finished_at),
        body.photos,
        body.presence,
        hashes,
        point.number if point else None,
        sha256(code.encode()) if code is not None else None,
        {sha256(tag.code.encode()): tag.replaced_at for tag in point.tags if tag.replaced_at} if point else None,
    )
    if point and point.retired_at is not None:
        flags.add("retired-point")
    if any(asset.point_id != (point.id if point else None) for asset in assets.values()):
        flags.add("asset-elsewhere")
    return flags
