"""Receipts: what was received, signed with Ed25519 over RFC 8785 JSON, so that nobody can later say it never came."""

from datetime import datetime
from typing import Any

from server.lib import times
from server.lib.canonical import canonical
from server.reports import keys


def issue(
    secret: bytes,
    *,
    report_id: str | None,
    digest: str,
    outcome: str,
    received_at: datetime,
    photos: list[str],
    completed_at: datetime | None = None,
) -> dict[str, Any]:
    """A receipt (protocol, "Up: reports"); with `completed_at` the second one, which lets a phone forget."""
    kid, key = keys.signing_key(secret)
    fields: dict[str, Any] = {
        "report_id": report_id,
        "digest": digest,
        "outcome": outcome,
        "received_at": times.text(received_at),
        "photos": photos,
        "kid": kid,
        "alg": "Ed25519",
    }
    if completed_at is not None:
        fields["completed_at"] = times.text(completed_at)
    return {**fields, "signature": keys.base64url(key.sign(canonical(fields)))}
