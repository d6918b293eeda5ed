"""Defects become orders, in the report's transaction; what is seen again moves the order it has."""

from collections.abc import Sequence
from datetime import date
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from server.defects import opening
from server.defects.opening import Opened, Seeing, Seen
from server.journal.noting import note
from server.lib import ids
from server.sites.terms import SiteSettings
from server.workorders.deadlines import Limits, deadlines, earlier, group
from server.workorders.hours import WorkingHours
from server.workorders.rules import after_sighting, may_ever
from server.workorders.stepping import Taken, take_step
from server.workorders.tables import Step, WorkOrder
from server.workorders.terms import Due, Found, Group, State


def limits_of(settings: SiteSettings, time_zone: str) -> Limits:
    """A site's deadlines."""
    hours = settings.working_hours
    return Limits(working=WorkingHours(time_zone=time_zone, days=hours.days, start=hours.start, end=hours.end))


async def open_orders(
    seeing: Seeing,
    opened: Sequence[Opened],
    settings: SiteSettings,
    time_zone: str,
    photos: dict[str, dict[str, object]],
) -> list[UUID]:
    """One order for the defects found in one check of one asset for one department (rules in `deadlines.group`).

    `photos` are the report's photo entries by digest. Returns the ids of the orders made.
    """
    by_id = {one.defect_id: one for one in opened}
    groups = group(
        (_found(one) for one in opened),
        seeing.received_at,
        dispatches_by_hand=settings.dispatch_by_hand,
        limits=limits_of(settings, time_zone),
    )
    made: list[UUID] = []
    for index, one in enumerate(groups):
        order_id = ids.derived(seeing.report_id, "order", index)
        await _make(order_id, seeing, one, by_id[one.defect_ids[0]], time_zone)
        await opening.join_order(one.defect_ids, order_id)
        await _first_steps(order_id, seeing, one, [by_id[defect_id] for defect_id in one.defect_ids], photos)
        made.append(order_id)
    return made


async def follow_sightings(
    seeing: Seeing, seen: Sequence[Seen], settings: SiteSettings, time_zone: str, photos: dict[str, dict[str, object]]
) -> None:
    """What seeing known defects again does to their orders: dearer deadlines, rework, verification, completion."""
    by_order: dict[UUID, list[Seen]] = {}
    for one in seen:
        if one.order_id is not None and one.is_open:
            by_order.setdefault(one.order_id, []).append(one)
    for order_id, members in by_order.items():
        await _raise(order_id, seeing, members, limits_of(settings, time_zone))
        await _follow(order_id, seeing, members, photos)


def number_of(day: date, ordinal: int) -> str:
    """`W-1123-07`: given at intake, per site and day."""
    return f"W-{day:%m%d}-{ordinal:02d}"


async def next_ordinal(site_id: UUID, day: date) -> int:
    """The next number of the day; the site's lock is held."""
    last = (
        await WorkOrder.select(WorkOrder.ordinal)
        .where(WorkOrder.site == site_id, WorkOrder.day == day)
        .order_by(WorkOrder.ordinal, ascending=False)
        .first()
    )
    return (last["ordinal"] if last else 0) + 1


def _found(one: Opened) -> Found:
    finding = one.finding
    return Found(
        defect_id=one.defect_id,
        place=one.place,
        severity=finding.severity,
        department=str(one.department_id) if one.department_id else None,
        check_index=finding.check_index,
        safe_h=finding.safe_h,
        close_h=finding.close_h,
        beyond_me=finding.beyond_me,
        handled_on_spot=finding.handled_on_spot,
        has_after_photo=finding.has_after_photo,
        fire_hazard=finding.fire_hazard,
    )


async def _make(order_id: UUID, seeing: Seeing, one: Group, first: Opened, time_zone: str) -> None:
    day = seeing.received_at.astimezone(ZoneInfo(time_zone)).date()
    asset_id = first.finding.asset_id
    waits = one.department is None or one.escalated or (one.state == "reported")
    await WorkOrder.insert(
        WorkOrder(
            id=order_id,
            site=seeing.site_id,
            building=seeing.buildings.get(asset_id),
            asset=asset_id,
            unit=seeing.unit_id if asset_id is None else None,
            day=day,
            ordinal=await next_ordinal(seeing.site_id, day),
            # Handled on the spot: the completion below is a step like any other, taken on a dispatched order.
            state="dispatched" if one.handled_on_spot else one.state,
            severity=one.severity,
            fire_hazard=one.fire_hazard,
            department=UUID(one.department) if one.department and (one.handled_on_spot or not waits) else None,
            report_id=seeing.report_id,
            accept_due_at=one.due.accept,
            safe_due_at=one.due.safe,
            close_due_at=one.due.close,
            escalated_at=seeing.received_at if one.escalated else None,
            moved_at=seeing.received_at,
            created_at=seeing.received_at,
        )
    )
    await note("open", "work-order", order_id, site_id=seeing.site_id, person_id=seeing.person_id)


async def _first_steps(
    order_id: UUID, seeing: Seeing, one: Group, members: list[Opened], photos: dict[str, dict[str, object]]
) -> None:
    if one.handled_on_spot or one.state == "dispatched":
        await Step.insert(
            Step(
                id=ids.derived(order_id, "dispatch"),
                order=order_id,
                step="dispatch",
                person=None,
                report_id=seeing.report_id,
                at=seeing.received_at,
                received_at=seeing.received_at,
                applied=True,
                from_state="reported",
                to_state="dispatched",
                detail={"department_id": one.department} if one.department else {},
                ordinal=0,
            )
        )
    if one.escalated:
        await take_step(order_id, _by_person(seeing, step="escalate", note=members[0].finding.note))
    if one.handled_on_spot:
        await _complete(
            order_id, seeing, [member.finding.photos for member in members], photos, members[0].finding.note
        )
        if one.state == "closed":
            await take_step(order_id, _by_server(seeing, step="verify", verdict="passed"))


async def _raise(order_id: UUID, seeing: Seeing, members: list[Seen], limits: Limits) -> None:
    for one in members:
        if one.severity == one.was_severity:
            continue
        order = await WorkOrder.objects().get(WorkOrder.id == order_id)
        assert order is not None
        fresh = deadlines(one.severity, seeing.received_at, one.finding.safe_h, one.finding.close_h, limits)
        old = Due(accept=order.accept_due_at, safe=order.safe_due_at, close=order.close_due_at)
        due = earlier(old, fresh)
        await WorkOrder.update(
            {
                WorkOrder.severity: max(order.severity, one.severity, key=("minor", "major", "critical").index),
                WorkOrder.accept_due_at: due.accept,
                WorkOrder.safe_due_at: due.safe,
                WorkOrder.close_due_at: due.close,
            }
        ).where(WorkOrder.id == order_id)


async def _follow(order_id: UUID, seeing: Seeing, members: list[Seen], photos: dict[str, dict[str, object]]) -> None:
    order = await WorkOrder.objects().get(WorkOrder.id == order_id)
    assert order is not None
    still = [one for one in members if not one.gone]
    handled = [one for one in still if one.finding.handled_on_spot]
    if handled:
        await _follow_handled(order_id, seeing, (order.state, order.severity), handled, photos)
        return
    if still:
        effect = after_sighting(
            cast(State, order.state),
            order.completed_at,
            still[0].finding.sighting or "still",
            seeing.observed_at,
            has_photo=False,
        )
        if effect == "rework":
            pictures = _entries(still[0].finding.photos, photos, "evidence")
            await take_step(order_id, _by_person(seeing, step="rework", photos=pictures, note=still[0].finding.note))
        return
    shown = tuple(sha256 for one in members for sha256 in one.finding.photos)
    effect = after_sighting(
        cast(State, order.state), order.completed_at, "gone", seeing.observed_at, has_photo=bool(shown)
    )
    pictures = _entries(shown, photos, "evidence")
    everything = await opening.all_told(order_id, [one.defect_id for one in members])
    if effect == "verify" and everything and may_ever(seeing.role, "verify"):
        await take_step(order_id, _by_person(seeing, step="verify", verdict="passed", photos=pictures))
    elif effect is not None:
        await take_step(order_id, _by_person(seeing, step="comment", proposes="close", photos=pictures))


async def _follow_handled(
    order_id: UUID,
    seeing: Seeing,
    state_and_severity: tuple[str, str],
    handled: list[Seen],
    photos: dict[str, dict[str, object]],
) -> None:
    """Handled on the spot on an open defect is a completion, once it covers all that the order is about."""
    state, severity = state_and_severity
    if not await opening.all_told(order_id, [one.defect_id for one in handled]):
        pictures = _entries(tuple(s for one in handled for s in one.finding.photos), photos, "after")
        await take_step(order_id, _by_person(seeing, step="comment", photos=pictures, note=handled[0].finding.note))
        return
    if state == "reported":
        # Nobody had been given it yet; who handles a defect has taken it.
        await take_step(order_id, _by_server(seeing, step="dispatch"))
    await _complete(order_id, seeing, [one.finding.photos for one in handled], photos, handled[0].finding.note)
    if severity == "minor" and all(one.finding.has_after_photo for one in handled):
        await take_step(order_id, _by_server(seeing, step="verify", verdict="passed"))


async def _complete(
    order_id: UUID, seeing: Seeing, shown: list[tuple[str, ...]], photos: dict[str, dict[str, object]], text: str | None
) -> None:
    pictures = _entries(tuple(sha256 for digests in shown for sha256 in digests), photos, "evidence")
    await take_step(order_id, _by_person(seeing, step="complete", photos=pictures, note=text))


def _by_person(seeing: Seeing, **values: object) -> Taken:
    return Taken(
        at=seeing.observed_at,
        received_at=seeing.received_at,
        person_id=seeing.person_id,
        role="patroller",
        report_id=seeing.report_id,
        **values,  # type: ignore[arg-type]
    )


def _by_server(seeing: Seeing, **values: object) -> Taken:
    """At the moment of the visit: what is seen after it is a new fault, whenever a phone finds signal."""
    return Taken(
        at=seeing.observed_at,
        received_at=seeing.received_at,
        report_id=seeing.report_id,
        **values,  # type: ignore[arg-type]
    )


def _entries(
    digests: tuple[str, ...], photos: dict[str, dict[str, object]], role: str
) -> tuple[dict[str, object], ...]:
    """The report's own entries for these photos; one that it does not describe gets the role it is used in."""
    return tuple(photos.get(sha256) or {"sha256": sha256, "role": role} for sha256 in dict.fromkeys(digests))
