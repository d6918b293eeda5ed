"""A `work` report comes in: somebody took a step on an order, perhaps long ago and offline."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import structs

from server.intake.context import Applied, Report
from server.intake.inspecting import moment_of
from server.lib.i18n import N_
from server.lib.problems import FieldError
from server.lib.texts import tidy
from server.lib.times import parse, parse_date, text_or_none
from server.reports.reading import Refused, shaped
from server.workorders.rules import may_ever, missing_reason
from server.workorders.stepping import Taken, site_of, take_step, was_with
from server.workorders.wire import WorkBody


async def apply(report: Report, _flags: tuple[str, ...]) -> Applied:
    """Takes the step, or writes it down as not applied: then the problem names the state, who moved it and when."""
    body = shaped(report.body, WorkBody, "body.")
    if not may_ever(report.member.role, body.step):
        raise Refused("role-not-allowed", [FieldError("body.step", N_("这个岗位不能做这一步"))])
    if body.step == "verify" and body.verdict is None:
        raise Refused("invalid-report", [FieldError("body.verdict", N_("缺少这一项"))])
    if body.step == "return_visit" and body.answer is None:
        raise Refused("invalid-report", [FieldError("body.answer", N_("缺少这一项"))])
    order_id = UUID(body.order_id)
    if await site_of(order_id) != report.site.id or not await _may_know(report, order_id):
        raise Refused("unknown-order", [FieldError("body.order_id", N_("没有这张工单"))])
    took = await take_step(order_id, _taken(report, body))
    flags = tuple(_flags_of(body))
    if took.applied:
        return Applied(flags=flags)
    problem = {
        "code": "step-not-applied",
        "state": took.state,
        "moved_by": str(took.moved_by) if took.moved_by else None,
        "moved_at": text_or_none(took.moved_at),
        "why_not": took.why_not,
    }
    return Applied(flags=flags, problem=problem)


async def _may_know(report: Report, order_id: UUID) -> bool:
    """A contractor's people know only of orders that are, or once were, theirs (product, People)."""
    member = report.member
    return not member.contractor or await was_with(order_id, member.department_ids, report.person_id)


def _flags_of(body: WorkBody) -> Iterator[str]:
    by_hand = body.presence is not None and body.presence.method == "manual"
    if by_hand:
        yield "manual-presence"
    if missing_reason(body.step, body.verdict, body.reason) or (
        by_hand and body.presence is not None and not tidy(body.presence.reason)
    ):
        yield "missing-reason"


def _until(text: str | None, time_zone: str) -> datetime | None:
    """When a hold ends: a time, or a date and then the end of that day at the site (none at the calendar's edge)."""
    if text is None or len(text) > 10:
        return parse(text) if text else None
    try:
        return datetime.combine(parse_date(text), time(23, 59, 59), ZoneInfo(time_zone)).astimezone(UTC)
    except OverflowError:
        return None


def _taken(report: Report, body: WorkBody) -> Taken:
    answer = None
    if body.answer == "not_reached":
        answer = {"satisfaction": "not_reached"}
    elif body.answer is not None:
        answer = msgspec.to_builtins(body.answer)
    return Taken(
        step=body.step,
        at=moment_of(report, parse(body.at)).latest,
        received_at=report.received_at,
        person_id=report.person_id,
        role=report.member.role,
        report_id=report.id,
        reason=body.reason,
        note=body.note,
        until=_until(body.until, report.site.time_zone),
        verdict=body.verdict,
        answer=answer,
        photos=tuple(structs.asdict(photo) for photo in body.photos),
        safeguard=body.safeguard,
        minutes=body.minutes,
        materials=tuple(msgspec.to_builtins(body.materials or [])),
        presence=msgspec.to_builtins(body.presence) if body.presence else None,
    )
