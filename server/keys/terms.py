"""The words of keys. Source of the rules: the domain's facts, Keys."""

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from msgspec import Struct

from server.people.terms import Role

KeyKind = Literal["unit", "area", "room"]
"""Of a flat; of a public floor or zone; of a plant room."""
KEY_KINDS: tuple[KeyKind, ...] = get_args(KeyKind)

Borrower = Literal["staff", "sales", "contractor", "outsider"]
"""Who borrows: our own people; who shows flats; the developer's or another firm's people; owners and whom they send."""
BORROWERS: tuple[Borrower, ...] = get_args(Borrower)

Step = Literal["borrow", "return", "lost", "found", "approve", "add", "retire"]
"""What happens to a key. Phones send the first three; the others are a desk's."""
PhoneStep = Literal["borrow", "return", "lost"]

KeyState = Literal["in", "out", "lost"]
Stage = Literal["due", "reminder", "end_of_day", "next_day", "lost"]
"""How far an overdue loan has come: due; 30 minutes later it is rung for; at the day's end the supervisor, after 24 h
the manager is told and the borrower gets no further key; after 48 h the key is treated as lost."""

WhyNot = Literal["key-held-by-other", "key-already-yours", "key-already-back", "key-is-lost", "key-retired"]
"""Why a step was kept without effect; also the flag its report gets."""

Purpose = Literal["patrol", "inspection", "repair", "viewing", "fit_out", "cleaning", "emergency", "owner", "other"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
"""The purposes to choose from; a phone may say another in its own words."""


class Approval(Struct, frozen=True):
    """Who must agree before a key goes out: one of these roles; `owner_first`: after the owner was asked.

    `afterwards`: it goes out at once, and the agreement is written down within two hours.
    """

    roles: frozenset[Role]
    owner_first: bool = False
    afterwards: bool = False


class OpenLoan(Struct, frozen=True):
    """A loan that has not ended. `person_id` is None where somebody from outside has the key."""

    id: UUID
    person_id: UUID | None
    out_at: datetime
    due_at: datetime


class KeyFacts(Struct, frozen=True):
    """What decides whether a step fits."""

    retired: bool
    lost: bool
    loan: OpenLoan | None
