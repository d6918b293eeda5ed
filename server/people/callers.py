"""Who is asking: a bearer token or a session cookie becomes a Caller, or the named refusal."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from litestar import Request

from server.lib import clock, db, digest, times
from server.lib.problems import Problem
from server.lib.rates import Rates
from server.people import queries
from server.people.tables import Session, Token
from server.people.terms import Caller

COOKIE = "louxun_session"
# Far above a phone's need (a full outbox is some hundreds of requests); stops a runaway client.
_RATES = Rates(per_minute=6000, burst=1500)
# What a leaver's phone may still do until its outbox is empty.
_FOR_SENDING = ("/api/v1/reports", "/api/v1/photos", "/api/v1/heartbeat", "/api/v1/devices/current")
_CONTACT_EVERY = timedelta(seconds=30)


async def token_caller(request: Request[Any, Any, Any]) -> Caller:
    """The person behind `Authorization: Bearer …`. Problems: unauthorized, token-revoked, too-many-requests."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > 200:
        raise Problem("unauthorized")
    token_hash = digest.sha256(token.encode("utf-8", "surrogateescape"))
    row = (
        await Token.select(
            Token.id,
            Token.device,
            Token.person,
            Token.ended_at,
            Token.contact_at,
            Token.clock_error_ms,
            Token.end_when_empty_at,
            Token.person.name,
            Token.person.disabled_at,
        )
        .where(Token.token_hash == token_hash)
        .first()
    )
    if row is None:
        raise Problem("unauthorized")
    may_only_send = row["end_when_empty_at"] is not None
    if row["ended_at"] is not None or (row["person.disabled_at"] is not None and not may_only_send):
        raise Problem("token-revoked")
    if may_only_send and not request.url.path.startswith(_FOR_SENDING):
        raise Problem("sending-only")
    wait = _RATES.wait(token_hash)
    if wait:
        raise Problem("too-many-requests", headers={"Retry-After": str(wait)})
    await _note_contact(request, row)
    return Caller(
        person_id=row["person"],
        person_name=row["person.name"],
        memberships=await queries.memberships_of(row["person"]),
        device_id=row["device"],
        token_id=row["id"],
    )


async def session_caller(request: Request[Any, Any, Any]) -> Caller | None:
    """The person behind the desk's cookie, or None where nobody is signed in."""
    value = request.cookies.get(COOKIE)
    if not value:
        return None
    session_id = digest.sha256(value.encode("utf-8", "surrogateescape"))
    row = (
        await Session.select(Session.person, Session.expires_at, Session.person.name, Session.person.disabled_at)
        .where(Session.id == session_id)
        .first()
    )
    if row is None or row["expires_at"] <= clock.now() or row["person.disabled_at"] is not None:
        return None
    return Caller(
        person_id=row["person"],
        person_name=row["person.name"],
        memberships=await queries.memberships_of(row["person"]),
        session_id=session_id,
    )


def client_time(request: Request[Any, Any, Any]) -> datetime | None:
    """The phone's clock as it said with this request; None where it said nothing readable."""
    try:
        return times.parse(request.headers.get("louxun-client-time", ""))
    except ValueError:
        return None


async def _note_contact(request: Request[Any, Any, Any], row: dict[str, Any]) -> None:
    """Keeps the device's clock error and last contact, but does not write at every request."""
    now = clock.now()
    said = client_time(request)
    error = row["clock_error_ms"] if said is None else round((said - now).total_seconds() * 1000)
    moved = error is not None and (row["clock_error_ms"] is None or abs(error - row["clock_error_ms"]) > 1000)
    if moved or row["contact_at"] is None or now - row["contact_at"] > _CONTACT_EVERY:
        # A client that hangs up now must not leave this half done.
        await asyncio.shield(_write_contact(row["id"], now, error))


async def _write_contact(token_id: UUID, at: datetime, clock_error_ms: int | None) -> None:
    async with db.writing():
        await Token.update({Token.contact_at: at, Token.clock_error_ms: clock_error_ms}).where(Token.id == token_id)
