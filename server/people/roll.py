"""Who works at these sites, and with which phones: what the people's and devices' pages show."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from piccolo.custom_types import Combinable

from server.people.tables import Membership, MembershipDepartment, Token
from server.people.terms import Role

_MOST_PHONES = 500
# Asked for by itself: a phone that was long out of touch is the very one that matters, and the last in any list.
_UNSENT = (Token.outbox_reports > 0) | (Token.outbox_photos > 0)


class PostHeld(Struct, frozen=True):
    """What somebody is at one site; departments as (key, name)."""

    site_id: UUID
    site_name: str
    role: Role
    departments: tuple[tuple[str, str], ...]


class Colleague(Struct, frozen=True, kw_only=True):
    """A person with all their posts; `contact_at` is their phones' last contact."""

    id: UUID
    name: str
    username: str
    disabled_at: datetime | None
    posts: tuple[PostHeld, ...]
    contact_at: datetime | None


async def colleagues(site_ids: Sequence[UUID]) -> list[Colleague]:
    """Everyone who has or had a post at one of these sites, those who left last, by name; with their posts anywhere:
    whether the caller may change somebody depends on all of them."""
    if not site_ids:
        return []
    here = await Membership.select(Membership.person).where(Membership.site.is_in(list(site_ids)))
    person_ids = list({row["person"] for row in here})
    if not person_ids:
        return []
    rows = await Membership.select(
        Membership.id, Membership.person, Membership.role, Membership.site, Membership.site.name,
        Membership.person.name, Membership.person.username, Membership.person.disabled_at,
    ).where(Membership.person.is_in(person_ids)).order_by(Membership.site.name)  # fmt: skip
    departments = await _departments([row["id"] for row in rows])
    contacts = await _contacts(person_ids)
    posts: dict[UUID, list[PostHeld]] = {}
    for row in rows:
        held = PostHeld(row["site"], row["site.name"], row["role"], departments.get(row["id"], ()))
        posts.setdefault(row["person"], []).append(held)
    people = {row["person"]: row for row in rows}
    found = [
        Colleague(
            id=person_id,
            name=row["person.name"],
            username=row["person.username"],
            disabled_at=row["person.disabled_at"],
            posts=tuple(posts[person_id]),
            contact_at=contacts.get(person_id),
        )
        for person_id, row in people.items()
    ]
    return sorted(found, key=lambda one: (one.disabled_at is not None, one.name, one.username))


async def devices(site_ids: Sequence[UUID], *, ended: bool = False) -> list[dict[str, Any]]:
    """The tokens of these sites' people with what their last heartbeat said; those with unsent reports first."""
    state = Token.ended_at.is_not_null() if ended else Token.ended_at.is_null()
    waiting = await _tokens(site_ids, state & _UNSENT)
    held = {row["id"] for row in waiting}
    return [*waiting, *(row for row in await _tokens(site_ids, state) if row["id"] not in held)]


async def unsent(site_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The phones of these sites' people that had something unsent at their last word."""
    return await _tokens(site_ids, Token.ended_at.is_null() & _UNSENT)


async def _tokens(site_ids: Sequence[UUID], condition: Combinable) -> list[dict[str, Any]]:
    if not site_ids:
        return []
    here = await Membership.select(Membership.person).where(Membership.site.is_in(list(site_ids)))
    person_ids = list({row["person"] for row in here})
    if not person_ids:
        return []
    query = Token.select(
        Token.id, Token.person, Token.person.name, Token.device, Token.device.name, Token.created_at, Token.ended_at,
        Token.app_version, Token.contact_at, Token.clock_error_ms, Token.heartbeat_at, Token.outbox_reports,
        Token.outbox_photos, Token.oldest_sealed_at, Token.storage_used, Token.storage_quota,
    ).where(Token.person.is_in(person_ids), condition)  # fmt: skip
    return await query.order_by(Token.contact_at, ascending=False).limit(_MOST_PHONES)


def unsent_count(row: dict[str, Any]) -> int:
    """Reports and photos still on the phone, as it last said."""
    return int(row["outbox_reports"] or 0) + int(row["outbox_photos"] or 0)


async def _departments(membership_ids: Sequence[UUID]) -> dict[UUID, tuple[tuple[str, str], ...]]:
    rows = await MembershipDepartment.select(
        MembershipDepartment.membership, MembershipDepartment.department.key, MembershipDepartment.department.name
    ).where(MembershipDepartment.membership.is_in(list(membership_ids)))
    names: dict[UUID, tuple[tuple[str, str], ...]] = {}
    for row in rows:
        names[row["membership"]] = (
            *names.get(row["membership"], ()),
            (row["department.key"], row["department.name"]),
        )
    return names


async def _contacts(person_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    rows = (
        await Token.select(Token.person, Token.contact_at)
        .where(Token.person.is_in(list(person_ids)), Token.contact_at.is_not_null())
        .order_by(Token.contact_at)
    )
    return {row["person"]: row["contact_at"] for row in rows}
