"""The body of `incident` as phones seal it (protocol, "Bodies"), and an incident as the bundle shows it."""

from typing import Any, Literal

import msgspec

from server.checklists.terms import Severity
from server.incidents.terms import State, StepName
from server.lib.wire import Digest, Id, Time
from server.reports.wire import PhotoEntry


class OrderWanted(msgspec.Struct):
    """`order` as an object: who should get it (a department's key), and how urgent it is."""

    department: str | None = None
    severity: Severity | None = None


class IncidentBody(msgspec.Struct):
    """One entry in an incident's timeline.

    `order`: true or `{department?, severity?}` makes the incident a work order. `contacts`: `[{name?, phone?}]`.
    `due_at`: of a notice, until when it is to be put right; of a re-check, the next deadline. `put_right`: of a
    re-check, whether it is right now.
    """

    incident_id: Id
    step: StepName
    category: str
    at: Time
    description: str
    photos: list[PhotoEntry]
    level: Literal[1, 2, 3, 4] | None = None
    point_id: Id | None = None
    unit_id: Id | None = None
    place_text: str | None = None
    severity: Severity | None = None
    due_at: Time | None = None
    order: Any = None
    contacts: Any = None
    put_right: bool | None = None


class IncidentStepItem(msgspec.Struct):
    """A line of the timeline. `due_at`, `put_right` as in the body; `photos`: their digests."""

    step: StepName
    at: Time
    person_id: Id | None
    description: str
    due_at: Time | None
    put_right: bool | None
    photos: list[Digest]


class IncidentItem(msgspec.Struct):
    """An incident of the site that this person's phone should know. `due_at`: the next re-check; `report_by`: until
    when company and district must know of it."""

    id: Id
    category: str
    state: State
    level: int | None
    severity: Severity | None
    point_id: Id | None
    unit_id: Id | None
    place_text: str | None
    description: str
    opened_at: Time | None
    opened_by: Id | None
    due_at: Time | None
    report_by: Time | None
    order_id: Id | None
    steps: list[IncidentStepItem]
