"""The bundle: all a phone needs to work without signal (protocol, "Down: the bundle").

A part's `data` is left out where the phone has it already; digests and `version` are opaque to clients.
"""

from typing import Any, Generic, TypeVar

import msgspec

from server.checklists.terms import Checklist, EventName, Range, Severity
from server.diaries.wire import DiaryAnswerItem
from server.incidents.wire import IncidentItem
from server.keys.wire_out import BundleKey
from server.lib.wire import Count, Date, Digest, Id, Time
from server.patrols.terms import RoundKind
from server.sites.terms import Phone, Words
from server.takeovers.wire import BundleTakeOver
from server.vacancies.terms import Reason
from server.workorders.wire_out import OrderItem

T = TypeVar("T")


class BundleBuilding(msgspec.Struct):
    id: Id
    name: str


class BundleFloor(msgspec.Struct):
    """`ordinal` is the height order: 1 is the ground floor, -1 the first basement."""

    id: Id
    building_id: Id
    name: str
    ordinal: int


class BundleAsset(msgspec.Struct, omit_defaults=True):
    """A thing at a point that is checked. `limits`: this asset's own, by item, before the item's."""

    id: Id
    kind: str
    name: str
    checklists: list[str]
    limits: dict[str, Range] | None = None


class BundlePoint(msgspec.Struct):
    """`code_hashes`: SHA-256 of the codes as printed on its tag; `number` has four digits. `replaced_code_hashes`:
    those of them whose label is to be replaced on the wall."""

    id: Id
    name: str
    number: str
    code_hashes: list[Digest]
    floor_id: Id
    assets: list[BundleAsset]
    replaced_code_hashes: list[Digest] = []


class BundleUnit(msgspec.Struct):
    """`vacant_since`: readings from before are of those who lived here."""

    id: Id
    name: str
    building_id: Id
    vacant: bool
    checklists: list[str]
    floor_id: Id | None = None
    number: str | None = None
    vacant_since: Time | None = None


class Places(msgspec.Struct):
    buildings: list[BundleBuilding]
    floors: list[BundleFloor]
    points: list[BundlePoint]
    units: list[BundleUnit]


class BundleRoute(msgspec.Struct):
    """`stops` are points in walking order."""

    id: Id
    name: str
    stops: list[Id]


class BundleWindow(msgspec.Struct):
    """`HH:MM` at the site; an end not after the start is on the next day."""

    id: Id
    name: Words
    start: str
    end: str


class ProofWanted(msgspec.Struct):
    """An ordinary "ok" that asks for a photo."""

    asset_id: Id
    item: str


class Inspected(msgspec.Struct):
    """A visit of a round that the server knows of: one of the two places, who was there, and when."""

    point_id: Id | None
    unit_id: Id | None
    person_id: Id
    at: Time


class BundleRound(msgspec.Struct):
    """What is expected. `due`: asset (or unit) → the items asked there; `stops`: the points as this round walks them;
    `unit_ids`: units it visits as well; `title`: what an extra or practice round is called; `inspected`: what is known
    of it already, so that somebody else can go on."""

    round_id: Id
    route_id: Id
    window_id: Id
    date: Date
    person_ids: list[Id]
    due: dict[str, list[str]]
    proof: list[ProofWanted]
    kind: RoundKind = "ordinary"
    event: EventName | None = None
    title: Words | None = None
    stops: list[Id] = msgspec.field(default_factory=list)
    unit_ids: list[Id] = msgspec.field(default_factory=list)
    inspected: list[Inspected] = msgspec.field(default_factory=list)


class Pace(msgspec.Struct):
    """From what on a walk counts as implausibly fast: seconds between scans on different floors, floors a minute,
    seconds per card."""

    scan_seconds: float
    floors_per_minute: float
    card_seconds: float


class Plan(msgspec.Struct):
    """Rounds of today and one day before and after."""

    routes: list[BundleRoute]
    windows: list[BundleWindow]
    rounds: list[BundleRound]


class BundlePerson(msgspec.Struct):
    id: Id
    name: str


class BundleDepartment(msgspec.Struct):
    id: Id
    key: str
    name: str


class OpenDefect(msgspec.Struct):
    """`photo` is the newest one that shows it; `opened_at` the moment it was first seen. `order_state` says how far
    the repair is also to those whose phone does not carry the order."""

    id: Id
    asset_id: Id | None
    unit_id: Id | None
    checklist: str
    item: str
    spot: str
    severity: Severity
    order_id: Id | None
    sightings_count: Count
    opened_at: Time
    photo: Digest | None = None
    order_state: str | None = None


class UnitDue(msgspec.Struct):
    """A vacant unit to be inspected by `due_on`; `last_at` is when it last was. `items`: what a visit today asks;
    `reason`: why it is due (a storm, an open leak, problems to look at again, or just the time)."""

    unit_id: Id
    due_on: Date
    last_at: Time | None
    checklists: list[str]
    items: list[str]
    reason: Reason = "due"
    overdue: bool = False


class LastReading(msgspec.Struct):
    """What was last read of an item at an asset or a unit."""

    asset_id: Id | None
    unit_id: Id | None
    item: str
    value: float | str
    at: Time


class LastPhoto(msgspec.Struct):
    """The last photo of an item at an asset or a unit."""

    asset_id: Id | None
    unit_id: Id | None
    item: str
    sha256: Digest
    taken_at: Time | None


class BriefingLine(msgspec.Struct):
    """A problem found yesterday that is still open. `state` is its order's, or "open" where it has none."""

    defect_id: Id
    order_id: Id | None
    severity: Severity
    point_id: Id | None
    unit_id: Id | None
    text: Words
    state: str
    opened_at: Time


class RetakeAsked(msgspec.Struct):
    """A photo of one of my reports asked for once more: answered by an addendum that names it. What it shows: an item
    of an asset, of the unit itself (no asset), or the whole place (no item)."""

    id: Id
    report_id: Id
    point_id: Id | None
    unit_id: Id | None
    asset_id: Id | None
    item: str | None
    photo: Digest
    reason: str
    asked_by: Id
    asked_at: Time


class StandIn(msgspec.Struct):
    """Whom to ring where nobody answers."""

    person_id: Id
    name: str
    phone: str


class DutyTold(msgspec.Struct):
    """Who is on duty at the site as of now, and until when: the first to ring."""

    person_id: Id
    name: str
    phone: str
    until: Time
    stand_in: StandIn | None = None


class Day(msgspec.Struct):
    """What changes from hour to hour. `orders`: mine and my departments', as in `/orders`; `note`: the supervisor's;
    `diary_answer`: what was said to this person's last diary."""

    people: list[BundlePerson]
    departments: list[BundleDepartment]
    open_defects: list[OpenDefect]
    orders: list[OrderItem]
    retakes: list[RetakeAsked]
    keys: list[BundleKey]
    units_due: list[UnitDue]
    last_readings: list[LastReading]
    last_photos: list[LastPhoto]
    briefing: list[BriefingLine]
    note: str | None
    emergency_phones: list[Phone]
    incidents: list[IncidentItem] = []
    takeovers: list[BundleTakeOver] = []
    diary_answer: DiaryAnswerItem | None = None
    duty: DutyTold | None = None


class ParcelKey(msgspec.Struct):
    """P-256 public key, SPKI, base64url."""

    kid: str
    spki: str


class ConsentSeen(msgspec.Struct):
    """The person has agreed to this version before, on this phone or another."""

    version: int
    at: Time


class ConsentText(msgspec.Struct):
    """What is recorded about staff, to be agreed to once per `version`. `given` is the newest the person agreed to."""

    version: int
    text: Words
    given: ConsentSeen | None


class PhoneSettings(msgspec.Struct):
    """`photo_prints`: recent perceptual hashes, 16 hex digits each. `keys_back_by`: HH:MM at the site, when a borrowed
    key is to be back."""

    photo_max_px: int
    photo_max_bytes: int
    gallery_allowed: bool
    location: bool
    parcel_key: ParcelKey | None
    photo_prints: list[str]
    pace: Pace | None = None
    keys_back_by: str = "18:30"
    consent: ConsentText | None = None


class Section(msgspec.Struct, omit_defaults=True):
    """One field of a part. `data` is absent where the phone said it has this digest."""

    digest: str
    data: Any = None


class Part(msgspec.Struct, Generic[T], omit_defaults=True):
    """`data` is absent where the phone said it has this digest; `sections` stand in its place where it asked so."""

    digest: str
    data: T | None = None
    sections: dict[str, Section] | None = None


class Parts(msgspec.Struct):
    places: Part[Places]
    checklists: Part[list[Checklist]]
    plan: Part[Plan]
    day: Part[Day]
    settings: Part[PhoneSettings]


class Bundle(msgspec.Struct):
    """`version` covers all parts and not `server_time`."""

    version: str
    site_id: Id
    server_time: Time
    parts: Parts
