"""Keys as a phone carries them: the whole cabinet, or what is in one's own hands for another firm's people."""

from datetime import datetime
from typing import Any
from uuid import UUID

from server.keys.queries import MISFIT_DAYS, Standing, keys_at, misfits_at
from server.keys.rules import needs_approval
from server.keys.terms import Borrower
from server.keys.wire_out import BundleKey, MisfitStep
from server.lib import times
from server.people.terms import Member


async def keys_for(person_id: UUID, member: Member, now: datetime) -> list[BundleKey]:
    """`day.keys` of one member of a site, by number. A contractor's person sees only the keys they hold."""
    standing = await keys_at(member.site_id, now, member.time_zone)
    if member.contractor:
        standing = [one for one in standing if one.loan and one.loan["person"] == person_id]
    misfits = await misfits_at(member.site_id, now - MISFIT_DAYS)
    return [_told(one, misfits.get(one.id, []), member) for one in standing]


def _told(key: Standing, misfits: list[dict[str, Any]], member: Member) -> BundleKey:
    row, loan = key.row, key.loan
    borrower: Borrower = "contractor" if member.contractor else "staff"
    return BundleKey(
        id=str(key.id),
        number=row["number"],
        name=row["name"],
        kind=row["kind"],
        unit_id=_text(row["unit"]),
        state=key.state,
        held_by=_text(loan["person"]) if loan else None,
        borrowed_at=times.text(loan["out_at"]) if loan else None,
        due_at=times.text(loan["due_at"]) if loan else None,
        purpose=loan["purpose"] if loan else None,
        order_id=_text(loan["order"]) if loan else None,
        needs_approval=needs_approval(borrower, entrusted=bool(row["entrusted"])),
        overdue="due" if key.overdue == "reminder" else key.overdue,
        floor_id=_text(row["floor"]),
        point_id=_text(row["point"]),
        copies=row["copies"],
        misfits=[
            MisfitStep(step["step"], _text(step["person"]), times.text(step["at"]), step["why_not"])
            for step in misfits[:3]
        ],
    )


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
