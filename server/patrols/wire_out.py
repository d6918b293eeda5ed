"""A round as the list shows it (protocol, "For integrations")."""

import msgspec

from server.lib.wire import Count, Date, Id
from server.patrols.terms import RoundState


class RoundItem(msgspec.Struct):
    """One route in one window on one date. `done_count`: stops with an inspection; `late`: one of them was late."""

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


class RoundPage(msgspec.Struct):
    """One page, newest first; `next` is the cursor of the next one."""

    items: list[RoundItem]
    next: str | None
