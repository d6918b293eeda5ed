"""Somebody leaves: the keys they have out go to somebody else."""

from datetime import datetime
from uuid import UUID

from server.keys.lending import Taken, take_step
from server.keys.tables import KeyLoan
from server.lib.problems import Problem
from server.sites.queries import site_facts


async def loans_of(person_id: UUID, site_id: UUID) -> list[tuple[UUID, str]]:
    """(loan's id, the key's number and name) of what somebody has out at a site."""
    rows = (
        await KeyLoan.select(KeyLoan.id, KeyLoan.key.number, KeyLoan.key.name)
        .where(KeyLoan.person == person_id, KeyLoan.site == site_id, KeyLoan.ended_at.is_null())
        .order_by(KeyLoan.out_at)
    )
    return [(row["id"], f"{row['key.number']} {row['key.name']}") for row in rows]


async def hand_on(loan_id: UUID, site_id: UUID, to: UUID, why: str, by: UUID, now: datetime) -> None:
    """The key comes back and goes out again in one go: there is no moment when nobody answers for it. Inside the
    caller's transaction, under the site's lock; Problem conflict where the key has moved meanwhile."""
    loan = await KeyLoan.select().where(KeyLoan.id == loan_id).first()
    site = await site_facts(site_id)
    assert loan is not None and site is not None
    source = f"succeeding:{loan_id}:{to}"
    back = Taken(
        step="return", source=f"{source}:return", at=now, received_at=now, person_id=loan["person"], issuer_id=by,
        note=why,
    )  # fmt: skip
    out = Taken(
        step="borrow", source=f"{source}:borrow", at=now, received_at=now, person_id=to, issuer_id=by, approver_id=by,
        purpose=loan["purpose"], order_id=loan["order"], due_at=max(loan["due_at"], now), note=why,
    )  # fmt: skip
    for step in (back, out):
        if not (await take_step(loan["key"], site, step)).applied:
            raise Problem("conflict")
