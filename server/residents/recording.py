"""Writing residents: added, changed, gone; and showing one whole, which is journalled."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.journal.noting import note
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.lib.texts import tidy
from server.lib.times import parse_date
from server.people.rules import is_phone
from server.residents.tables import Resident
from server.residents.terms import RELATIONS

FIELDS = ("name", "phone", "relation", "since", "until", "note")
MOST_NAME, MOST_NOTE = 60, 300


class Revealed(Struct, frozen=True):
    """A resident as they are: shown to one person, once."""

    id: UUID
    name: str
    phone: str


async def add(unit_id: UUID, site_id: UUID, form: Mapping[str, str], by: UUID) -> UUID:
    """A further resident of a unit. Problem bad-fields with everything that is wrong."""
    values = _checked(form)
    resident_id = ids.new()
    async with db.writing():
        row = Resident(id=resident_id, site=site_id, unit=unit_id, created_at=clock.now(), created_by=by, **values)
        await Resident.insert(row)
        await note("add", "resident", resident_id, site_id=site_id, person_id=by, unit=str(unit_id))
    return resident_id


async def change(resident_id: UUID, site_id: UUID, form: Mapping[str, str], by: UUID) -> None:
    """Other words for a resident; an empty name or number leaves what there is (it was masked). Problem bad-fields."""
    row = await Resident.select(Resident.name, Resident.phone).where(Resident.id == resident_id).first()
    assert row is not None
    values = _checked({**form, "name": form["name"] or row["name"], "phone": form["phone"] or row["phone"]})
    async with db.writing():
        columns: dict[Any, Any] = {Resident._meta.get_column_by_name(key): value for key, value in values.items()}
        await Resident.update(columns).where(Resident.id == resident_id)
        await note("change", "resident", resident_id, site_id=site_id, person_id=by)


async def end(resident_id: UUID, site_id: UUID, last_on: date, by: UUID) -> None:
    """They live there no more from the day after; Problem conflict where somebody has said so already."""
    async with db.writing():
        done = (
            await Resident.update({Resident.until: last_on})
            .where(Resident.id == resident_id, Resident.until.is_null())
            .returning(Resident.id)
        )
        if not done:
            raise Problem("conflict")
        await note("end", "resident", resident_id, site_id=site_id, person_id=by)


async def reveal(resident_id: UUID, site_id: UUID, by: UUID) -> Revealed:
    """Name and number of one resident, and an entry in the journal that says who saw them. The entry names neither."""
    async with db.writing():
        row = await Resident.select(Resident.name, Resident.phone).where(Resident.id == resident_id).first()
        if row is None:
            raise Problem("not-found")
        await note("reveal", "resident", resident_id, site_id=site_id, person_id=by)
    return Revealed(resident_id, row["name"], row["phone"])


def _checked(form: Mapping[str, str]) -> dict[str, Any]:
    errors: list[FieldError] = []
    name, note_text = tidy(form["name"]), tidy(form["note"])
    if not name or len(name) > MOST_NAME or not name.isprintable():
        errors.append(FieldError("name", N_("请填姓名，不超过 60 个字")))
    if form["phone"] and not is_phone(form["phone"]):
        errors.append(FieldError("phone", N_("电话只写数字，可以有空格、横线和开头的加号")))
    if form["relation"] not in RELATIONS:
        errors.append(FieldError("relation", N_("请选是业主还是租户等")))
    if len(note_text) > MOST_NOTE:
        errors.append(FieldError("note", N_("备注太长，最多 300 个字")))
    since, until = _day(form["since"], "since", errors), _day(form["until"], "until", errors)
    if since and until and until < since:
        errors.append(FieldError("until", N_("搬走不能早于入住")))
    if errors:
        raise Problem("bad-fields", errors=errors)
    return {
        "name": name, "phone": form["phone"], "relation": form["relation"], "since": since, "until": until,
        "note": note_text,
    }  # fmt: skip


def _day(text: str, path: str, errors: list[FieldError]) -> date | None:
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        errors.append(FieldError(path, N_("请选日期")))
        return None
    if not 1900 <= day.year <= 2200:
        errors.append(FieldError(path, N_("请选日期")))
        return None
    return day
