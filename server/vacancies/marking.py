"""Writing down what becomes of a unit, and what its meters showed when it was handed over."""

from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from server.journal.noting import note
from server.lib import clock, db, ids
from server.sites.places import UnitFound
from server.sites.tables import Unit
from server.vacancies import meters
from server.vacancies.fields import Occupancy, ReadByHand, held_against
from server.vacancies.tables import HandReading, Vacancy
from server.vacancies.terms import CHECKLIST


async def mark(unit: UnitFound, site_id: UUID, zone: str, told: Occupancy, *, by: UUID) -> None:
    """A unit stands vacant since a date, is let, or was taken over by its owner. A vacant one gets the checklist of
    vacant units."""
    is_vacant = told.step == "vacant"
    async with db.writing():
        row = Vacancy(
            id=ids.new(),
            site_id=site_id,
            unit=unit.id,
            step=told.step,
            kind=told.kind,
            since_on=told.since_on,
            owner_informed=told.owner_informed,
            entry_consent=told.entry_consent,
            contact=told.contact,
            note=told.note,
            person=by,
            at=clock.now(),
        )
        await Vacancy.insert(row)
        checklists = list(unit.checklists)
        if is_vacant and CHECKLIST not in checklists:
            checklists.append(CHECKLIST)
        await Unit.update(
            {
                Unit.vacant: is_vacant,
                Unit.vacant_since: datetime.combine(told.since_on, time(), ZoneInfo(zone)) if is_vacant else None,
                Unit.checklists: checklists,
            }
        ).where(Unit.id == unit.id)
        await note("mark", "unit", unit.id, site_id=site_id, person_id=by, step=told.step, kind=told.kind)


async def write_reading(unit: UnitFound, site_id: UUID, zone: str, read: ReadByHand, *, by: UUID) -> None:
    """A reading at taking over or handing back; Problem bad-fields where it is lower than the one before without a
    reason. Today's is of now, an earlier day's of its noon."""
    at = _moment(read.on, zone)
    async with db.writing():
        held_against(read, (await meters.before(unit, at, but=unit.id)).get(read.item.id))
        row = HandReading(
            id=ids.new(),
            site_id=site_id,
            unit=unit.id,
            item=read.item.id,
            number=read.number,
            occasion=read.occasion,
            why=read.why,
            old_end=read.old_end,
            new_start=read.new_start,
            serial=read.serial,
            note=read.note,
            person=by,
            at=at,
            written_at=clock.now(),
        )
        await HandReading.insert(row)
        await note("read", "meter", row.id, site_id=site_id, person_id=by, unit=str(unit.id), item=read.item.id)


def _moment(on: date, zone: str) -> datetime:
    if on == clock.today(zone):
        return clock.now()
    return datetime.combine(on, time(12), ZoneInfo(zone)).astimezone(UTC)
