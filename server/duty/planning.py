"""Writing the duty list: duties for one day or several, and taking one back."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from server.duty.rules import moments
from server.duty.tables import Duty
from server.journal.noting import note
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.lib.times import parse_date
from server.people.queries import member_at
from server.people.rules import is_phone
from server.people.tables import Person

MOST_DAYS = 31
FIELDS = ("person", "phone", "day", "start", "end", "days", "stand_in", "stand_in_phone")


async def add_duties(site_id: UUID, zone: str, form: Mapping[str, str], by: UUID) -> int:
    """The form's duty, on each of `days` days; how many. Problem bad-fields with everything that is wrong."""
    errors: list[FieldError] = []
    person = await _person(site_id, form["person"], "person", errors)
    stand_in = await _person(site_id, form["stand_in"], "stand_in", errors) if form["stand_in"] else None
    phone = _phone(form["phone"] or (person["phone"] if person else ""), "phone", errors)
    stand_in_phone = ""
    if stand_in is not None:
        stand_in_phone = _phone(form["stand_in_phone"] or stand_in["phone"], "stand_in_phone", errors)
        if person is not None and stand_in["id"] == person["id"]:
            errors.append(FieldError("stand_in", N_("替班要是另一个人")))
    try:
        day = parse_date(form["day"])
        if not -1 <= (day - clock.today(zone)).days <= 400:
            errors.append(FieldError("day", N_("日期要在今天到一年之内")))
    except ValueError:
        errors.append(FieldError("day", N_("请选日期")))
    start, end = _time(form["start"], "start", errors), _time(form["end"], "end", errors)
    count = _count(form["days"], errors)
    if errors or person is None or start is None or end is None:
        raise Problem("bad-fields", errors=errors)
    async with db.writing():
        await db.lock(f"duty:{site_id}")
        for n in range(count):
            starts_at, ends_at = moments(day + timedelta(days=n), start, end, zone)
            row = Duty(
                id=ids.new(), site=site_id, person=person["id"], phone=phone, starts_at=starts_at, ends_at=ends_at,
                stand_in=stand_in["id"] if stand_in else None, stand_in_phone=stand_in_phone, made_by=by,
                made_at=clock.now(),
            )  # fmt: skip
            await Duty.insert(row)
            await note("add", "duty", row.id, site_id=site_id, person_id=by, on_duty=str(person["id"]))
    return count


async def cancel(duty_id: UUID, site_id: UUID, by: UUID) -> None:
    """Takes a duty back; Problem conflict where somebody already has."""
    async with db.writing():
        now = clock.now()
        done = (
            await Duty.update({Duty.cancelled_at: now, Duty.cancelled_by: by})
            .where(Duty.id == duty_id, Duty.site == site_id, Duty.cancelled_at.is_null())
            .returning(Duty.id)
        )
        if not done:
            raise Problem("conflict")
        await note("cancel", "duty", duty_id, site_id=site_id, person_id=by)


async def site_of(duty_id: UUID) -> UUID | None:
    """A duty's site."""
    row = await Duty.select(Duty.site).where(Duty.id == duty_id).first()
    return row["site"] if row else None


async def hand_on(person_id: UUID, to: UUID, site_id: UUID, by: UUID) -> int:
    """Gives all of somebody's duties at a site that have not ended to somebody else, inside the caller's
    transaction."""
    now = clock.now()
    phone = await Person.select(Person.phone).where(Person.id == to).first()
    number = phone["phone"] if phone else ""
    mine = (Duty.site == site_id) & Duty.cancelled_at.is_null() & (Duty.ends_at > now)
    rows = await Duty.select(Duty.id, Duty.person, Duty.stand_in, Duty.phone, Duty.stand_in_phone).where(
        mine, (Duty.person == person_id) | (Duty.stand_in == person_id)
    )
    for row in rows:
        values: dict[Any, Any] = {}
        if row["person"] == person_id:
            values = {Duty.person: to, Duty.phone: number or row["phone"]}
        if row["stand_in"] in (person_id, to):
            values |= {Duty.stand_in: None, Duty.stand_in_phone: ""}
        await Duty.update(values).where(Duty.id == row["id"])
        await note("hand-on", "duty", row["id"], site_id=site_id, person_id=by, to=str(to))
    return len(rows)


async def _person(site_id: UUID, text: str, path: str, errors: list[FieldError]) -> dict[str, Any] | None:
    wanted = UUID(text) if ids.is_canonical(text) else None
    row = (
        await Person.select(Person.id, Person.phone).where(Person.id == wanted, Person.disabled_at.is_null()).first()
        if wanted is not None
        else None
    )
    if row is None or wanted is None or await member_at(wanted, site_id) is None:
        errors.append(FieldError(path, N_("请选这个小区的人")))
        return None
    return row


def _phone(text: str, path: str, errors: list[FieldError]) -> str:
    if not is_phone(text):
        errors.append(FieldError(path, N_("请填能打通的电话，只写数字")))
    return text


def _time(text: str, path: str, errors: list[FieldError]) -> time | None:
    try:
        found = time.fromisoformat(text) if len(text) == 5 else None
    except ValueError:
        found = None
    if found is None:
        errors.append(FieldError(path, N_("要填像 09:30 这样的时间")))
    return found


def _count(text: str, errors: list[FieldError]) -> int:
    count = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
    if not 1 <= count <= MOST_DAYS:
        errors.append(FieldError("days", N_("连续几天，填 1 到 31")))
    return count
