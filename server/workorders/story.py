"""One order as its page tells it: what is wrong and where, how it stands, its history, pictures before and after."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from msgspec import Struct

from server.defects.tables import Defect, Sighting
from server.lib.i18n import N_, Translate
from server.people.departments import department_words
from server.workorders import history
from server.workorders.deadlines import late
from server.workorders.history import Entry, Shot
from server.workorders.ordering import number_of
from server.workorders.standing import due_of, holds_of
from server.workorders.stepping import shows_repair
from server.workorders.tables import Step, WorkOrder
from server.workorders.terms import Hold, Late, OrderFacts, State, Times
from server.workorders.titles import POINT, defect_words, fault_words, place_words, title_words
from server.workorders.urgency import urgency
from server.workorders.words import due_words


class Story(Struct, frozen=True, kw_only=True):
    """All that the page shows."""

    number: str
    title: str
    place: str
    department: str
    zone: str
    due: dict[str, str] | None
    late: Late
    before: tuple[Shot, ...]
    after: tuple[Shot, ...]
    entries: tuple[Entry, ...]
    defects: tuple[dict[str, Any], ...]
    facts: OrderFacts


async def order_row(order_id: UUID) -> dict[str, Any] | None:
    """An order with the names of what it belongs to."""
    row: dict[str, Any] | None = await WorkOrder.select(
        *WorkOrder.all_columns(), WorkOrder.site.name, WorkOrder.site.time_zone, WorkOrder.building.name,
        WorkOrder.asset.name, POINT.name, POINT.number, WorkOrder.unit.name,
        WorkOrder.department.key, WorkOrder.department.name, WorkOrder.person.name,
    ).where(WorkOrder.id == order_id).first()  # fmt: skip
    return row


async def tell(row: dict[str, Any], language: str, _: Translate, now: datetime) -> Story:
    """The whole page of an order."""
    order_id, zone, own_title = row["id"], row["site.time_zone"], row["title"]
    steps = await _steps_of(order_id)
    defects = await Defect.select(
        Defect.id, Defect.item, Defect.spot, Defect.state, Defect.severity, Defect.fire_hazard, Defect.report_id,
        Defect.observed_at, Defect.recurrence_of, Defect.asset.name,
    ).where(Defect.order_id == order_id).order_by(Defect.created_at)  # fmt: skip
    faults = await fault_words({one["item"] for one in defects}, language)
    chips = await fault_words({one["item"] for one in defects}, "zh-CN")
    titles = {one["id"]: defect_words(one, faults, _) for one in defects}
    sightings = await _sightings([one["id"] for one in defects])
    ground = await history.ground_of(row["site"], steps, sightings, _, chips.values())
    seen = [history.seen(one, titles[one["defect"]], ground, _) for one in sightings]
    taken = [history.taken(step, ground, _) for step in steps]
    holds = (await holds_of([order_id])).get(order_id, [])
    due = due_of(row)
    next_due = urgency(row["state"], due, row["created_at"], now, safe_at=row["safe_at"], holds=holds)
    return Story(
        number=number_of(row["day"], row["ordinal"]),
        title=title_words(defects, faults, _) or _(own_title or N_("没有写明的问题")),
        place=place_words(row),
        department=department_words(row["department.key"], row["department.name"], _),
        zone=zone,
        due=due_words(next_due, now, zone, _),
        late=late(due, row["state"], _times(row, steps, holds), now),
        before=history.unique(shot for entry in [*seen, *_opening(row, taken)] for shot in entry.shots),
        after=history.after_shots(steps, ground, _),
        entries=tuple(sorted([*seen, *taken], key=lambda entry: entry.order)),
        defects=tuple({**one, "words": titles[one["id"]]} for one in defects),
        facts=_facts(row, steps),
    )


async def _steps_of(order_id: UUID) -> list[dict[str, Any]]:
    """Every step in order, those that were not applied too."""
    return (
        await Step.select(*Step.all_columns())
        .where(Step.order == order_id)
        .order_by(Step.ordinal)
        .output(load_json=True)
    )


async def _sightings(defect_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    if not defect_ids:
        return []
    return (
        await Sighting.select(*Sighting.all_columns())
        .where(Sighting.defect.is_in(list(defect_ids)))
        .order_by(Sighting.received_at)
        .output(load_json=True)
    )


def _facts(row: dict[str, Any], steps: Iterable[dict[str, Any]]) -> OrderFacts:
    """The order as the rules need it."""
    return OrderFacts(
        state=cast(State, row["state"]),
        completed_by=row["completed_by"],
        fire_hazard=bool(row["fire_hazard"]),
        has_after_photo=shows_repair(steps),
        call_due=bool(row["call_due"]),
    )


def _opening(row: dict[str, Any], taken: Sequence[Entry]) -> list[Entry]:
    """Of an order that comes of an incident: what was told when it was opened."""
    is_of_incident = row["incident_id"] is not None and row["report_id"] is not None
    return [entry for entry in taken if is_of_incident and entry.report_id == row["report_id"]]


def _times(row: dict[str, Any], steps: Sequence[dict[str, Any]], holds: Sequence[Hold]) -> Times:
    return Times(
        received_at=row["created_at"],
        accepted_at=_first(steps, "accept", "arrive", "start", "complete"),
        safe_at=row["safe_at"],
        completed_at=row["completed_at"],
        holds=tuple(holds),
    )


def _first(steps: Iterable[dict[str, Any]], *names: str) -> datetime | None:
    return next((step["received_at"] for step in steps if step["applied"] and step["step"] in names), None)
