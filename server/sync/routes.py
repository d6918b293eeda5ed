"""Every route under /api/v1 as the protocol has it: what it takes, what it answers, how it refuses.

A test holds this table against the routes that are really served.
"""

from typing import Final, NamedTuple

from server.defects.wire import DefectPage
from server.inspections.wire_out import InspectionPage
from server.patrols.wire_out import RoundPage
from server.people.wire import ConsentGiven
from server.photos.wire import PhotosMissing, PhotosMissingAnswer
from server.reports.wire import Envelope, ReportsAnswer
from server.reports.wire_out import QuarantinePage
from server.sync.wire import Heartbeat, ReceiptKeys, SignIn, SignInAnswer, StatusAnswer, StatusRequest
from server.sync.wire_bundle import Bundle
from server.workorders.wire_out import OrderPage

JSON: Final = "application/json"
NDJSON: Final = "application/x-ndjson"
PHOTOS: Final = ("image/jpeg", "image/png", "image/webp")


class Asked(NamedTuple):
    """A parameter, in the query unless `within` says path or header."""

    name: str
    words: str
    pattern: str | None = None
    choices: tuple[str, ...] = ()
    within: str = "query"


class Told(NamedTuple):
    """A good answer: its status, what it says, its shape (None: no body, or bytes of the media types)."""

    status: int
    words: str
    shape: type | None = None
    media: tuple[str, ...] = (JSON,)


class Route(NamedTuple):
    """`takes` is the shape of the body, or None with `media` for bytes; `codes` are refusals beside the usual ones."""

    method: str
    path: str
    tag: str
    title: str
    words: str
    tells: tuple[Told, ...]
    codes: tuple[str, ...] = ()
    takes: type | None = None
    media: tuple[str, ...] = ()
    asks: tuple[Asked, ...] = ()
    needs_token: bool = True


TAGS: Final = {
    "devices": "Sign a device in and out",
    "bundle": "Down: all a phone needs",
    "reports": "Up: sealed reports, each line once",
    "photos": "Up: photos by their digest",
    "integrations": "Lists for front desk, supervisor and manager",
    "schemas": "JSON Schemas of the messages",
}

_BODY = ("unreadable-body", "too-large", "unsupported-media-type", "bad-fields")
_SHA256 = Asked("sha256", "SHA-256 of the photo's bytes", r"^[0-9a-f]{64}$", within="path")


def _list(path: str, title: str, words: str, shape: type, *own: str) -> Route:
    filters = {
        "site": "Id of a site; without it all of the caller's sites where the role allows",
        "since": "RFC 3339; from this moment on",
        "until": "RFC 3339; before this moment",
        "building": "Id of a building",
        "state": "One of the states",
        "severity": "critical, major or minor",
        "department": "A department's key or id",
        "asset": "Id of an asset",
        "unit": "Id of a unit",
        "person": "Id of a person",
        "point": "Id of a point",
        "flag": "One of the flags",
        "route": "Id of a route",
        "limit": "1 to 200, default 50",
        "cursor": "`next` of the page before",
    }
    names = ("site", "since", "until", "building", *own, "limit", "cursor")
    return Route(
        "get", path, "integrations", title, words, (Told(200, "One page, newest first", shape),),
        ("forbidden", "not-found", "bad-fields"), asks=tuple(Asked(name, filters[name]) for name in names),
    )  # fmt: skip


ROUTES: Final = (
    Route(
        "post", "/devices", "devices", "Sign a person in on a device",
        "Signing the same person in again on the same device replaces the token.",
        (Told(201, "The token; it is told only this once", SignInAnswer),),
        (*_BODY, "bad-credentials", "too-many-attempts"), takes=SignIn, media=(JSON,), needs_token=False,
    ),
    Route(
        "delete", "/devices/current", "devices", "Sign this device out", "Ends the token for good.",
        (Told(204, "Ended"),),
    ),
    Route(
        "get", "/bundle", "bundle", "The bundle of one site",
        "Parts whose digest is named in `have` come without their data. `ETag` is the version.",
        (Told(200, "The bundle", Bundle), Told(304, "The version named in If-None-Match")),
        ("site-required", "not-found", "bad-fields"),
        asks=(
            Asked("site", "Id of the site; may be absent for a person of one site"),
            Asked("have", "`name:digest,…`: the parts one has"),
            Asked("If-None-Match", "The version one has", within="header"),
        ),
    ),
    Route(
        "post", "/reports", "reports", "Send sealed reports",
        "1 to 50 lines, each one sealed report of at most 256 KiB; together at most 2 MiB. One result per line that is"
        " not empty, in order. Whatever a line's fate, its bytes are kept.",
        (Told(200, "What became of each line", ReportsAnswer),),
        ("too-large", "unsupported-media-type", "no-lines", "no-space"), takes=Envelope, media=(NDJSON,),
    ),
    Route(
        "post", "/reports/status", "reports", "How far reports are",
        "At most 500 ids. Only `complete`, or `quarantined` with no missing photos, lets a phone forget a report.",
        (Told(200, "In the order asked", StatusAnswer),), _BODY, takes=StatusRequest, media=(JSON,),
    ),
    Route(
        "post", "/consents", "devices", "The person has agreed to what is recorded about staff",
        "The text stands in the bundle's settings. The first time counts; the same version again changes nothing.",
        (Told(204, "Kept"),), _BODY, takes=ConsentGiven, media=(JSON,),
    ),
    Route(
        "post", "/heartbeat", "reports", "What is still on the phone", "Sent after every round of sending.",
        (Told(204, "Noted"),), _BODY, takes=Heartbeat, media=(JSON,),
    ),
    Route(
        "get", "/receipt-key", "reports", "The keys that signed receipts", "All that ever did.",
        (Told(200, "Ed25519 public keys", ReceiptKeys),), needs_token=False,
    ),
    Route(
        "post", "/photos/missing", "photos", "Which photos has this person not yet sent?", "At most 500 digests.",
        (Told(200, "Those whose bytes are still wanted", PhotosMissingAnswer),), _BODY,
        takes=PhotosMissing, media=(JSON,),
    ),
    Route(
        "put", "/photos/{sha256}", "photos", "Send a photo's bytes",
        "At most 8 MiB, with Content-Length or chunked. The first bytes decide what it is, not the header.",
        (Told(201, "Stored durably"), Told(200, "Held already; read and verified all the same")),
        ("too-large", "not-a-photo", "unsupported-media-type", "digest-mismatch", "undecodable", "no-space"),
        media=PHOTOS, asks=(_SHA256,),
    ),
    Route(
        "get", "/photos/{sha256}", "photos", "A photo, or a small picture of it",
        "For persons of a site that has a report naming it, sent by someone who has PUT its bytes.",
        (Told(200, "The picture; an original keeps its metadata", media=PHOTOS), Told(304, "Not changed")),
        ("not-found", "bad-fields"),
        asks=(
            _SHA256,
            Asked("size", "Default original; thumb ≤ 320 px, preview ≤ 1280 px",
                  choices=("thumb", "preview", "original")),
            Asked("If-None-Match", "The tag one has", within="header"),
        ),
    ),
    _list("/orders", "Work orders", "By `created_at`.", OrderPage, "state", "severity", "department", "asset", "unit"),
    _list("/defects", "Defects", "By `created_at`.", DefectPage, "state", "severity", "department", "asset", "unit"),
    _list("/inspections", "Inspections", "By `received_at`.", InspectionPage, "person", "point", "unit", "flag"),
    _list("/rounds", "Rounds", "By the start of their window, up to tomorrow's.", RoundPage, "state", "route",
          "person"),
    _list("/quarantine", "Lines in quarantine", "By `received_at`; supervisors and managers only.", QuarantinePage,
          "state"),
    Route(
        "get", "/schemas/{file}", "schemas", "The JSON Schema of one message", "2020-12; the names are listed here.",
        (Told(200, "The schema", dict, ("application/schema+json",)),), ("not-found",), needs_token=False,
        asks=(Asked("file", "`<name>.json`", within="path"),),
    ),
)  # fmt: skip
