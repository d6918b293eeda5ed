"""One order as its page tells it: what is wrong and where, who did what when, the pictures before and after."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from msgspec import Struct

from server.defects.tables import Defect, Sighting
from server.lib.i18n import N_, Translate
from server.lib.spans import span
from server.people import queries as people
from server.photos.tables import Photo
from server.workorders.board import (
    POINT,
    defect_words,
    due_of,
    fault_words,
    holds_of,
    place_words,
    title_words,
)
from server.workorders.deadlines import late
from server.workorders.ordering import number_of
from server.workorders.stepping import shows_repair
from server.workorders.tables import Step, WorkOrder
from server.workorders.terms import Late, OrderFacts, State, Times
from server.workorders.urgency import urgency
from server.workorders.words import STEP_ICONS, WHY_NOT_WORDS, due_words, reason_words, step_title

_SIGHTING_WORDS = {
    "first": N_("发现"),
    "still": N_("再次看到，还没修好"),
    "worse": N_("再次看到，更严重了"),
    "gone": N_("看过，已经没有了"),
}


class Shot(Struct, frozen=True, kw_only=True):
    """A photo of the order. `is_held`: its bytes have come; `is_readable`: they can be decoded."""

    sha256: str
    words: str
    at: datetime | None
    is_held: bool
    is_readable: bool


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the history. `at` by the device, `received_at` by the server; `apart` says how long between."""

    icon: str
    look: str
    title: str
    at: datetime
    apart: str
    words: tuple[str, ...]
    shots: tuple[Shot, ...]
    report_id: UUID | None


class Story(Struct, frozen=True, kw_only=True):
    """All that the page shows."""

    row: dict[str, Any]
    number: str
    title: str
    place: str
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
        WorkOrder.department.name, WorkOrder.person.name,
    ).where(WorkOrder.id == order_id).first()  # fmt: skip
    return row


def facts_of(row: dict[str, Any], steps: Iterable[dict[str, Any]]) -> OrderFacts:
    """The order as the rules need it."""
    return OrderFacts(
        state=cast(State, row["state"]),
        completed_by=row["completed_by"],
        fire_hazard=bool(row["fire_hazard"]),
        has_after_photo=shows_repair(steps),
        call_due=bool(row["call_due"]),
    )


async def steps_of(order_id: UUID) -> list[dict[str, Any]]:
    """Every step in order, those that were not applied too."""
    return (
        await Step.select(*Step.all_columns())
        .where(Step.order == order_id)
        .order_by(Step.ordinal)
        .output(load_json=True)
    )


async def tell(row: dict[str, Any], language: str, _: Translate, now: datetime) -> Story:
    """The whole page of an order."""
    order_id, zone = row["id"], row["site.time_zone"]
    steps = await steps_of(order_id)
    defects = await Defect.select(
        Defect.id, Defect.item, Defect.spot, Defect.state, Defect.severity, Defect.fire_hazard, Defect.report_id,
        Defect.observed_at, Defect.recurrence_of, Defect.asset.name,
    ).where(Defect.order_id == order_id).order_by(Defect.created_at)  # fmt: skip
    faults = await fault_words({one["item"] for one in defects}, language)
    sightings = await _sightings([one["id"] for one in defects])
    names = await _names(row, steps, sightings)
    held = await _held(_digests(steps, sightings))
    titles = {one["id"]: defect_words(one, faults, _) for one in defects}
    holds = (await holds_of([order_id])).get(order_id, [])
    due = due_of(row)
    times = Times(
        received_at=row["created_at"],
        accepted_at=_first(steps, "accept", "arrive", "start", "complete"),
        safe_at=row["safe_at"],
        completed_at=row["completed_at"],
        holds=tuple(holds),
    )
    seen = [_seen(one, titles[one["defect"]], names, held, zone, _) for one in sightings]
    taken = [_taken(step, names, held, zone, _) for step in steps]
    next_due = urgency(row["state"], due, row["created_at"], now, safe_at=row["safe_at"], holds=holds)
    return Story(
        row=row,
        number=number_of(row["day"], row["ordinal"]),
        title=title_words(defects, faults, _) or _("没有写明的问题"),
        place=place_words(row),
        zone=zone,
        due=due_words(next_due, now, zone, _),
        late=late(due, row["state"], times, now),
        before=_unique(shot for entry in seen for shot in entry[1].shots),
        after=_unique(_shot(photo, held, _) for step in steps if step["applied"] for photo in _after(step)),
        entries=tuple(entry for _when, entry in sorted([*seen, *taken], key=lambda one: one[0])),
        defects=tuple({**one, "words": titles[one["id"]]} for one in defects),
        facts=facts_of(row, steps),
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


async def _names(
    row: dict[str, Any], steps: Sequence[dict[str, Any]], sightings: Sequence[dict[str, Any]]
) -> dict[str, str]:
    """Names of the site's departments and of everyone in the history, by their ids as text."""
    departments = await people.departments_at(row["site"])
    told = [step["detail"].get("to_person_id") for step in steps]
    persons = {one["person"] for one in [*steps, *sightings]} | {UUID(text) for text in told if text}
    names = await people.names_of([person for person in persons if person is not None])
    return {str(one["id"]): one["name"] for one in departments} | {str(key): name for key, name in names.items()}


async def _held(digests: set[str]) -> dict[str, bool]:
    """Of these photos those that have come: whether they can be decoded."""
    if not digests:
        return {}
    rows = await Photo.select(Photo.sha256, Photo.damaged_reason).where(Photo.sha256.is_in(list(digests)))
    return {row["sha256"]: not row["damaged_reason"] for row in rows}


def _digests(steps: Sequence[dict[str, Any]], sightings: Sequence[dict[str, Any]]) -> set[str]:
    told = {photo["sha256"] for step in steps for photo in step["photos"]}
    return told | {sha256 for one in sightings for sha256 in one["photos"]}


def _seen(
    one: dict[str, Any], title: str, names: dict[str, str], held: dict[str, bool], zone: str, _: Translate
) -> tuple[tuple[datetime, int], Entry]:
    words = [names.get(str(one["person"]), ""), one["note"] or ""]
    shots = tuple(_shot({"sha256": sha256, "role": "evidence"}, held, _) for sha256 in one["photos"])
    is_gone = one["kind"] == "gone"
    entry = Entry(
        icon="ok" if is_gone else "flag",
        look="is-done" if is_gone else "is-done is-bad",
        title=_("{word}：{title}", word=_(_SIGHTING_WORDS.get(one["kind"], one["kind"])), title=title),
        at=one["at"],
        apart=_apart(one["at"], one["received_at"], _),
        words=tuple(text for text in words if text),
        shots=shots,
        report_id=one["report_id"],
    )
    return (one["received_at"], -1), entry


def _taken(
    step: dict[str, Any], names: dict[str, str], held: dict[str, bool], zone: str, _: Translate
) -> tuple[tuple[datetime, int], Entry]:
    who = names.get(str(step["person"]), "") if step["person"] else ""
    words = [reason_words(step["reason"], _), step["note"] or "", *_detail_words(step["detail"], _)]
    if not step["applied"]:
        words.append(_("没有生效：{why}", why=_(WHY_NOT_WORDS.get(step["why_not"], "工单那时已经到了别的状态"))))
    title = step_title(step, who, names, _)
    entry = Entry(
        icon=STEP_ICONS.get(step["step"], "text"),
        look="is-done" if step["applied"] else "is-void",
        title=title,
        at=step["at"],
        apart=_apart(step["at"], step["received_at"], _),
        words=tuple(text for text in words if text),
        shots=tuple(_shot(photo, held, _) for photo in step["photos"]),
        report_id=None,
    )
    return (step["received_at"], step["ordinal"]), entry


def _detail_words(detail: dict[str, Any], _: Translate) -> list[str]:
    """What a step says beside its reason: safeguard, minutes, materials, until when."""
    words: list[str] = []
    if detail.get("safeguard"):
        words.append(_("临时防范：{what}", what=detail["safeguard"]))
    if detail.get("until"):
        words.append(_("预计到 {date}", date=str(detail["until"])[:10]))
    if detail.get("minutes"):
        words.append(_("用时 {span}", span=span(timedelta(minutes=float(detail["minutes"])), _)))
    used = [
        f"{one.get('name', '')} × {one.get('quantity', '')}{one.get('unit') or ''}"
        for one in detail.get("materials") or []
    ]
    if used:
        words.append(_("用了：{what}", what=_("、").join(used)))
    if detail.get("proposes") == "close":
        words.append(_("建议关单"))
    return words


def _apart(at: datetime, received_at: datetime, _: Translate) -> str:
    """How much later the server heard of it, where that matters."""
    gap = received_at - at
    return _("{span}后传到", span=span(gap, _)) if gap > timedelta(minutes=2) else ""


def _shot(photo: dict[str, Any], held: dict[str, bool], _: Translate) -> Shot:
    role = photo.get("role")
    words = _("修后照片") if role == "after" else _("圈出的照片") if role == "annotated" else _("问题照片")
    sha256 = photo["sha256"]
    return Shot(sha256=sha256, words=words, at=None, is_held=sha256 in held, is_readable=held.get(sha256, False))


def _unique(shots: Iterable[Shot]) -> tuple[Shot, ...]:
    return tuple({shot.sha256: shot for shot in shots}.values())


def _after(step: dict[str, Any]) -> list[dict[str, Any]]:
    return [photo for photo in step["photos"] if photo.get("role") == "after"]


def _first(steps: Iterable[dict[str, Any]], *names: str) -> datetime | None:
    return next((step["received_at"] for step in steps if step["applied"] and step["step"] in names), None)
