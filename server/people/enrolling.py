"""Taking people in and out: a new person with their posts, another password, disabling."""

from collections.abc import Sequence
from uuid import UUID

from server.journal.noting import note
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.people import passwords
from server.people.inviting import end_invitations
from server.people.posting import put_post
from server.people.rules import MOST_NAME, USERNAME, is_phone, password_fault
from server.people.tables import Person, Session
from server.people.terms import ROLES, Post

__all__ = ["Post", "add_person", "disable", "enable", "set_details", "set_password"]


async def add_person(
    username: str, name: str, posts: Sequence[Post], password: str | None, by: UUID | None = None, phone: str = ""
) -> UUID:
    """The new person's id. Without a password (None) they set one by an invitation. `by` is who does it, None for the
    command line. Problem bad-fields: a username that is taken or no username, no name, a password or number that won't
    do, no post, a department of another site."""
    username, name, phone = username.strip().lower(), name.strip(), phone.strip()
    errors = _errors(username, name, phone, posts, password)
    if errors:
        raise Problem("bad-fields", errors=errors)
    password_hash = await passwords.hashed(password) if password is not None else ""
    person_id = ids.new()
    async with db.writing():
        await db.lock("person")
        if await Person.exists().where(Person.username == username):
            raise Problem("bad-fields", errors=[FieldError("username", N_("这个用户名已经有人用了"))])
        person = Person(
            id=person_id, username=username, name=name, phone=phone, password_hash=password_hash, created_at=clock.now()
        )
        await Person.insert(person)
        for post in posts:
            await put_post(person_id, post)
            await note("add", "person", person_id, site_id=post.site_id, person_id=by, role=post.role)
    return person_id


async def set_details(person_id: UUID, name: str, phone: str, by: UUID, site_id: UUID) -> None:
    """Another name or telephone number. Problem bad-fields."""
    name, phone = name.strip(), phone.strip()
    errors = [*_name_errors(name), *_phone_errors(phone)]
    if errors:
        raise Problem("bad-fields", errors=errors)
    async with db.writing():
        await Person.update({Person.name: name, Person.phone: phone}).where(Person.id == person_id)
        await note("change", "person", person_id, site_id=site_id, person_id=by)


async def set_password(person_id: UUID, password: str, by: UUID | None = None) -> None:
    """Another password, at the command line; sessions at desks end, phones that are signed in stay so (they may hold
    unsent work)."""
    fault = password_fault(password)
    if fault:
        raise Problem("bad-fields", errors=[FieldError("password", fault)])
    password_hash = await passwords.hashed(password)
    async with db.writing():
        await Person.update({Person.password_hash: password_hash}).where(Person.id == person_id)
        await Session.delete().where(Session.person == person_id)
        await end_invitations(person_id, clock.now())
        await note("set-password", "person", person_id, person_id=by)


async def disable(person_id: UUID, by: UUID | None = None) -> None:
    """The person can no longer sign in, and no token, session or invitation of theirs works; all they did stays."""
    async with db.writing():
        now = clock.now()
        await Person.update({Person.disabled_at: now}).where(Person.id == person_id, Person.disabled_at.is_null())
        await Session.delete().where(Session.person == person_id)
        await end_invitations(person_id, now)
        await note("disable", "person", person_id, person_id=by)


async def enable(person_id: UUID, by: UUID | None = None) -> None:
    """Takes disabling back."""
    async with db.writing():
        await Person.update({Person.disabled_at: None}).where(Person.id == person_id)
        await note("enable", "person", person_id, person_id=by)


def _errors(
    username: str, name: str, phone: str, posts: Sequence[Post], password: str | None
) -> list[FieldError]:
    errors: list[FieldError] = []
    if not USERNAME.match(username):
        errors.append(FieldError("username", N_("用户名用小写字母、数字、点或横线，2 到 64 个字")))
    errors += _name_errors(name)
    errors += _phone_errors(phone)
    fault = password_fault(password) if password is not None else ""
    if fault:
        errors.append(FieldError("password", fault))
    if not posts or any(post.role not in ROLES for post in posts):
        errors.append(FieldError("role", N_("请选小区和岗位")))
    return errors


def _name_errors(name: str) -> list[FieldError]:
    is_good = bool(name) and len(name) <= MOST_NAME and name.isprintable()
    return [] if is_good else [FieldError("name", N_("请填姓名，不超过 60 个字"))]


def _phone_errors(phone: str) -> list[FieldError]:
    is_good = not phone or is_phone(phone)
    return [] if is_good else [FieldError("phone", N_("电话只写数字，可以有空格、横线和开头的加号"))]
