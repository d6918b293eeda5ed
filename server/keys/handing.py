"""A key handed out or taken back at a desk: what the form said becomes a step, or a refusal that brings the form back
with everything that is wrong at once."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from server.journal.noting import note
from server.keys.lending import Outsider, Taken, Took, take_step
from server.keys.queries import Standing, key_standing, open_loans_of
from server.keys.rules import approval_for, is_barred, latest_due_at, may_borrow
from server.keys.tables import Key
from server.keys.terms import BORROWERS, Borrower, KeyKind
from server.keys.words import PURPOSE_WORDS
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.people import queries as people
from server.people.tables import Membership
from server.people.terms import Member
from server.sites.places import SiteFacts
from server.workorders.tables import WorkOrder

LEND_FIELDS = (
    "number", "borrower", "person", "purpose", "order", "due", "emergency", "approver", "owner_asked",
    "name", "company", "phone", "id_last", "note",
)  # fmt: skip
RETURN_FIELDS = ("unit_state", "returned_by", "note")
_LONGEST = {"name": 40, "company": 60, "phone": 24, "id_last": 4, "note": 500, "returned_by": 40}


class _Faults:
    def __init__(self, form: Mapping[str, str], names: tuple[str, ...]) -> None:
        self.errors = [
            FieldError(name, N_("太长了，请写短一些"))
            for name, most in _LONGEST.items()
            if name in names and len(form[name]) > most
        ]

    def say(self, path: str, message: str) -> None:
        self.errors.append(FieldError(path, message))

    def check(self) -> None:
        if self.errors:
            raise Problem("bad-fields", errors=self.errors)


class _Whom(Struct, frozen=True):
    borrower: Borrower
    person_id: UUID | None = None
    outsider: Outsider | None = None


async def lend(site: SiteFacts, issuer: Member, issuer_id: UUID, form: Mapping[str, str]) -> UUID:
    """Hands a key out; its id. Problem bad-fields by the form's fields: nothing is written then."""
    async with db.writing():
        await db.lock(f"site:{site.id}")
        now, faults = clock.now(), _Faults(form, LEND_FIELDS)
        key = await _key(site, form["number"], now, faults)
        whom = await _whom(site, form, now, faults)
        if form["purpose"] not in PURPOSE_WORDS:
            faults.say("purpose", N_("请选借来做什么"))
        due = _due(form["due"], whom.borrower, site, now, faults)
        order_id = await _order(site.id, form["order"], faults)
        emergency, owner_asked = form["emergency"] == "1", form["owner_asked"] == "1"
        approver = None
        if key is not None:
            if not may_borrow(cast(KeyKind, key.row["kind"]), whom.borrower):
                faults.say("borrower", N_("公共区域和机房的钥匙不借给这类人"))
            entrusted = bool(key.row["entrusted"])
            approval = approval_for(whom.borrower, entrusted=entrusted, emergency=emergency)
            approver = await _approver(site.id, form["approver"], issuer, issuer_id, approval.roles)
            if approver is None and not approval.afterwards:
                faults.say("approver", N_("请选一位能同意的人：这把钥匙要主管或经理同意"))
            if approval.owner_first and not owner_asked:
                faults.say("owner_asked", N_("业主托管的钥匙，要先问过业主"))
        faults.check()
        assert key is not None
        took = await take_step(
            key.id,
            site,
            Taken(
                step="borrow", source=str(ids.new()), at=now, received_at=now, person_id=whom.person_id,
                borrower=whom.borrower, outsider=whom.outsider, purpose=form["purpose"], due_at=due,
                order_id=order_id, emergency=emergency, approver_id=approver, owner_asked=owner_asked,
                issuer_id=issuer_id, note=form["note"] or None,
            ),
        )  # fmt: skip
        assert took.applied, took
        await note("lend", "key", key.id, site_id=site.id, person_id=issuer_id, loan=str(took.loan_id))
        return key.id


async def take_back(key: Standing, site: SiteFacts, receiver_id: UUID, form: Mapping[str, str]) -> Took:
    """Takes a key back at the desk, whoever brings it. Problem bad-fields: how the flat was left, or why another than
    the borrower from outside brings it, is not said."""
    faults = _Faults(form, RETURN_FIELDS)
    loan = key.loan
    if key.row["kind"] == "unit" and form["unit_state"] not in ("ok", "changed"):
        faults.say("unit_state", N_("请选离开时房屋怎么样"))
    if form["unit_state"] == "changed" and not form["note"]:
        faults.say("note", N_("请写明有什么变化"))
    is_another = bool(form["returned_by"]) and loan is not None and form["returned_by"] != loan["name"]
    if loan is not None and loan["person"] is None and is_another and not form["note"]:
        faults.say("note", N_("外来人员要本人来还。不是本人，请写明原因"))
    faults.check()
    return await _end("return", key, site, receiver_id, form)


async def lose(key: Standing, site: SiteFacts, person_id: UUID, form: Mapping[str, str]) -> Took:
    """Writes a key down as lost: its number is never used again. Problem bad-fields without a word about how."""
    faults = _Faults(form, ("note",))
    if not form["note"]:
        faults.say("note", N_("请写明在哪里、怎么丢的"))
    faults.check()
    return await _end("lost", key, site, person_id, form)


async def _end(step: Any, key: Standing, site: SiteFacts, by: UUID, form: Mapping[str, str]) -> Took:
    async with db.writing():
        await db.lock(f"site:{site.id}")
        now = clock.now()
        fresh = await key_standing(key.id, now, site.time_zone)
        same = fresh is not None and (fresh.loan or {}).get("id") == (key.loan or {}).get("id")
        if fresh is None or not same:
            raise Problem("conflict")
        took = await take_step(
            key.id,
            site,
            Taken(
                step=step, source=str(ids.new()), at=now, received_at=now,
                person_id=fresh.loan["person"] if fresh.loan else by, issuer_id=by,
                returned_by=form.get("returned_by") or None, unit_state=form.get("unit_state") or None,
                note=form["note"] or None,
            ),
        )  # fmt: skip
        if not took.applied:
            raise Problem("conflict")
        verb = "take_back" if step == "return" else "lose"
        await note(verb, "key", key.id, site_id=site.id, person_id=by, loan=str(took.loan_id) if took.loan_id else None)
        return took


async def _key(site: SiteFacts, number: str, now: datetime, faults: _Faults) -> Standing | None:
    row = await Key.select(Key.id).where(Key.site == site.id, Key.number == number).first() if number else None
    key = await key_standing(row["id"], now, site.time_zone) if row else None
    if key is None:
        faults.say("number", N_("没有这个编号的钥匙") if number else N_("请填钥匙编号"))
    elif key.row["retired_at"] is not None or key.row["lost_at"] is not None:
        faults.say("number", N_("这把钥匙已经挂失或停用"))
    elif key.loan is not None:
        faults.say("number", N_("这把钥匙还借在外面，先登记归还"))
    return key


async def _whom(site: SiteFacts, form: Mapping[str, str], now: datetime, faults: _Faults) -> _Whom:
    if form["borrower"] not in BORROWERS:
        faults.say("borrower", N_("请选是谁来借"))
        return _Whom("staff")
    borrower: Borrower = form["borrower"]
    if borrower != "staff":
        for name, words in (("name", N_("请填姓名")), ("phone", N_("请填电话，到时候要联系"))):
            if not form[name]:
                faults.say(name, words)
        if form["phone"] and sum(sign.isdecimal() for sign in form["phone"]) < 7:
            faults.say("phone", N_("这个电话不完整"))
        if borrower == "outsider" and len(form["id_last"]) != 4:
            faults.say("id_last", N_("请看身份证，填最后四位"))
        return _Whom(
            borrower,
            outsider=Outsider(form["name"], form["company"] or None, form["phone"], form["id_last"] or None),
        )
    found = await person_named(site.id, form["person"])
    if found is None:
        faults.say("person", N_("请从名单里选一个人") if form["person"] else N_("请填谁来借"))
        return _Whom("staff")
    if is_barred(await open_loans_of(found, site.id), now, site.time_zone):
        faults.say("person", N_("这个人有钥匙超过一天没还，先不再借"))
    member = await people.member_at(found, site.id)
    return _Whom("contractor" if member and member.contractor else "staff", person_id=found)


async def people_of(site_id: UUID) -> list[dict[str, Any]]:
    """Those of a site who can sign in: `{id, label, role}`; the label is what the form offers and understands."""
    rows = (
        await Membership.select(
            Membership.person.as_alias("id"), Membership.person.name.as_alias("name"),
            Membership.person.username.as_alias("username"), Membership.role,
        )
        .where(Membership.site == site_id, Membership.person.disabled_at.is_null())
        .order_by(Membership.person.name)
    )  # fmt: skip
    return [{"id": row["id"], "label": f"{row['name']} {row['username']}", **row} for row in rows]


async def person_named(site_id: UUID, text: str) -> UUID | None:
    """Whom a name, a user name or both mean; None where it is nobody or more than one."""
    wanted = text.casefold()
    rows = await people_of(site_id)
    found = [row for row in rows if wanted in (row["label"].casefold(), row["username"].casefold())]
    found = found or [row for row in rows if row["name"].casefold() == wanted]
    return cast(UUID, found[0]["id"]) if len(found) == 1 else None


async def _approver(
    site_id: UUID, text: str, issuer: Member, issuer_id: UUID, roles: frozenset[Any]
) -> UUID | None:
    """Who agreed: the person chosen, else whoever hands it out; None where that one may not."""
    if not text:
        return issuer_id if issuer.role in roles else None
    member = await people.member_at(UUID(text), site_id) if ids.is_canonical(text) else None
    return UUID(text) if member is not None and member.role in roles else None


def _due(text: str, borrower: Borrower, site: SiteFacts, now: datetime, faults: _Faults) -> datetime | None:
    """The form's local date and time; None: as the rule has it."""
    if not text:
        return None
    try:
        due = datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=ZoneInfo(site.time_zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        faults.say("due", N_("请选日期和时间"))
        return None
    if due <= now:
        faults.say("due", N_("这个时间已经过去了"))
    elif due > latest_due_at(borrower, now, site.time_zone, site.settings.keys_back_by):
        faults.say("due", N_("最晚：本项目人员第二天，施工单位 24 小时，其他人当天"))
    return due


async def _order(site_id: UUID, text: str, faults: _Faults) -> UUID | None:
    """The newest order of this number, `W-1123-07`."""
    if not text:
        return None
    parts = text.upper().removeprefix("W-").split("-")
    if len(parts) == 2 and all(part.isascii() and part.isdecimal() and len(part) < 6 for part in parts):
        rows = (
            await WorkOrder.select(WorkOrder.id, WorkOrder.day)
            .where(WorkOrder.site == site_id, WorkOrder.ordinal == int(parts[1]))
            .order_by(WorkOrder.day, ascending=False)
            .limit(400)
        )
        for row in rows:
            if f"{row['day']:%m%d}" == parts[0]:
                return cast(UUID, row["id"])
    faults.say("order", N_("没有这张工单"))
    return None
