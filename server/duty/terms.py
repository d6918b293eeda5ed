"""Words of duty: a shift, who is on duty, the kinds of matters in the hand-over book."""

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from msgspec import Struct

from server.lib.i18n import N_

MatterKind = Literal["matter", "keys", "equipment", "resident"]
MATTER_KINDS: tuple[MatterKind, ...] = get_args(MatterKind)
KIND_WORDS: dict[MatterKind, str] = {
    "matter": N_("要跟进的事"),
    "keys": N_("钥匙"),
    "equipment": N_("设备和物品"),
    "resident": N_("住户的事"),
}


class Shift(Struct, frozen=True):
    """Somebody's duty from one moment to another."""

    id: UUID
    person_id: UUID
    starts_at: datetime
    ends_at: datetime


class Break(Struct, frozen=True):
    """Where the list is not as it should be: nobody on duty (`gap`), or more than one at a time (`overlap`)."""

    kind: Literal["gap", "overlap"]
    starts_at: datetime
    ends_at: datetime


class Rung(Struct, frozen=True):
    """Somebody to ring."""

    person_id: UUID
    name: str
    phone: str


class OnDuty(Struct, frozen=True):
    """Who is to be rung at a site now, until when, and who stands in where nobody answers."""

    duty_id: UUID
    who: Rung
    until: datetime
    stand_in: Rung | None
