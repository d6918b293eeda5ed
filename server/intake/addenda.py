"""An `addendum` comes in: the first report stays as it is; a correction moves what the first one made."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from server.defects import correcting
from server.defects.opening import Seeing, place_findings
from server.inspections import rules
from server.inspections.recording import Visit, record_answers, record_photos, replace_readings, visit_of
from server.inspections.wire import AddendumBody
from server.intake.context import Applied, Report
from server.intake.inspecting import (
    buildings_of,
    entries_of,
    known_assets,
    known_checklists,
    limits_of,
)
from server.lib import ids
from server.lib.i18n import N_
from server.lib.paging import batches
from server.lib.problems import FieldError
from server.patrols.terms import PRACTICE
from server.people.terms import DECIDERS
from server.reports import tables
from server.reports.reading import Refused, shaped
from server.reports.wire import PhotoEntry
from server.reviews import answering
from server.sites.places import AssetFound
from server.sites.queries import find_point, find_unit
from server.vacancies import meters
from server.workorders.ordering import follow_sightings, open_orders
from server.workorders.stepping import Taken, take_step
from server.workorders.withdrawing import withdraw_if_unmoved

Row = dict[str, Any]
_LONGEST_CHAIN = 20


async def apply(report: Report, _flags: tuple[str, ...]) -> Applied:
    """Refused for another's report, unless by a supervisor or manager; an unknown `of` is kept and flagged."""
    body = shaped(report.body, AddendumBody, "body.")
    first = await _first(report, UUID(body.of))
    decides = report.member.role in DECIDERS
    if first is not None and first["person_id"] != report.person_id and not decides:
        raise Refused("not-your-report", [FieldError("body.of", N_("不能补充别人的上报"))])
    visit = await visit_of(first["claimed_id"], report.site.time_zone) if first is not None else None
    assets = await known_assets(report, body.checks or [], needs_asset=visit is not None and visit.unit_id is None)
    sheets = await known_checklists(body.checks or [])
    await _declare_lost(report, UUID(body.of), first, body.lost_photos or [], decides)
    if first is None:
        return Applied(flags=("unknown-reference",))
    answered = await _answer_retake(report, body, first["claimed_id"], visit)
    if visit is None or not body.checks:
        return Applied(flags=answered)
    if PRACTICE in visit.flags:
        # What practised made nothing, so there is nothing to correct: both are kept and shown.
        return Applied(flags=(*answered, PRACTICE))
    photos = body.photos or []
    unit = await find_unit(report.site.id, visit.unit_id) if visit.unit_id else None
    readings = await meters.before(unit, visit.latest_at, but=visit.report_id) if unit else {}
    judged = rules.judge(body.checks, photos, sheets, limits_of(assets), visit.visit_on, readings)
    if body.reason != "correction":
        await record_answers(visit, judged, photos, source=report.id)
        return Applied(flags=tuple(sorted({*judged.flags, *answered})))
    await replace_readings(visit, judged)
    await record_answers(visit, judged, photos, source=report.id)
    return await _correct(report, visit, judged, assets, photos)


async def _answer_retake(report: Report, body: AddendumBody, of: UUID, visit: Visit | None) -> tuple[str, ...]:
    """The photo that somebody asked for once more; it shows what the first one was to show."""
    if body.reason != "retake" or body.retake_id is None:
        return ()
    photos = body.photos or []
    answered = await answering.answer(
        answering.Answer(
            retake_id=UUID(body.retake_id),
            report_id=report.id,
            of=of,
            site_id=report.site.id,
            person_id=report.person_id,
            photos_count=len(photos),
            note=body.note,
            received_at=report.received_at,
        )
    )
    named = any(item.photos for check in body.checks or [] for item in check.items)
    if answered.shown is not None and visit is not None and not named:
        await record_photos(visit, answered.shown.asset_id, answered.shown.item, photos, source=report.id)
    return () if answered.is_known else ("unknown-reference",)


async def _first(report: Report, of: UUID) -> Row | None:
    """The report that is added to; what is added to an addendum is added to what that one was of. None: unknown."""
    for _ in range(_LONGEST_CHAIN):
        row = (
            await tables.Report.select(
                tables.Report.claimed_id, tables.Report.person_id, tables.Report.site_id, tables.Report.of_report_id
            )
            .where(tables.Report.claimed_id == of)
            .first()
        )
        if row is None or row["site_id"] != report.site.id:
            return None
        if row["of_report_id"] is None:
            return dict(row)
        of = row["of_report_id"]
    return None


async def _correct(
    report: Report, visit: Visit, judged: rules.Judged, assets: Mapping[UUID, AssetFound], photos: list[PhotoEntry]
) -> Applied:
    """What the visit should have said, at the moment of the visit; orders count from now."""
    seeing = await _seeing(report, visit, assets)
    told_by = await _told_by(visit)
    await _take_back(report, visit, told_by, judged)
    placed = await place_findings(seeing, await correcting.not_told_before(told_by, judged.findings))
    entries = entries_of(photos)
    await open_orders(seeing, placed.opened, report.site.settings, report.site.time_zone, entries)
    await follow_sightings(seeing, placed.seen, report.site.settings, report.site.time_zone, entries)
    flags = set(judged.flags) | ({"unknown-reference"} if placed.unknown_reference else set())
    return Applied(flags=tuple(sorted(flags)))


async def _told_by(visit: Visit) -> frozenset[UUID]:
    """The visit's report with everything that was added to it at its site."""
    told = {visit.report_id}
    while True:
        rows = await tables.Report.select(tables.Report.claimed_id).where(
            tables.Report.of_report_id.is_in(list(told)),
            tables.Report.claimed_id.is_not_null(),
            tables.Report.site_id == visit.site_id,
        )
        more = {row["claimed_id"] for row in rows} - told
        if not more:
            return frozenset(told)
        told |= more


async def _declare_lost(report: Report, of: UUID, first: Row | None, lost: list[str], decides: bool) -> None:
    """Under the report that is added to, known or not yet."""
    of_report_id = first["claimed_id"] if first is not None else of
    rows = [
        tables.LostPhoto(
            id=ids.derived("lost", report.line.digest, sha256),
            of_report_id=of_report_id,
            sha256=sha256,
            by_decider=decides,
            report=report.line.digest,
            at=report.received_at,
        )
        for sha256 in dict.fromkeys(lost)
    ]
    for batch in batches(rows):
        await tables.LostPhoto.insert(*batch)


async def _seeing(report: Report, visit: Visit, assets: Mapping[UUID, AssetFound]) -> Seeing:
    point = await find_point(report.site.id, visit.point_id) if visit.point_id else None
    unit = await find_unit(report.site.id, visit.unit_id) if visit.unit_id else None
    return Seeing(
        report_id=report.id,
        site_id=report.site.id,
        buildings=buildings_of(assets, point, unit),
        unit_id=visit.unit_id,
        person_id=report.person_id,
        role=report.member.role,
        observed_at=visit.latest_at,
        received_at=report.received_at,
    )


async def _take_back(report: Report, visit: Visit, told_by: frozenset[UUID], judged: rules.Judged) -> None:
    """Corrected to ok: closes what only the first report made; an order nobody has moved is cancelled, else told."""
    for (asset_id, item), verdict in judged.verdicts.items():
        if verdict == "defect":
            continue
        for taken in await correcting.take_back(told_by, asset_id, visit.unit_id, item, visit.latest_at):
            if taken.order_id is None:
                continue
            withdrawn = (
                taken.closed
                and not await correcting.has_open(taken.order_id)
                and await withdraw_if_unmoved(
                    taken.order_id, told_by, report.id, report.person_id, report.received_at
                )
            )
            if not withdrawn:
                await take_step(taken.order_id, _comment(report))


def _comment(report: Report) -> Taken:
    return Taken(
        step="comment",
        at=report.received_at,
        received_at=report.received_at,
        person_id=report.person_id,
        role=report.member.role,
        report_id=report.id,
        reason="correction",
        proposes="close",
    )
