"""The phone's messages beside reports and photos, as the protocol writes them. The bundle: `wire_bundle.py`."""

from typing import Literal

import msgspec

from server.lib.wire import Count, Digest, Id, Time
from server.people.terms import Role
from server.reports.wire import Receipt

STATUS_MOST = 500


class SignIn(msgspec.Struct):
    """A name and a password for a token of this device, whose id the app made for itself."""

    username: str
    password: str
    device_id: Id
    device_name: str
    app_version: str


class SiteDepartment(msgspec.Struct):
    """A department the person works in; `key` is what checklists name."""

    id: Id
    name: str
    key: str | None = None


class PersonSite(msgspec.Struct):
    """A site where the person has a role."""

    id: Id
    name: str
    role: Role
    departments: list[SiteDepartment]
    time_zone: str


class SignedInPerson(msgspec.Struct):
    id: Id
    name: str
    sites: list[PersonSite]


class SignInAnswer(msgspec.Struct):
    """The token is said only this once: the server keeps its hash."""

    device_id: Id
    token: str
    person: SignedInPerson
    server_time: Time


class StatusRequest(msgspec.Struct):
    """The reports asked about, at most 500 (more: 413)."""

    ids: list[Id]


class ReportStatus(msgspec.Struct, omit_defaults=True):
    """How far one report is. Only `complete`, or `quarantined` with no missing photos, lets a phone forget it."""

    id: Id
    state: Literal["complete", "waiting_photos", "quarantined", "unknown"]
    missing_photos: list[Digest]
    damaged_photos: list[Digest]
    receipt: Receipt | None = None


class StatusAnswer(msgspec.Struct):
    """In the order asked."""

    states: list[ReportStatus]


class Heartbeat(msgspec.Struct):
    """Sent after every round of sending: what is still on the phone. Storage in bytes."""

    outbox_reports: Count
    outbox_photos: Count
    app_version: str
    oldest_sealed_at: Time | None = None
    storage_used: Count | None = None
    storage_quota: Count | None = None
    bundle: str | None = None


class PublicKey(msgspec.Struct):
    """A raw Ed25519 public key, base64url without padding."""

    kid: str
    alg: Literal["Ed25519"]
    public_key: str


class ReceiptKeys(msgspec.Struct):
    """All keys that ever signed receipts."""

    keys: list[PublicKey]
