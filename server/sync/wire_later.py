"""The bodies of the kinds that wait in quarantine until the server learns them (protocol, "Bodies"): incident,
diary. Phones may seal them already; nothing is read by these shapes yet but the schema of `report`."""

from typing import Any, Literal

import msgspec

from server.checklists.terms import Severity
from server.lib.wire import Date, Id, Time
from server.reports.wire import PhotoEntry


class IncidentBody(msgspec.Struct):
    """One entry in an incident's timeline."""

    incident_id: Id
    step: Literal["open", "note", "notice", "recheck", "hand_over", "close"]
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


class DiaryEntry(msgspec.Struct):
    kind: str
    text: str
    ref: Any = None


class DiaryBody(msgspec.Struct):
    """A person's working day."""

    date: Date
    entries: list[DiaryEntry]
    submitted_at: Time
    suggestions: str | None = None
