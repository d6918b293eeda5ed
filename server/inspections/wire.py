"""The bodies of `inspection` and `addendum` as phones seal them (protocol, "Bodies")."""

from typing import Literal

import msgspec

from server.checklists.terms import Result, Severity
from server.lib.wire import Digest, Id, Time
from server.reports.wire import PhotoEntry, Presence, RoundReference


class ChecklistVersionRef(msgspec.Struct, frozen=True):
    """The version a check was made by."""

    key: str
    version: int


class MeterNote(msgspec.Struct):
    """Why a meter shows less than before."""

    rolled_over: bool | None = None
    changed: bool | None = None
    misread_before: bool | None = None
    old_end: float | None = None
    new_start: float | None = None
    serial: str | None = None


class ItemAnswer(msgspec.Struct):
    """One item's answer; the same item may be listed more than once with different spots."""

    item: str
    result: Result
    photos: list[Digest]
    value: float | str | bool | None = None
    choice: str | None = None
    preset: str | None = None
    spot: str | None = None
    severity: Severity | None = None
    severity_reason: str | None = None
    note: str | None = None
    beyond_me: bool | None = None
    handled_on_spot: bool | None = None
    sighting_of: Id | None = None
    sighting: Literal["still", "worse", "gone"] | None = None
    separate_from: Id | None = None
    meter: MeterNote | None = None


class CheckBody(msgspec.Struct):
    """One asset checked (a unit's own checklist has no asset). `asked` names every item that was shown."""

    checklist: ChecklistVersionRef
    asked: list[str]
    items: list[ItemAnswer]
    asset_id: Id | None = None


class Location(msgspec.Struct):
    lat: float
    lon: float
    accuracy_m: float
    at: Time


class InspectionBody(msgspec.Struct):
    """One visit to a point or a unit."""

    started_at: Time
    finished_at: Time
    checks: list[CheckBody]
    photos: list[PhotoEntry]
    patrol_id: Id | None = None
    round: RoundReference | None = None
    point_id: Id | None = None
    unit_id: Id | None = None
    presence: Presence | None = None
    location: Location | None = None
    note: str | None = None


class AddendumBody(msgspec.Struct):
    """What is added to a report that stays as it is."""

    of: Id
    at: Time
    reason: Literal["correction", "photo_later", "photo_lost", "retake"]
    retake_id: Id | None = None
    lost_photos: list[Digest] | None = None
    checks: list[CheckBody] | None = None
    photos: list[PhotoEntry] | None = None
    note: str | None = None
