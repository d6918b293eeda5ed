"""A round as the list shows it (protocol, "For integrations")."""

import msgspec

from server.checklists.terms import EventName
from server.lib.wire import Count, Date, Id
from server.patrols.terms import RoundKind, RoundState


class RoundItem(msgspec.Struct):
    """One route in one window on one date. `done_count`: stops with an inspection; `late`: one of them was late.
    An extra round is for an `event`, or none, and may visit units too. Practice rounds count nowhere: none is here."""

    id: Id
    site_id: Id
    route_id: Id
    window_id: Id
    date: Date
    state: RoundState
    person_ids: list[Id]
    stops_count: Count
    done_count: Count
    late: bool
    kind: RoundKind = "ordinary"
    event: EventName | None = None
    unit_ids: list[Id] = msgspec.field(default_factory=list)


class RoundPage(msgspec.Struct):
    """One page, newest first; `next` is the cursor of the next one."""

    items: list[RoundItem]
    next: str | None
