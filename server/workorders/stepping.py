"""Taking a step: the only writer of an order's state. A step that no longer fits is a row too."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from msgspec import Struct

from server.defects import opening
from server.journal.noting import note
from server.lib import ids
from server.workorders.rules import decide
from server.workorders.tables import Step, WorkOrder
from server.workorders.terms import OrderFacts, ReturnAnswer, Role, State, StepFacts, StepName, Verdict, WhyNot


class Taken(Struct, frozen=True, kw_only=True):
    """A step that somebody takes. `person_id` None: the server by itself. `photos` are PhotoEntry dicts."""

    step: StepName
    at: datetime
    received_at: datetime
    person_id: UUID | None = None
    role: Role | None = None
    report_id: UUID | None = None
    reason: str | None = None
    note: str | None = None
    until: datetime | None = None
    verdict: Verdict | None = None
    answer: dict[str, Any] | None = None
    photos: tuple[dict[str, Any], ...] = ()
    safeguard: str | None = None
    minutes: float | None = None
    materials: tuple[dict[str, Any], ...] = ()
    department_id: UUID | None = None
    to_person_id: UUID | None = None
    presence: dict[str, Any] | None = None
    proposes: str | None = None


class Took(Struct, frozen=True, kw_only=True):
    """What became of it. `state` is the order's now; `moved_by` and `moved_at` who moved it last before this step."""

    applied: bool
    state: State
    why_not: WhyNot | None
    moved_by: UUID | None
    moved_at: datetime | None


async def take_step(order_id: UUID, taken: Taken) -> Took:
    """Applies a step as `rules.decide` allows, or writes it down as not applied. Inside the caller's transaction."""
    order = await WorkOrder.objects().get(WorkOrder.id == order_id)
    assert order is not None
    has_photo, has_after = _photos_of(taken)
    decision = decide(
        await facts_of(order),
        StepFacts(
            step=taken.step,
            role=taken.role or "manager",
            person_id=taken.person_id,
            verdict=taken.verdict,
            answer=_satisfaction(taken),
            has_photo=has_photo,
            has_after_photo=has_after,
        ),
    )
    took = Took(
        applied=decision.applied,
        state=decision.to_state,
        why_not=decision.why_not,
        moved_by=order.moved_by,
        moved_at=order.moved_at,
    )
    await _write(order, taken, took)
    if took.applied:
        await _move(order, taken, took.state)
    return took


async def facts_of(order: WorkOrder) -> OrderFacts:
    """What the rules need to know of an order."""
    return OrderFacts(
        state=cast(State, order.state),
        completed_by=order.completed_by,
        fire_hazard=order.fire_hazard,
        has_after_photo=await _has_after_photo(order.id),
        call_due=order.call_due,
    )


async def site_of(order_id: UUID) -> UUID | None:
    """An order's site; None if there is no such order."""
    row = await WorkOrder.select(WorkOrder.site).where(WorkOrder.id == order_id).first()
    return row["site"] if row else None


async def was_with(order_id: UUID, department_ids: Collection[UUID], person_id: UUID) -> bool:
    """Whether the order is, or ever was, with one of these departments or this person: who works offline may hold an
    order that has gone elsewhere meanwhile."""
    order = await WorkOrder.select(WorkOrder.department, WorkOrder.person).where(WorkOrder.id == order_id).first()
    if order is None:
        return False
    if order["person"] == person_id or order["department"] in department_ids:
        return True
    steps = (
        await Step.select(Step.person, Step.detail)
        .where(Step.order == order_id, Step.applied == True)  # noqa: E712 - a column
        .output(load_json=True)
    )
    theirs = {str(department_id) for department_id in department_ids}
    return any(step["person"] == person_id or step["detail"].get("department_id") in theirs for step in steps)


def shows_repair(steps: Iterable[Mapping[str, Any]]) -> bool:
    """Whether an applied completion, verification or comment showed an after-photo, since the last time it was found
    not to be repaired. `steps` in their order, each with step, applied, photos, from_state, to_state."""
    shown = False
    for step in steps:
        if not step["applied"]:
            continue
        if step["from_state"] in ("completed", "verified") and step["to_state"] == "in_progress":
            shown = False
        elif step["step"] in ("complete", "verify", "comment"):
            shown = shown or any(photo.get("role") == "after" for photo in step["photos"])
    return shown


def _photos_of(taken: Taken) -> tuple[bool, bool]:
    roles = {photo.get("role") for photo in taken.photos}
    return bool(roles & {"after", "evidence"}), "after" in roles


def _satisfaction(taken: Taken) -> ReturnAnswer | None:
    return cast(ReturnAnswer, taken.answer["satisfaction"]) if taken.answer else None


async def _has_after_photo(order_id: UUID) -> bool:
    rows = (
        await Step.select(Step.step, Step.applied, Step.photos, Step.from_state, Step.to_state)
        .where(Step.order == order_id)
        .order_by(Step.ordinal)
        .output(load_json=True)
    )
    return shows_repair(rows)


async def _write(order: WorkOrder, taken: Taken, took: Took) -> None:
    count = await Step.count().where(Step.order == order.id)
    detail = {
        "until": taken.until.isoformat() if taken.until else None,
        "verdict": taken.verdict,
        "answer": taken.answer,
        "safeguard": taken.safeguard,
        "minutes": taken.minutes,
        "materials": list(taken.materials) or None,
        "department_id": str(taken.department_id) if taken.department_id else None,
        "to_person_id": str(taken.to_person_id) if taken.to_person_id else None,
        "presence": taken.presence,
        "proposes": taken.proposes,
    }
    await Step.insert(
        Step(
            id=ids.derived(order.id, taken.report_id, taken.step, count) if taken.report_id else ids.new(),
            order=order.id,
            step=taken.step,
            person=taken.person_id,
            report_id=taken.report_id,
            at=taken.at,
            received_at=taken.received_at,
            applied=took.applied,
            why_not=took.why_not,
            from_state=order.state,
            to_state=took.state,
            reason=taken.reason,
            note=taken.note,
            photos=list(taken.photos),
            detail={name: value for name, value in detail.items() if value is not None},
            ordinal=count,
        )
    )
    await note(taken.step, "work-order", order.id, site_id=order.site, person_id=taken.person_id, applied=took.applied)


async def _move(order: WorkOrder, taken: Taken, state: State) -> None:
    """Writes the new state and what the step says of the order."""
    changes: dict[Any, Any] = {}
    if state != order.state:
        changes = {WorkOrder.state: state, WorkOrder.moved_at: taken.received_at, WorkOrder.moved_by: taken.person_id}
    match taken.step:
        case "dispatch":
            changes[WorkOrder.department] = taken.department_id or order.department
            changes[WorkOrder.person] = taken.to_person_id
            changes |= {WorkOrder.moved_at: taken.received_at, WorkOrder.moved_by: taken.person_id}
        case "accept":
            changes[WorkOrder.person] = taken.person_id
        case "arrive" | "start" | "resume":
            changes |= {WorkOrder.person: order.person or taken.person_id, WorkOrder.hold_until: None}
        case "make_safe":
            changes |= {WorkOrder.safe_at: order.safe_at or taken.at}
            changes |= {WorkOrder.safeguard: taken.safeguard or order.safeguard}
        case "hold":
            changes[WorkOrder.hold_until] = taken.until
        case "send_back":
            changes |= {WorkOrder.department: None, WorkOrder.person: None, WorkOrder.hold_until: None}
        case "escalate":
            changes[WorkOrder.escalated_at] = order.escalated_at or taken.received_at
        case "complete":
            # When it was done, not when a phone found signal: what is seen after it is "still there".
            changes |= {WorkOrder.completed_at: taken.at, WorkOrder.completed_by: taken.person_id}
            changes |= {WorkOrder.hold_until: None, WorkOrder.safe_at: order.safe_at or taken.at}
            if order.person is None and taken.role == "repairer":
                changes[WorkOrder.person] = taken.person_id
        case _:
            pass
    if state == "in_progress" and order.state in ("completed", "verified"):
        changes |= {WorkOrder.completed_at: None, WorkOrder.completed_by: None}
        changes[WorkOrder.rework_count] = order.rework_count + 1
    if changes:
        await WorkOrder.update(changes).where(WorkOrder.id == order.id)
    if state in ("closed", "cancelled") and state != order.state:
        await opening.close_of_order(order.id, taken.at)
