"""An `incident` report comes in: one entry of a timeline, perhaps before the one that opens it."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import structs

from server.incidents import rules
from server.incidents.ordering import Asked, make_order
from server.incidents.placing import Place, place_of
from server.incidents.recording import Told, incident_row, record
from server.incidents.wire import IncidentBody, OrderWanted
from server.intake.context import Applied, Report
from server.intake.inspecting import moment_of
from server.lib.i18n import N_
from server.lib.problems import FieldError
from server.lib.times import parse
from server.reports.reading import Refused, shaped


async def apply(report: Report, _flags: tuple[str, ...]) -> Applied:
    """Writes the step down and makes the order that it asks for. Refused for an unknown place, or an incident of
    another site or (a contractor's people) of somebody else; whatever the incident's state, the step is kept."""
    body = shaped(report.body, IncidentBody, "body.")
    before = await incident_row(UUID(body.incident_id))
    if before is not None and not _may_know(report, before):
        raise Refused("unknown-incident", [FieldError("body.incident_id", N_("没有这个事件"))])
    photos = tuple(structs.asdict(photo) for photo in body.photos)
    told = Told(
        id=report.id,
        incident_id=UUID(body.incident_id),
        site_id=report.site.id,
        step=body.step,
        category=body.category,
        description=body.description,
        at=moment_of(report, parse(body.at)).latest,
        received_at=report.received_at,
        person_id=report.person_id,
        report_id=report.id,
        place=await _place(report, body),
        level=body.level,
        severity=body.severity,
        due_at=parse(body.due_at) if body.due_at else None,
        put_right=body.put_right,
        photos=photos,
        contacts=body.contacts,
    )
    await record(told)
    if body.order not in (None, False, ""):
        await _order(report, told, body.order)
    return Applied(flags=tuple(_flags_of(body)))


def _may_know(report: Report, incident: dict[str, Any]) -> bool:
    """Its site's people; a contractor's only of what they opened, or what nobody has opened yet."""
    if incident["site"] != report.site.id:
        return False
    return not report.member.contractor or incident["opened_by"] in (None, report.person_id)


async def _place(report: Report, body: IncidentBody) -> Place:
    point_id = UUID(body.point_id) if body.point_id else None
    unit_id = UUID(body.unit_id) if body.unit_id else None
    place = await place_of(report.site.id, point_id, unit_id, body.place_text)
    if place is not None:
        return place
    if point_id is not None:
        raise Refused("unknown-point", [FieldError("body.point_id", N_("没有这个点位"))])
    raise Refused("unknown-unit", [FieldError("body.unit_id", N_("没有这套房屋"))])


async def _order(report: Report, told: Told, wish: Any) -> None:
    incident = await incident_row(told.incident_id)
    assert incident is not None
    wanted = _wanted(wish)
    asked = Asked(
        person_id=report.person_id,
        role=report.member.role,
        at=told.at,
        received_at=report.received_at,
        words=told.description,
        report_id=report.id,
        department=wanted.department,
        severity=wanted.severity,
        photos=told.photos,
    )
    await make_order(incident, report.site, asked)


def _wanted(wish: Any) -> OrderWanted:
    """What is not `{department?, severity?}` still wants an order: nothing more is known of it."""
    try:
        return msgspec.convert(wish, OrderWanted)
    except msgspec.ValidationError:
        return OrderWanted()


def _flags_of(body: IncidentBody) -> list[str]:
    flags = []
    if not rules.is_known(body.category):
        flags.append("unknown-category")
    if rules.needs_due(body.step, body.due_at):
        flags.append("value-missing")
    return flags
