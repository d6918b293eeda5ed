"""The words of patrols: the state of a round, moments of inspection, contacts with a phone, doubts about the pace."""

from datetime import date, datetime
from typing import Final, Literal, get_args
from uuid import UUID

from msgspec import Struct

RoundState = Literal["upcoming", "open", "done", "partly_done", "waiting_for_phone", "missed"]
RoundKind = Literal["ordinary", "extra", "practice"]
Timing = Literal["early", "in_time", "late"]
DoubtCode = Literal["scans-too-close", "floors-too-fast", "cards-too-fast"]

PACE_CODES: Final[tuple[str, ...]] = get_args(DoubtCode)
PRACTICE: Final = "practice"
"""The flag of what was done in a practice round: kept and readable, counted nowhere."""


class Comparison(Struct, frozen=True):
    """The phone's clock and the server's at the same moment, both as UTC."""

    device_time: datetime
    server_time: datetime


class Moment(Struct, frozen=True):
    """When something happened, UTC, by the server's clock: a point (both equal) or an interval."""

    earliest: datetime
    latest: datetime

    @property
    def is_point(self) -> bool:
        return self.earliest == self.latest


class Contact(Struct, frozen=True, kw_only=True):
    """A phone's word to the server (heartbeat): whose it was, when (server's clock), and what it still had to send."""

    person_id: UUID
    at: datetime
    outbox_reports: int
    outbox_photos: int


class RoundFacts(Struct, frozen=True, kw_only=True):
    """A round as its state needs it. `done_count`: stops with at least one inspection (a skip is none).
    `person_ids`: the assigned persons and whoever walked it. `contacts`: those after `ends_at` suffice."""

    starts_at: datetime
    ends_at: datetime
    stops_count: int
    done_count: int
    person_ids: frozenset[UUID] = frozenset()
    contacts: tuple[Contact, ...] = ()


class Seen(Struct, frozen=True, kw_only=True):
    """One visit to a stop of a round (a point or a unit), its moment by the server's clock; `patrol_id`: the walk."""

    place_id: UUID
    is_unit: bool
    person_id: UUID
    patrol_id: UUID | None
    earliest_at: datetime
    latest_at: datetime


class Miss(Struct, frozen=True, kw_only=True):
    """A round that nobody walked: of which route, when, and whose it was."""

    route_id: UUID
    date: date
    person_ids: tuple[UUID, ...]


class MissedAgain(Struct, frozen=True, kw_only=True):
    """A route, or a person, that missed two rounds or more in one ISO week; `monday`: its first day."""

    monday: date
    route_id: UUID | None
    person_id: UUID | None
    count: int


class Scan(Struct, frozen=True, kw_only=True):
    """One visit of a walk. Times are of one and the same device's clock; `level` is the floor's height in its building
    (…, -1, 1, 2, …; None where it is not known); `cards_count`: assets checked there."""

    inspection_id: UUID
    started_at: datetime
    finished_at: datetime
    building_id: UUID | None
    floor_id: UUID | None
    level: int | None
    cards_count: int


class Doubt(Struct, frozen=True, kw_only=True):
    """A reason to look closer, never a verdict: the visit it is about, what was measured and the limit it passed
    (seconds between scans, floors a minute, seconds per card)."""

    code: DoubtCode
    inspection_id: UUID
    measured: float
    limit: float


class Pace(Struct, frozen=True, kw_only=True):
    """Settings: what is taken as implausibly fast (product, Photo flags)."""

    scan_seconds: float = 10
    floors_per_minute: float = 4
    card_seconds: float = 2
