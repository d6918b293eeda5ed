"""A work order as the lists and the bundle show it (protocol, "For integrations")."""

import msgspec

from server.defects.terms import Severity
from server.lib.wire import Count, Id, Time
from server.workorders.terms import State, StepName


class Due(msgspec.Struct):
    """Until when it should be accepted, made safe and closed; null where nothing is asked."""

    accept: Time | None
    safe: Time | None
    close: Time | None


class StepItem(msgspec.Struct):
    """One row of the history. `at`: the phone's word, `received_at`: the server's; no person: the server itself."""

    step: StepName
    at: Time
    received_at: Time
    person_id: Id | None
    applied: bool


class OrderItem(msgspec.Struct):
    """A work order. `sightings_count`: how often its defects were seen, the first times included. One that comes of an
    incident has no defects but `incident_id`, and says in words what it is about and where."""

    id: Id
    number: str
    site_id: Id
    state: State
    severity: Severity
    department_id: Id | None
    person_id: Id | None
    defect_ids: list[Id]
    sightings_count: Count
    due: Due
    escalated: bool
    steps: list[StepItem]
    created_at: Time
    incident_id: Id | None = None
    title: str | None = None
    place_text: str | None = None


class OrderPage(msgspec.Struct):
    """One page, newest first; `next` is the cursor of the next one."""

    items: list[OrderItem]
    next: str | None
