"""A `patrol` comes in: one walk of a round, before or after its inspections."""

from uuid import UUID

from server.intake.context import Applied, Report
from server.lib.i18n import N_
from server.lib.problems import FieldError
from server.lib.texts import tidy
from server.patrols import doubting
from server.patrols.recording import find_round, is_known, is_practice, record_patrol
from server.patrols.terms import PRACTICE
from server.patrols.wire import PatrolBody
from server.reports.reading import Refused, shaped
from server.reports.wire import RoundReference
from server.sites.queries import find_points


async def apply(report: Report, flags: tuple[str, ...]) -> Applied:
    """Writes the walk down. A skipped stop wants a reason; a stop of no known point is refused."""
    body = shaped(report.body, PatrolBody, "body.")
    known = await find_points(report.site.id, [UUID(stop.point_id) for stop in body.stops])
    for index, stop in enumerate(body.stops):
        if UUID(stop.point_id) not in known:
            raise Refused("unknown-point", [FieldError(f"body.stops[{index}].point_id", N_("没有这个点位"))])
    own: list[str] = []
    round_id = await round_of(report, body.round)
    if round_id is None:
        own.append("unknown-round")
    practice = await is_practice(round_id)
    if practice:
        own.append(PRACTICE)
    if await is_known(UUID(body.patrol_id)):
        own.append("repeated-patrol")
    if any(stop.state == "skipped" and not tidy(stop.reason) for stop in body.stops):
        own.append("missing-reason")
    await record_patrol(
        body,
        digest=report.line.digest,
        site_id=report.site.id,
        round_id=round_id,
        person_id=report.person_id,
        received_at=report.received_at,
        flags=(*flags, *own),
    )
    if not practice:
        found = await doubts_of(report, UUID(body.patrol_id))
        own += dict.fromkeys(code for codes in found.values() for code in codes)
    return Applied(flags=tuple(own))


async def round_of(report: Report, reference: RoundReference) -> UUID | None:
    """The round that is meant, None if the site has none such (flag `unknown-round`); Refused for half a reference."""
    by_parts = (reference.route_id, reference.window_id, reference.date)
    if reference.round_id is None and None in by_parts:
        raise Refused("invalid-report", [FieldError("body.round", N_("缺少这一项"))])
    return await find_round(report.site.id, reference)


async def doubts_of(report: Report, patrol_id: UUID) -> dict[UUID, list[str]]:
    """Doubts about the pace of the sender's walk, now that this report belongs to it: inspection → flags."""
    return await doubting.doubt(
        patrol_id,
        site_id=report.site.id,
        person_id=report.person_id,
        device_id=report.device_id,
        settings=report.site.settings,
    )
