"""What an application of a report knows beside the line: who carries it and when it came."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.people.terms import Caller, Member
from server.reports.keeping import Line
from server.reports.wire import Envelope
from server.sites.places import SiteFacts


class Arrival(Struct, frozen=True, kw_only=True):
    """A request with lines. `client_time` is the phone's clock as it said with the request."""

    caller: Caller
    received_at: datetime
    client_time: datetime | None
    secret: bytes


class Report(Struct, frozen=True, kw_only=True):
    """A sealed report about to be applied, its sender and site known. `id` differs from the envelope's only where a
    supervisor accepts a conflicting line under a new id."""

    id: UUID
    line: Line
    envelope: Envelope
    body: dict[str, Any]
    member: Member
    person_id: UUID
    device_id: UUID
    site: SiteFacts
    arrival: Arrival
    received_at: datetime


class Applied(Struct, frozen=True, kw_only=True):
    """What came of it: flags in the protocol's words, and for a step that no longer fits a problem without words."""

    flags: tuple[str, ...] = ()
    problem: dict[str, Any] | None = None
