"""A step at a key, taken at a desk or on a phone, perhaps long ago: always a row, an effect only where it fits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.keys.queries import Standing, key_standing, open_loans_of
from server.keys.rules import due_at, is_barred, latest_due_at, needs_approval, why_not
from server.keys.tables import Key, KeyLoan, KeyStep
from server.keys.terms import Borrower, PhoneStep, WhyNot
from server.lib import ids
from server.lib.problems import Problem
from server.sites.places import SiteFacts


class Outsider(Struct, frozen=True):
    """Who borrows and is no person of ours."""

    name: str
    company: str | None
    phone: str
    id_last: str | None


class Taken(Struct, frozen=True, kw_only=True):
    """A step as it was told. `at` by the server's clock; `person_id` who took it (None: somebody from outside);
    `issuer_id`: who hands out or receives at the desk. `source`: what the step's id follows from."""

    step: PhoneStep
    source: str
    at: datetime
    received_at: datetime
    person_id: UUID | None
    borrower: Borrower = "staff"
    outsider: Outsider | None = None
    device_at: datetime | None = None
    report_id: UUID | None = None
    purpose: str | None = None
    due_at: datetime | None = None
    order_id: UUID | None = None
    inspection_id: UUID | None = None
    emergency: bool = False
    approver_id: UUID | None = None
    owner_asked: bool = False
    issuer_id: UUID | None = None
    returned_by: str | None = None
    unit_state: str | None = None
    note: str | None = None


class Took(Struct, frozen=True, kw_only=True):
    """What came of it: `why_not` where it had no effect; `flags` in the protocol's words; the loan it is about."""

    why_not: WhyNot | None = None
    flags: tuple[str, ...] = ()
    loan_id: UUID | None = None
    held_by: UUID | None = None

    @property
    def applied(self) -> bool:
        return self.why_not is None


async def take_step(key_id: UUID, site: SiteFacts, taken: Taken) -> Took:
    """Writes a step down and applies it where it fits. Inside the caller's transaction, under the site's lock.

    Raises Problem not-found where the site has no such key.
    """
    key = await key_standing(key_id, taken.received_at, site.time_zone)
    if key is None or key.row["site"] != site.id:
        raise Problem("not-found")
    misfit = why_not(taken.step, key.facts, taken.person_id)
    took = Took(why_not=misfit, flags=(misfit,)) if misfit else await _apply(key, site, taken)
    if misfit and key.loan:
        took = Took(why_not=misfit, flags=(misfit,), loan_id=key.loan["id"], held_by=key.loan["person"])
    await _write(key_id, site.id, taken, took)
    return took


async def _apply(key: Standing, site: SiteFacts, taken: Taken) -> Took:
    if taken.step == "borrow":
        return await _lend(key, site, taken)
    if taken.step == "lost":
        await Key.update({Key.lost_at: taken.at}).where(Key.id == key.id)
    if key.loan is None:
        return Took()
    ended: dict[Any, Any] = {
        KeyLoan.ended_at: taken.at,
        KeyLoan.returned_device_at: taken.device_at,
        KeyLoan.returned_received_at: taken.received_at,
        KeyLoan.received_by: taken.issuer_id,
        KeyLoan.returned_by: taken.returned_by,
        KeyLoan.unit_state: taken.unit_state,
        KeyLoan.remark: taken.note,
    }
    if taken.step == "return":
        ended[KeyLoan.returned_at] = taken.at
    await KeyLoan.update(ended).where(KeyLoan.id == key.loan["id"])
    return Took(loan_id=key.loan["id"])


async def _lend(key: Standing, site: SiteFacts, taken: Taken) -> Took:
    back_by, zone = site.settings.keys_back_by, site.time_zone
    latest = latest_due_at(taken.borrower, taken.at, zone, back_by)
    wanted = taken.due_at or due_at(taken.borrower, taken.at, zone, back_by)
    due = min(max(wanted, taken.at), latest)
    flags: list[str] = []
    if taken.due_at and due != taken.due_at:
        flags.append("key-due-shortened")
    if taken.approver_id is None and needs_approval(taken.borrower, entrusted=bool(key.row["entrusted"])):
        flags.append("key-needs-approval")
    if taken.person_id and is_barred(await open_loans_of(taken.person_id, site.id), taken.received_at, zone):
        flags.append("key-borrower-barred")
    loan_id = ids.derived("key-loan", taken.source)
    outsider = taken.outsider
    await KeyLoan.insert(
        KeyLoan(
            id=loan_id,
            key=key.id,
            site=site.id,
            borrower=taken.borrower,
            person=taken.person_id,
            name=outsider.name if outsider else None,
            company=outsider.company if outsider else None,
            phone=outsider.phone if outsider else None,
            id_last=outsider.id_last if outsider else None,
            purpose=taken.purpose,
            order=taken.order_id,
            inspection_id=taken.inspection_id,
            emergency=taken.emergency,
            approver=taken.approver_id,
            approved_at=taken.at if taken.approver_id else None,
            owner_asked=taken.owner_asked,
            issuer=taken.issuer_id,
            out_at=taken.at,
            out_device_at=taken.device_at,
            out_received_at=taken.received_at,
            due_at=due,
        )
    )
    return Took(flags=tuple(flags), loan_id=loan_id)


async def _write(key_id: UUID, site_id: UUID, taken: Taken, took: Took) -> None:
    detail = {
        "purpose": taken.purpose,
        "due_at": taken.due_at.isoformat() if taken.due_at else None,
        "unit_state": taken.unit_state,
        "borrower": taken.borrower if taken.step == "borrow" else None,
        "issuer": str(taken.issuer_id) if taken.issuer_id else None,
        "flags": list(took.flags),
    }
    await KeyStep.insert(
        KeyStep(
            id=ids.derived("key-step", taken.source),
            key=key_id,
            site=site_id,
            loan_id=took.loan_id,
            step=taken.step,
            person=taken.person_id,
            at=taken.at,
            device_at=taken.device_at,
            received_at=taken.received_at,
            report_id=taken.report_id,
            applied=took.applied,
            why_not=took.why_not,
            held_by=took.held_by,
            note=taken.note,
            detail={name: value for name, value in detail.items() if value},
        )
    )
