"""An `addendum` comes in: the first report stays as it is; a correction moves what the first one made."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import structs

from server.defects import correcting
from server.defects.opening import Seeing, place_findings
from server.inspections import rules
from server.inspections.recording import Visit, record_answers, visit_of
from server.inspections.wire import AddendumBody
from server.intake.context import Applied, Report
from server.intake.inspecting import (
    buildings_of,
    entries_of,
    known_assets,
    known_checklists,
    limits_of,
    moment_of,
)
from server.lib import ids
from server.lib.i18n import N_
from server.lib.problems import FieldError
from server.lib.times import parse
from server.people.terms import DECIDERS
from server.reports import tables
from server.reports.reading import Refused, shaped
from server.sites.places import AssetFound
from server.sites.queries import find_point, find_unit
from server.workorders.ordering import follow_sightings, open_orders
from server.workorders.stepping import Taken, take_step
from server.workorders.withdrawing import withdraw_if_unmoved


async def apply(report: Report) -> Applied:
    """Refused for another's report, unless by a supervisor or manager; an unknown `of` is kept and flagged."""
    body = shaped(report.body, AddendumBody, "body.")
    first = (
        await tables.Report.select(tables.Report.person_id, tables.Report.site_id, tables.Report.claimed_id)
        .where(tables.Report.claimed_id == UUID(body.of))
        .first()
    )
    is_known = first is not None and first["site_id"] == report.site.id
    decides = report.member.role in DECIDERS
    if is_known and first is not None and first["person_id"] != report.person_id and not decides:
        raise Refused("not-your-report", [FieldError("body.of", N_("不能补充别人的上报"))])
    assets = await known_assets(report, body.checks or [], needs_asset=False)
    sheets = await known_checklists(body.checks or [])
    await _declare_lost(report, body, decides)
    if not is_known:
        return Applied(flags=("unknown-reference",))
    visit = await visit_of(UUID(body.of))
    if visit is None or not body.checks:
        return Applied()
    when = moment_of(report, parse(body.at))
    visit_on = when.latest.astimezone(ZoneInfo(report.site.time_zone)).date()
    judged = rules.judge(body.checks, body.photos or [], sheets, limits_of(assets), visit_on)
    await record_answers(structs.replace(visit, latest_at=when.latest), judged, body.photos or [], source=report.id)
    seeing = await _seeing(report, visit, when.latest, assets)
    if body.reason != "correction":
        return Applied(flags=tuple(sorted(judged.flags)))
    await _take_back(report, visit, seeing, judged)
    placed = await place_findings(seeing, await correcting.not_told_before(visit.report_id, judged.findings))
    entries = entries_of(body.photos or [])
    await open_orders(seeing, placed.opened, report.site.settings, report.site.time_zone, entries)
    await follow_sightings(seeing, placed.seen, report.site.settings, report.site.time_zone, entries)
    flags = set(judged.flags) | ({"unknown-reference"} if placed.unknown_reference else set())
    return Applied(flags=tuple(sorted(flags)))


async def _declare_lost(report: Report, body: AddendumBody, decides: bool) -> None:
    for sha256 in dict.fromkeys(body.lost_photos or []):
        row = tables.LostPhoto(
            id=ids.derived("lost", report.line.digest, sha256),
            of_report_id=UUID(body.of),
            sha256=sha256,
            by_decider=decides,
            report=report.line.digest,
            at=report.received_at,
        )
        if not await tables.LostPhoto.exists().where(
            tables.LostPhoto.of_report_id == row.of_report_id, tables.LostPhoto.sha256 == sha256
        ):
            await tables.LostPhoto.insert(row)


async def _seeing(report: Report, visit: Visit, observed_at: datetime, assets: Mapping[UUID, AssetFound]) -> Seeing:
    point = await find_point(report.site.id, visit.point_id) if visit.point_id else None
    unit = await find_unit(report.site.id, visit.unit_id) if visit.unit_id else None
    return Seeing(
        report_id=report.id,
        site_id=report.site.id,
        buildings=buildings_of(assets, point, unit),
        unit_id=visit.unit_id,
        person_id=report.person_id,
        observed_at=observed_at,
        received_at=report.received_at,
    )


async def _take_back(report: Report, visit: Visit, seeing: Seeing, judged: rules.Judged) -> None:
    """Corrected to ok: closes what only the first report made; an order nobody has moved is cancelled, else told."""
    for (asset_id, item), verdict in judged.verdicts.items():
        if verdict == "defect":
            continue
        for taken in await correcting.take_back(visit.report_id, asset_id, visit.unit_id, item, report.received_at):
            if taken.order_id is None:
                continue
            withdrawn = (
                taken.closed
                and not await correcting.has_open(taken.order_id)
                and await withdraw_if_unmoved(taken.order_id, report.id, report.person_id, report.received_at)
            )
            if not withdrawn:
                await take_step(
                    taken.order_id,
                    Taken(
                        step="comment",
                        at=seeing.observed_at,
                        received_at=report.received_at,
                        person_id=report.person_id,
                        role=report.member.role,
                        report_id=report.id,
                        proposes="close",
                    ),
                )
