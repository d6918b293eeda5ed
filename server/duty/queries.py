"""Reading duties and the hand-over book."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.duty.rules import on_duty
from server.duty.tables import Duty, Matter, Taking
from server.duty.terms import OnDuty, Rung, Shift

Row = dict[str, Any]
SETTLED_SHOWN = timedelta(days=14)


async def duties_between(site_ids: Sequence[UUID], since: datetime, until: datetime) -> list[Row]:
    """Duties that touch this time, cancelled ones left out, with the persons' names, in order."""
    if not site_ids:
        return []
    return (
        await Duty.select(
            Duty.id, Duty.site, Duty.person, Duty.person.name, Duty.person.disabled_at, Duty.phone, Duty.starts_at,
            Duty.ends_at, Duty.stand_in, Duty.stand_in.name, Duty.stand_in_phone,
        )
        .where(
            Duty.site.is_in(list(site_ids)), Duty.cancelled_at.is_null(),
            Duty.ends_at > since, Duty.starts_at < until,
        )
        .order_by(Duty.starts_at)
        .order_by(Duty.id)
    )  # fmt: skip


async def on_duty_at(site_id: UUID, now: datetime) -> OnDuty | None:
    """Who is to be rung at a site at this moment; None where nobody is on duty."""
    return (await on_duty_at_sites([site_id], now)).get(site_id)


async def on_duty_at_sites(site_ids: Sequence[UUID], now: datetime) -> dict[UUID, OnDuty]:
    """Who is to be rung, by site; sites where nobody is on duty are left out. Who has left is not on duty."""
    rows = [
        row
        for row in await duties_between(site_ids, now, now + timedelta(milliseconds=1))
        if row["person.disabled_at"] is None
    ]
    found: dict[UUID, OnDuty] = {}
    for site_id in site_ids:
        here = {row["id"]: row for row in rows if row["site"] == site_id}
        for shift in on_duty([shift_of(row) for row in here.values()], now)[:1]:
            found[site_id] = _told(here[shift.id])
    return found


def shift_of(row: Row) -> Shift:
    """A duty's row in the rules' words."""
    return Shift(row["id"], row["person"], row["starts_at"], row["ends_at"])


async def book(site_id: UUID, now: datetime) -> list[Row]:
    """The hand-over book: open matters first, then what was settled lately; each with `takings` in order."""
    rows = (
        await Matter.select(
            Matter.id, Matter.kind, Matter.text, Matter.order_id, Matter.written_by, Matter.written_by.name,
            Matter.written_at, Matter.settled_at, Matter.settled_by.name, Matter.settled_note,
        )
        .where(Matter.site == site_id, Matter.settled_at.is_null() | (Matter.settled_at > now - SETTLED_SHOWN))
        .order_by(Matter.written_at, ascending=False)
        .limit(300)
    )  # fmt: skip
    takings: dict[UUID, list[Row]] = {}
    if rows:
        for taking in (
            await Taking.select(Taking.matter, Taking.person, Taking.person.name, Taking.at)
            .where(Taking.matter.is_in([row["id"] for row in rows]))
            .order_by(Taking.at)
        ):
            takings.setdefault(taking["matter"], []).append(taking)
    told = [{**row, "takings": takings.get(row["id"], [])} for row in rows]
    return sorted(told, key=lambda row: row["settled_at"] is not None)


def holder_of(row: Row) -> UUID:
    """Who has a matter now: who took it over last, else who wrote it down."""
    held: UUID = row["takings"][-1]["person"] if row["takings"] else row["written_by"]
    return held


async def duties_of(person_id: UUID, site_ids: Sequence[UUID], now: datetime) -> list[Row]:
    """A person's own duties that have not ended."""
    rows = await duties_between(site_ids, now, now + timedelta(days=3660))
    return [row for row in rows if row["person"] == person_id or row["stand_in"] == person_id]


def _told(row: Row) -> OnDuty:
    stand_in = None
    if row["stand_in"] is not None:
        stand_in = Rung(row["stand_in"], row["stand_in.name"], row["stand_in_phone"])
    return OnDuty(row["id"], Rung(row["person"], row["person.name"], row["phone"]), row["ends_at"], stand_in)
