"""The body of `work` as phones seal it (protocol, "Bodies")."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from server.lib.times import DATE, RFC3339
from server.lib.wire import Id, Time
from server.reports.wire import PhotoEntry, Presence

PhoneStep = Literal[
    "accept",
    "arrive",
    "start",
    "make_safe",
    "hold",
    "resume",
    "complete",
    "send_back",
    "escalate",
    "comment",
    "verify",
    "return_visit",
]


class Material(msgspec.Struct):
    name: str
    quantity: float
    unit: str | None = None
    cost_cents: int | None = None


class CallAnswer(msgspec.Struct):
    """What the resident said on the phone."""

    satisfaction: Literal["satisfied", "fairly", "not_satisfied"]
    quality: float | str | None = None
    timeliness: float | str | None = None
    manners: float | str | None = None


class WorkBody(msgspec.Struct):
    """A step somebody takes on an order."""

    order_id: Id
    step: PhoneStep
    at: Time
    photos: list[PhotoEntry]
    reason: str | None = None
    note: str | None = None
    until: Annotated[str, Meta(pattern=rf"({RFC3339})|({DATE})")] | None = None
    verdict: Literal["passed", "refused"] | None = None
    presence: Presence | None = None
    safeguard: str | None = None
    minutes: float | None = None
    materials: list[Material] | None = None
    answer: CallAnswer | Literal["not_reached"] | None = None
