"""Taking people in and out: a new person with their posts and first password, another password, disabling."""

import re
import secrets
from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from server.journal.noting import note
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.people import passwords
from server.people.tables import Department, Membership, MembershipDepartment, Person, Session
from server.people.terms import ROLES, Role

LEAST_PASSWORD = 8
_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{1,63}$", re.ASCII)
# Without what is mistaken for something else when it is read out or copied by hand.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Post(Struct, frozen=True, kw_only=True):
    """What a person is to be at one site."""

    site_id: UUID
    role: Role
    department_ids: tuple[UUID, ...] = ()


def made_password() -> str:
    """A first password to be read out once: twelve letters and digits in three groups (59 bits)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


async def add_person(username: str, name: str, posts: Sequence[Post], password: str, by: UUID | None = None) -> UUID:
    """The new person's id. Problem bad-fields: a username that is taken or no username, no name, a short password,
    no post, a department of another site. `by` is who does it, None for the command line."""
    username, name = username.strip().lower(), name.strip()
    errors = _errors(username, name, posts, password)
    if errors:
        raise Problem("bad-fields", errors=errors)
    password_hash = await passwords.hashed(password)
    person_id = ids.new()
    async with db.writing():
        await db.lock("person")
        if await Person.exists().where(Person.username == username):
            raise Problem("bad-fields", errors=[FieldError("username", N_("这个用户名已经有人用了"))])
        person = Person(id=person_id, username=username, name=name, password_hash=password_hash, created_at=clock.now())
        await Person.insert(person)
        for post in posts:
            await _give(person_id, post)
            await note("add", "person", person_id, site_id=post.site_id, person_id=by, role=post.role)
    return person_id


async def set_password(person_id: UUID, password: str, by: UUID | None = None) -> None:
    """Another password; sessions at desks end, phones that are signed in stay so (they may hold unsent work)."""
    if len(password) < LEAST_PASSWORD:
        raise Problem("bad-fields", errors=[_too_short()])
    password_hash = await passwords.hashed(password)
    async with db.writing():
        await Person.update({Person.password_hash: password_hash}).where(Person.id == person_id)
        await Session.delete().where(Session.person == person_id)
        await note("set-password", "person", person_id, person_id=by)


async def disable(person_id: UUID, by: UUID | None = None) -> None:
    """The person can no longer sign in, and no token or session of theirs works; all they did stays."""
    async with db.writing():
        await Person.update({Person.disabled_at: clock.now()}).where(
            Person.id == person_id, Person.disabled_at.is_null()
        )
        await Session.delete().where(Session.person == person_id)
        await note("disable", "person", person_id, person_id=by)


async def enable(person_id: UUID, by: UUID | None = None) -> None:
    """Takes disabling back."""
    async with db.writing():
        await Person.update({Person.disabled_at: None}).where(Person.id == person_id)
        await note("enable", "person", person_id, person_id=by)


def _errors(username: str, name: str, posts: Sequence[Post], password: str) -> list[FieldError]:
    errors: list[FieldError] = []
    if not _USERNAME.match(username):
        errors.append(FieldError("username", N_("用户名用小写字母、数字、点或横线，2 到 64 个字")))
    if not name or len(name) > 60:
        errors.append(FieldError("name", N_("请填姓名，不超过 60 个字")))
    if len(password) < LEAST_PASSWORD:
        errors.append(_too_short())
    if not posts or any(post.role not in ROLES for post in posts):
        errors.append(FieldError("role", N_("请选小区和岗位")))
    return errors


def _too_short() -> FieldError:
    return FieldError("password", N_("密码至少 8 个字"))


async def _give(person_id: UUID, post: Post) -> None:
    membership_id = ids.new()
    await Membership.insert(Membership(id=membership_id, person=person_id, site=post.site_id, role=post.role))
    for department_id in post.department_ids:
        if not await Department.exists().where(Department.id == department_id, Department.site == post.site_id):
            raise Problem("bad-fields", errors=[FieldError("department", N_("这个部门不在这个小区"))])
        await MembershipDepartment.insert(
            MembershipDepartment(id=ids.new(), membership=membership_id, department=department_id)
        )
