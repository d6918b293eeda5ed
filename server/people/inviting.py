"""Invitations: a link, good for one day and once, by which a person sets their password. Nobody else ever sees it; of
the link only a hash is kept. Asking for another one ends the one before."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from server.journal.noting import note
from server.lib import clock, db, digest, ids
from server.lib.i18n import N_
from server.lib.paging import batches
from server.lib.problems import FieldError, Problem
from server.people import passwords
from server.people.demo_password import is_refused
from server.people.rules import password_fault
from server.people.tables import Invitation, Person, Session, Token

VALID_FOR = timedelta(hours=24)


class Made(Struct, frozen=True):
    """A fresh invitation. `token` is told this once."""

    person_id: UUID
    token: str
    expires_at: datetime


class Invited(Struct, frozen=True):
    """Whose password a link sets."""

    person_id: UUID
    name: str
    username: str
    expires_at: datetime


async def invite(wanted: Mapping[UUID, UUID], by: UUID) -> list[Made]:
    """A fresh invitation for each of these persons, in their order; `wanted` says at which site each is invited."""
    now = clock.now()
    made = [Made(person_id, secrets.token_urlsafe(32), now + VALID_FOR) for person_id in wanted]
    async with db.writing():
        await db.lock("invitation")
        for batch in batches(made):
            await _end_open([one.person_id for one in batch], now)
            await Invitation.insert(
                *(
                    Invitation(
                        id=ids.new(),
                        person=one.person_id,
                        token_hash=_hash(one.token),
                        made_by=by,
                        made_at=now,
                        expires_at=one.expires_at,
                    )
                    for one in batch
                )
            )
        for one in made:
            await note("invite", "person", one.person_id, site_id=wanted[one.person_id], person_id=by)
    return made


async def invited_by(token: str) -> Invited | None:
    """Whom a link is for; None where there is no such link, or it has been used, replaced, or is over."""
    if len(token) > 200:
        return None
    row = (
        await Invitation.select(
            Invitation.person, Invitation.expires_at, Invitation.person.name, Invitation.person.username
        )
        .where(
            Invitation.token_hash == _hash(token),
            Invitation.used_at.is_null(),
            Invitation.ended_at.is_null(),
            Invitation.expires_at > clock.now(),
            Invitation.person.disabled_at.is_null(),
        )
        .first()
    )
    if row is None:
        return None
    return Invited(row["person"], row["person.name"], row["person.username"], row["expires_at"])


async def set_password(token: str, password: str, again: str, *, demo: bool) -> Invited:
    """Sets the password and uses the link up; every phone and desk of the person signs in afresh.

    Problem not-found where the link is none or no more; bad-fields where the password won't do.
    """
    invited = await invited_by(token)
    if invited is None:
        raise Problem("not-found")
    errors = _faults(password, again, invited.username, demo)
    if errors:
        raise Problem("bad-fields", errors=errors)
    password_hash = await passwords.hashed(password)
    async with db.writing():
        await db.lock("invitation")
        now = clock.now()
        used = (
            await Invitation.update({Invitation.used_at: now})
            .where(
                Invitation.token_hash == _hash(token), Invitation.used_at.is_null(), Invitation.ended_at.is_null()
            )
            .returning(Invitation.id)
        )
        if not used:
            raise Problem("not-found")
        await _end_open([invited.person_id], now)
        await Person.update({Person.password_hash: password_hash}).where(Person.id == invited.person_id)
        await Session.delete().where(Session.person == invited.person_id)
        await Token.update({Token.ended_at: now, Token.ended_by: invited.person_id}).where(
            Token.person == invited.person_id, Token.ended_at.is_null()
        )
        await note("set-password", "person", invited.person_id, person_id=invited.person_id, by="invitation")
    return invited


async def end_invitations(person_id: UUID, now: datetime) -> None:
    """Takes back what is open, inside the caller's transaction."""
    await _end_open([person_id], now)


async def _end_open(person_ids: list[UUID], now: datetime) -> None:
    await Invitation.update({Invitation.ended_at: now}).where(
        Invitation.person.is_in(person_ids), Invitation.used_at.is_null(), Invitation.ended_at.is_null()
    )


def _faults(password: str, again: str, username: str, demo: bool) -> list[FieldError]:
    fault = password_fault(password, username)
    if not fault and is_refused(password, demo):
        fault = N_("这是演示用的密码，人人知道，不能用在正式的系统里。")
    if fault:
        return [FieldError("password", fault)]
    return [] if password == again else [FieldError("again", N_("两次填的不一样"))]


def _hash(token: str) -> str:
    return digest.sha256(token.encode("utf-8", "surrogateescape"))
