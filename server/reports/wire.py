"""A report's envelope, a result and a receipt as the protocol writes them."""

from typing import Any, Literal, get_args

import msgspec

from server.lib.problems import FieldError
from server.lib.wire import Digest, Id, Time

Kind = Literal["inspection", "patrol", "work", "incident", "key", "diary", "addendum"]
KINDS: tuple[str, ...] = get_args(Kind)
Outcome = Literal["stored", "repeat", "conflict", "quarantined"]

Flag = Literal[
    "defect-without-photo",
    "photo-wanted",
    "missing-reason",
    "severity-lowered-without-reason",
    "out-of-range-sent-as-ok",
    "photo-outside-visit",
    "retired-point",
    "unknown-bundle",
    "sequence-gap",
    "chain-broken",
    "clock-off",
    "manual-presence",
    "wrong-code",
    "value-missing",
    "listed-twice",
    "photo-not-described",
    "handled-without-after-photo",
    "unknown-round",
    "unknown-reference",
    "asset-elsewhere",
    "scans-too-close",
    "floors-too-fast",
    "cards-too-fast",
    "practice",
    "repeated-patrol",
    "meter-went-back",
    "value-impossible",
    "unknown-category",
    "date-far-off",
    "old-label",
]
FLAGS: tuple[str, ...] = get_args(Flag)


class Clock(msgspec.Struct):
    """The phone's last exchange with the server before sealing; `elapsed_ms` is monotonic, from it to sealing."""

    server_time: Time
    device_time: Time
    elapsed_ms: float | None = None


class Envelope(msgspec.Struct):
    """A sealed report. `body` is read in the shape of its kind."""

    id: Id
    kind: Kind
    device_id: Id
    person_id: Id
    site_id: Id
    seq: int
    previous: Digest | None
    sealed_at: Time
    utc_offset_minutes: int
    bundle: str
    app_version: str
    body: dict[str, Any]
    clock: Clock | None = None


class PhotoEntry(msgspec.Struct):
    """A photo as a report describes it."""

    sha256: Digest
    bytes: int
    width: int
    height: int
    taken_at: Time
    source: Literal["camera", "gallery"]
    role: Literal["evidence", "proof", "before", "after", "annotated"]
    of: Digest | None = None


class Presence(msgspec.Struct):
    """How somebody proved to be there."""

    method: Literal["qr", "nfc", "number", "manual"]
    at: Time
    code: str | None = None
    reason: str | None = None


class RoundReference(msgspec.Struct):
    """`{round_id}` or `{route_id, window_id, date}`; anything else says nothing about a round."""

    round_id: Id | None = None
    route_id: Id | None = None
    window_id: Id | None = None
    date: str | None = None


class ProblemObject(msgspec.Struct, omit_defaults=True):
    """RFC 9457 with our members; others may stand beside them."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retry: bool
    errors: list[FieldError] | None = None
    state: str | None = None
    moved_by: str | None = None
    moved_at: str | None = None


class Receipt(msgspec.Struct, omit_defaults=True):
    """Signed over RFC 8785 of the other fields."""

    report_id: Id | None
    digest: Digest
    outcome: Literal["stored", "conflict", "quarantined"]
    received_at: Time
    photos: list[Digest]
    kid: str
    alg: Literal["Ed25519"]
    signature: str
    completed_at: Time | None = None


class Result(msgspec.Struct):
    """One line's fate."""

    id: str | None
    digest: Digest
    outcome: Outcome
    receipt: Receipt
    missing_photos: list[Digest]
    flags: list[str]
    problem: ProblemObject | None = None


class ReportsAnswer(msgspec.Struct):
    results: list[Result]
    server_time: Time
