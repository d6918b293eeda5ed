"""What hangs in the cabinet: a key comes in under its number, and leaves for ever. Numbers are never used again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.journal.noting import note
from server.keys.queries import key_standing
from server.keys.tables import Key, KeyLoan, KeyStep
from server.keys.terms import KEY_KINDS, KeyKind
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.lib.texts import tidy
from server.sites.places import SiteFacts
from server.sites.tables import Floor, Point, Unit

MOST_COPIES = 99
_LONGEST = {"number": 24, "name": 80}


class NewKey(Struct, frozen=True, kw_only=True):
    """A key to add. At most one of unit, floor and point says where it fits; a unit's key wants its unit."""

    number: str
    name: str = ""
    kind: KeyKind
    unit_id: UUID | None = None
    floor_id: UUID | None = None
    point_id: UUID | None = None
    copies: int = 1
    entrusted: bool = False


async def add_key(site_id: UUID, wanted: NewKey, person_id: UUID | None) -> UUID:
    """Hangs a key in the cabinet; its id. `person_id`: who adds it (None: an import).

    Problem bad-fields: everything that is wrong at once, by the names of NewKey.
    """
    number = tidy(wanted.number)
    async with db.writing():
        await db.lock(f"site:{site_id}")
        place, errors = await _place(site_id, wanted)
        name = tidy(wanted.name) or place
        for field, value in (("number", number), ("name", name)):
            if not value:
                errors.append(FieldError(field, N_("请填这一项")))
            elif len(value) > _LONGEST[field]:
                errors.append(FieldError(field, N_("太长了，请写短一些")))
        if wanted.kind not in KEY_KINDS:
            errors.append(FieldError("kind", N_("请选是哪种钥匙")))
        if not 1 <= wanted.copies <= MOST_COPIES:
            errors.append(FieldError("copies", N_("请填 1 到 99")))
        if wanted.entrusted and wanted.kind != "unit":
            errors.append(FieldError("entrusted", N_("只有房屋钥匙才会是业主托管的")))
        if number and await Key.exists().where(Key.site == site_id, Key.number == number):
            errors.append(FieldError("number", N_("这个编号用过了，挂失或停用的编号也不再用")))
        if errors:
            raise Problem("bad-fields", errors=errors)
        key_id, now = ids.new(), clock.now()
        await Key.insert(
            Key(
                id=key_id, site=site_id, number=number, name=name, kind=wanted.kind, unit=wanted.unit_id,
                floor=wanted.floor_id, point=wanted.point_id, copies=wanted.copies, entrusted=wanted.entrusted,
                created_at=now,
            )
        )  # fmt: skip
        await _step("add", key_id, site_id, person_id, now)
        await note("add", "key", key_id, site_id=site_id, person_id=person_id, number=number)
    return key_id


async def retire(key_id: UUID, site: SiteFacts, person_id: UUID, reason: str) -> None:
    """Takes a key out of the cabinet for ever. Problems: not-found, bad-fields (no reason, or it is still lent)."""
    async with db.writing():
        await db.lock(f"site:{site.id}")
        now = clock.now()
        key = await key_standing(key_id, now, site.time_zone)
        if key is None or key.row["site"] != site.id:
            raise Problem("not-found")
        if key.row["retired_at"] is not None:
            return
        if not reason:
            raise Problem("bad-fields", errors=[FieldError("reason", N_("请写明原因"))])
        if key.loan is not None:
            raise Problem("bad-fields", errors=[FieldError("reason", N_("这把钥匙还借在外面，先还回来或挂失"))])
        await Key.update({Key.retired_at: now}).where(Key.id == key_id)
        await _step("retire", key_id, site.id, person_id, now, reason)
        await note("retire", "key", key_id, site_id=site.id, person_id=person_id, reason=reason)


async def found_again(key_id: UUID, site: SiteFacts, person_id: UUID, reason: str) -> None:
    """A key that was said to be lost is back, its lock unchanged. Problems: not-found, bad-fields, conflict."""
    async with db.writing():
        await db.lock(f"site:{site.id}")
        row = await Key.select().where(Key.id == key_id, Key.site == site.id).first()
        if row is None:
            raise Problem("not-found")
        if row["lost_at"] is None or row["retired_at"] is not None:
            raise Problem("conflict")
        if not reason:
            raise Problem("bad-fields", errors=[FieldError("reason", N_("请写明原因"))])
        await Key.update({Key.lost_at: None}).where(Key.id == key_id)
        await _step("found", key_id, site.id, person_id, clock.now(), reason)
        await note("found", "key", key_id, site_id=site.id, person_id=person_id, reason=reason)


async def approve(key_id: UUID, site: SiteFacts, person_id: UUID, *, owner_asked: bool) -> None:
    """Writes down that somebody who may has agreed to the open loan, afterwards. Problems: not-found, conflict (it has
    ended, or somebody has agreed already)."""
    async with db.writing():
        await db.lock(f"site:{site.id}")
        now = clock.now()
        loan = (
            await KeyLoan.select()
            .where(KeyLoan.key == key_id, KeyLoan.site == site.id, KeyLoan.ended_at.is_null())
            .first()
        )
        if loan is None or loan["approver"] is not None:
            raise Problem("conflict")
        agreed: dict[Any, Any] = {KeyLoan.approver: person_id, KeyLoan.approved_at: now}
        if owner_asked:
            agreed[KeyLoan.owner_asked] = True
        await KeyLoan.update(agreed).where(KeyLoan.id == loan["id"])
        await _step("approve", key_id, site.id, person_id, now, loan_id=loan["id"])
        await note("approve", "key", key_id, site_id=site.id, person_id=person_id, owner_asked=owner_asked)


async def settle(step_id: UUID, site_id: UUID, person_id: UUID) -> UUID:
    """The desk has looked at a step that did not fit; the key's id. Problem not-found where there is none such."""
    async with db.writing():
        row = await KeyStep.select().where(KeyStep.id == step_id, KeyStep.site == site_id).first()
        if row is None or row["applied"]:
            raise Problem("not-found")
        await KeyStep.update({KeyStep.seen_at: clock.now()}).where(KeyStep.id == step_id)
        await note("settle", "key", row["key"], site_id=site_id, person_id=person_id, step=str(step_id))
        return UUID(str(row["key"]))


async def _step(
    step: str,
    key_id: UUID,
    site_id: UUID,
    person_id: UUID | None,
    at: datetime,
    reason: str | None = None,
    loan_id: UUID | None = None,
) -> None:
    await KeyStep.insert(
        KeyStep(
            id=ids.new(), key=key_id, site=site_id, loan_id=loan_id, step=step, person=person_id, at=at,
            received_at=at, note=reason, detail={},
        )
    )  # fmt: skip


async def _place(site_id: UUID, wanted: NewKey) -> tuple[str, list[FieldError]]:
    """What the place is called (a key without a name is called after it), and what is wrong with it."""
    if wanted.kind == "unit" and wanted.unit_id is None:
        return "", [FieldError("unit_id", N_("请选是哪套房屋的钥匙"))]
    if wanted.unit_id is not None:
        unit = await Unit.select(Unit.name, Unit.building.name).where(
            Unit.id == wanted.unit_id, Unit.site == site_id
        ).first()  # fmt: skip
        if unit is None:
            return "", [FieldError("unit_id", N_("没有这套房屋"))]
        return f"{unit['building.name']} {unit['name']}", []
    if wanted.point_id is not None:
        point = await Point.select(Point.name, Point.building.name).where(
            Point.id == wanted.point_id, Point.site == site_id
        ).first()  # fmt: skip
        if point is None:
            return "", [FieldError("point_id", N_("没有这个点位"))]
        return f"{point['building.name']} {point['name']}", []
    if wanted.floor_id is not None:
        floor = await Floor.select(Floor.name, Floor.building.name).where(
            Floor.id == wanted.floor_id, Floor.building.site == site_id
        ).first()  # fmt: skip
        if floor is None:
            return "", [FieldError("floor_id", N_("没有这个楼层"))]
        return f"{floor['building.name']} {floor['name']}", []
    return "", []
