"""Keys as they stand: each with its open loan, its state as of now, and steps that did not fit."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from server.keys.rules import stage_of, state_of
from server.keys.tables import Key, KeyLoan, KeyStep
from server.keys.terms import KeyFacts, KeyState, OpenLoan, Stage

MISFIT_DAYS: Final = timedelta(days=3)
"""So long a phone is told of a step that did not fit."""


class Standing(Struct, frozen=True, kw_only=True):
    """A key's row with its open loan's row (None: in the cabinet, or lost), and what follows by the clock."""

    row: dict[str, Any]
    loan: dict[str, Any] | None
    state: KeyState
    overdue: Stage | None

    @property
    def id(self) -> UUID:
        return UUID(str(self.row["id"]))

    @property
    def facts(self) -> KeyFacts:
        """What `rules` decides by."""
        return KeyFacts(
            retired=self.row["retired_at"] is not None,
            lost=self.row["lost_at"] is not None,
            loan=open_loan(self.loan) if self.loan else None,
        )


def open_loan(row: dict[str, Any]) -> OpenLoan:
    """An open loan's row in the rules' words."""
    return OpenLoan(row["id"], row["person"], row["out_at"], row["due_at"])


def standing(row: dict[str, Any], loan: dict[str, Any] | None, now: datetime, zone: str) -> Standing:
    """A key as it stands at a moment."""
    facts = KeyFacts(row["retired_at"] is not None, row["lost_at"] is not None, open_loan(loan) if loan else None)
    overdue = stage_of(loan["due_at"], now, zone) if loan else None
    return Standing(row=row, loan=loan, state=state_of(facts, now, zone), overdue=overdue)


async def keys_at(site_id: UUID, now: datetime, zone: str) -> list[Standing]:
    """The cabinet of a site without retired keys, by number; lost ones are in it."""
    rows = await Key.select().where(Key.site == site_id, Key.retired_at.is_null()).order_by(Key.number)
    loans = await KeyLoan.select().where(KeyLoan.site == site_id, KeyLoan.ended_at.is_null())
    open_by_key = {loan["key"]: loan for loan in loans}
    return [standing(row, open_by_key.get(row["id"]), now, zone) for row in rows]


async def key_standing(key_id: UUID, now: datetime, zone: str) -> Standing | None:
    """One key, retired or not."""
    row = await Key.select().where(Key.id == key_id).first()
    if row is None:
        return None
    loan = await KeyLoan.select().where(KeyLoan.key == key_id, KeyLoan.ended_at.is_null()).first()
    return standing(row, loan, now, zone)


async def open_loans_of(person_id: UUID, site_id: UUID) -> list[OpenLoan]:
    """What a person holds at a site."""
    rows = await KeyLoan.select().where(
        KeyLoan.site == site_id, KeyLoan.person == person_id, KeyLoan.ended_at.is_null()
    )
    return [open_loan(row) for row in rows]


async def misfits_at(site_id: UUID, since: datetime) -> dict[UUID, list[dict[str, Any]]]:
    """Steps at a site that were kept without effect and that no desk has settled yet, by key, newest first."""
    rows = (
        await KeyStep.select()
        .where(
            KeyStep.site == site_id,
            KeyStep.applied.eq(False),
            KeyStep.seen_at.is_null(),
            KeyStep.received_at >= since,
        )
        .order_by(KeyStep.at, ascending=False)
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["key"], []).append(row)
    return found


