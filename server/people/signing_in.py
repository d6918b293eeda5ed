"""Signing in: a name and a password for a device's token or a desk's session. Failures are counted in the database,
so that they hold over all workers."""

import math
import secrets
from datetime import timedelta
from uuid import UUID

from server.journal.noting import note
from server.lib import clock, db, digest, ids
from server.lib.problems import Problem
from server.people import passwords
from server.people.demo_password import is_refused
from server.people.tables import Device, Person, Session, SignInFailure, Token

FAILURES = 10
FAILURES_WITHIN = timedelta(minutes=15)
SESSION_FOR = timedelta(hours=14)


async def check_password(username: str, password: str, address: str, *, demo: bool) -> Person:
    """The person; Problem bad-credentials (the same for an unknown name) or too-many-attempts.

    Protocol: 10 failures in 15 minutes per name and address. The demo's password opens nothing outside a `demo`.
    """
    attempt = await _begin_attempt(digest.sha256(f"{username.strip().lower()}\x1f{address}".encode()))
    person = await Person.objects().where(Person.username == username.strip().lower()).first()
    usable = person is not None and person.disabled_at is None and not is_refused(password, demo)
    if not await passwords.matches(person.password_hash if person and usable else None, password) or person is None:
        raise Problem("bad-credentials")
    async with db.writing():
        await SignInFailure.delete().where(SignInFailure.id == attempt)
    return person


async def _begin_attempt(key: str) -> UUID:
    """Counts the attempt as failed until it has succeeded: guesses sent all at once are counted all."""
    now = clock.now()
    async with db.writing():
        await db.lock(f"sign-in:{key}")
        await SignInFailure.delete().where(SignInFailure.at <= now - FAILURES_WITHIN)
        failures = (
            await SignInFailure.select(SignInFailure.at)
            .where(SignInFailure.name_and_address == key)
            .order_by(SignInFailure.at, ascending=False)
            .limit(FAILURES)
        )
        if len(failures) >= FAILURES:
            wait = failures[-1]["at"] + FAILURES_WITHIN - now
            raise Problem("too-many-attempts", headers={"Retry-After": str(math.ceil(wait.total_seconds()) or 1)})
        attempt = ids.new()
        await SignInFailure.insert(SignInFailure(id=attempt, name_and_address=key, at=now))
    return attempt


async def sign_device_in(person: Person, device_id: UUID, device_name: str, app_version: str) -> str:
    """A new token for this person on this device; it replaces the one before. Returns the token, kept only as hash."""
    token = secrets.token_urlsafe(32)
    async with db.writing():
        await db.lock(f"device:{device_id}")
        now = clock.now()
        if not await Device.exists().where(Device.id == device_id):
            await Device.insert(Device(id=device_id, name=device_name, created_at=now))
        else:
            await Device.update({Device.name: device_name}).where(Device.id == device_id)
        await Token.update({Token.ended_at: now, Token.ended_by: person.id}).where(
            Token.device == device_id, Token.person == person.id, Token.ended_at.is_null()
        )
        row = Token(
            id=ids.new(),
            device=device_id,
            person=person.id,
            token_hash=digest.sha256(token.encode()),
            created_at=now,
            contact_at=now,
            app_version=app_version,
        )
        await Token.insert(row)
        await note("sign-in", "device", device_id, person_id=person.id)
    return token


async def end_token(token_id: UUID, by: UUID) -> None:
    """Ends a token for good (the phone's own sign-out, or a supervisor's revoking)."""
    async with db.writing():
        await Token.update({Token.ended_at: clock.now(), Token.ended_by: by}).where(
            Token.id == token_id, Token.ended_at.is_null()
        )
        await note("end", "token", token_id, person_id=by)


async def end_when_empty(token_id: UUID, by: UUID) -> None:
    """From now on this phone may only send; its sign-in ends with the first heartbeat that says nothing is left on it.
    Inside the caller's transaction."""
    await Token.update({Token.end_when_empty_at: clock.now(), Token.end_when_empty_by: by}).where(
        Token.id == token_id, Token.ended_at.is_null()
    )


async def end_if_awaited(token_id: UUID) -> None:
    """An empty outbox was told: ends the sign-in that waited for it, inside the caller's transaction."""
    row = (
        await Token.select(Token.end_when_empty_by, Token.person)
        .where(Token.id == token_id, Token.end_when_empty_at.is_not_null(), Token.ended_at.is_null())
        .first()
    )
    if row is not None:
        await Token.update({Token.ended_at: clock.now(), Token.ended_by: row["end_when_empty_by"]}).where(
            Token.id == token_id
        )
        await note("end", "token", token_id, person_id=row["end_when_empty_by"], outbox="empty")


async def open_session(person: Person) -> str:
    """A session at a desk. Returns the cookie's value; the database keeps its hash."""
    value = secrets.token_urlsafe(32)
    async with db.writing():
        now = clock.now()
        await Session.delete().where(Session.expires_at <= now)
        await Session.insert(
            Session(id=digest.sha256(value.encode()), person=person.id, created_at=now, expires_at=now + SESSION_FOR)
        )
        await note("sign-in", "session", person.id, person_id=person.id)
    return value


async def close_session(session_id: str) -> None:
    """Ends a session at a desk."""
    await Session.delete().where(Session.id == session_id)
