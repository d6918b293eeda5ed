"""What a unit's page tells of its past: visits, meters over time, photos, open defects, occupancy."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.checklists.meters import Why, is_possible, reckon
from server.checklists.terms import Item
from server.defects.tables import Defect
from server.inspections.tables import Inspection, ItemPhoto, Reading
from server.lib.charts import Dot, Series
from server.lib.i18n import Translate
from server.patrols.tables import Round
from server.photos.tables import Photo
from server.vacancies.fields import why_of
from server.vacancies.tables import HandReading, Vacancy

VISITS, PHOTOS, READINGS = 40, 24, 400
# Two foreign keys away: Piccolo's types know one.
_READER: Any = Reading.inspection.person


class MeterRead(Struct, frozen=True, kw_only=True):
    """One reading of a meter. `growth` since the one before; `too_much`: judged a defect at its visit; `went_back`:
    lower, unexplained.
    `why`, `serial`: as it was told; `occasion`: None for a visit's."""

    at: datetime
    value: float
    growth: float | None
    too_much: bool
    went_back: bool
    why: str | None
    serial: str | None
    occasion: str | None
    person: str
    report_id: UUID | None


async def visits_of(unit_id: UUID) -> list[dict[str, Any]]:
    """The newest visits: id, when, who, flags, and the event of the round they were made in."""
    rows = (
        await Inspection.select(
            Inspection.id, Inspection.latest_at, Inspection.person.name, Inspection.flags, Inspection.round_id
        )
        .where(Inspection.unit == unit_id)
        .order_by(Inspection.latest_at, ascending=False)
        .limit(VISITS)
        .output(load_json=True)
    )
    found = await Defect.select(Defect.report_id).where(Defect.unit == unit_id)
    opened: dict[UUID, int] = {}
    for row in found:
        opened[row["report_id"]] = opened.get(row["report_id"], 0) + 1
    round_ids = [row["round_id"] for row in rows if row["round_id"]]
    events: Mapping[UUID, str | None] = {}
    if round_ids:
        named = await Round.select(Round.id, Round.event).where(Round.id.is_in(round_ids))
        events = {row["id"]: row["event"] for row in named}
    return [{**row, "event": events.get(row["round_id"]), "found": opened.get(row["id"], 0)} for row in rows]


async def open_defects_of(unit_id: UUID) -> list[dict[str, Any]]:
    """Its open defects, the longest first."""
    rows: list[dict[str, Any]] = await Defect.select(
        Defect.id, Defect.item, Defect.spot, Defect.severity, Defect.order_id, Defect.observed_at
    ).where(Defect.unit == unit_id, Defect.state == "open").order_by(Defect.observed_at)
    return rows


async def photos_of(unit_id: UUID) -> list[dict[str, Any]]:
    """The newest photos that have come: digest, item, when."""
    rows = (
        await ItemPhoto.select(ItemPhoto.sha256, ItemPhoto.item, ItemPhoto.taken_at)
        .where(ItemPhoto.place_id == unit_id, ItemPhoto.role != "annotated", ItemPhoto.taken_at.is_not_null())
        .order_by(ItemPhoto.taken_at, ascending=False)
        .limit(PHOTOS)
    )
    digests = list({row["sha256"] for row in rows})
    readable = Photo.sha256.is_in(digests or [""]) & Photo.damaged_reason.is_null()
    held = await Photo.select(Photo.sha256).where(readable)
    here = {row["sha256"] for row in held}
    return [row for row in rows if row["sha256"] in here]


async def occupancy_of(unit_id: UUID) -> list[dict[str, Any]]:
    """Its steps, newest first."""
    rows: list[dict[str, Any]] = (
        await Vacancy.select(*Vacancy.all_columns(), Vacancy.person.name)
        .where(Vacancy.unit == unit_id)
        .order_by(Vacancy.at, ascending=False)
        .order_by(Vacancy.id, ascending=False)
        .limit(VISITS)
    )
    return rows


async def latest_kinds(site_id: UUID) -> dict[UUID, str | None]:
    """Unit → of which kind its vacancy is, by its newest step."""
    rows = await Vacancy.select(Vacancy.unit, Vacancy.kind).where(Vacancy.site_id == site_id).order_by(Vacancy.at)
    return {row["unit"]: row["kind"] for row in rows}


async def meters_of(unit_id: UUID, items: Sequence[Item]) -> dict[str, list[MeterRead]]:
    """Item → its readings by visits and by hand, oldest first, each reckoned against the one before."""
    wanted = [item.id for item in items]
    rows: list[dict[str, Any]] = []
    for row in await (
        Reading.select(
            Reading.item, Reading.number, Reading.at, Reading.meter, Reading.result, _READER.name.as_alias("person"),
            Reading.inspection.id.as_alias("report_id"),
        )
        .where(Reading.place_id == unit_id, Reading.item.is_in(wanted), Reading.number.is_not_null())
        .order_by(Reading.at, ascending=False)
        .limit(READINGS)
        .output(load_json=True)
    ):  # fmt: skip
        meter = row["meter"] or {}
        why = next((name for name in ("changed", "rolled_over", "misread_before") if meter.get(name)), None)
        ends = {"old_end": meter.get("old_end"), "new_start": meter.get("new_start"), "serial": meter.get("serial")}
        rows.append({**row, **ends, "why": why, "occasion": None})
    for row in await (
        HandReading.select(*HandReading.all_columns(), HandReading.person.name.as_alias("person_name"))
        .where(HandReading.unit == unit_id, HandReading.item.is_in(wanted))
        .order_by(HandReading.at, ascending=False)
        .limit(READINGS)
    ):
        rows.append({**row, "person": row["person_name"], "report_id": None, "result": None})
    rows.sort(key=lambda row: row["at"])
    return {item.id: _reckoned([row for row in rows if row["item"] == item.id], item) for item in items}


def _reckoned(rows: Sequence[dict[str, Any]], item: Item) -> list[MeterRead]:
    told: list[MeterRead] = []
    before: float | None = None
    for row in rows:
        why = why_of(row["why"], row["old_end"], row["new_start"])
        possible = is_possible(item, row["number"])
        growth = reckon(before, row["number"], why if possible else Why(misread_before=True))
        told.append(
            MeterRead(
                at=row["at"],
                value=row["number"],
                growth=growth.growth if possible else None,
                too_much=row["result"] == "defect",
                went_back=growth.went_back,
                why=row["why"],
                serial=row["serial"],
                occasion=row["occasion"],
                person=row["person"],
                report_id=row["report_id"],
            )
        )
        if possible:
            before = row["number"]
    return told


def curve(name: str, reads: Sequence[MeterRead], item: Item, _: Translate) -> list[Series]:
    """What has run through since the first reading, so that an empty unit's line lies flat whatever its meters show. A
    meter that was changed ends its line, the new one goes on from there; where nothing can be said, nothing ran."""
    lives: list[tuple[str, list[Dot]]] = []
    total = 0.0
    for read in reads:
        if not is_possible(item, read.value):
            continue
        total += read.growth or 0.0
        dot = Dot(read.at, round(total, 6), wrong=read.too_much or read.went_back)
        if not lives:
            lives.append((name, [dot]))
        elif read.why == "changed":
            lives.append((_after(read, _), [lives[-1][1][-1], dot]))
        else:
            lives[-1][1].append(dot)
    return [Series(words, tuple(dots)) for words, dots in lives]


def _after(first: MeterRead, _: Translate) -> str:
    return _("换表以后（{serial}）", serial=first.serial) if first.serial else _("换表以后")
