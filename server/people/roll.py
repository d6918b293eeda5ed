"""Who works at these sites, and with which phones: what the people's and devices' pages show."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from piccolo.custom_types import Combinable

from server.lib.paging import batches
from server.people.tables import Invitation, Membership, MembershipDepartment, Person, Token
from server.people.terms import Colleague, PostHeld

_MOST_PHONES = 500
# Asked for by itself: a phone that was long out of touch is the very one that matters, and the last in any list.
_TOLD = (
    Token.id, Token.person, Token.person.name, Token.device, Token.device.name, Token.created_at, Token.ended_at,
    Token.app_version, Token.contact_at, Token.clock_error_ms, Token.heartbeat_at, Token.outbox_reports,
    Token.outbox_photos, Token.oldest_sealed_at, Token.storage_used, Token.storage_quota, Token.end_when_empty_at,
)  # fmt: skip
_UNSENT = (Token.outbox_reports > 0) | (Token.outbox_photos > 0)


async def colleagues(site_ids: Sequence[UUID]) -> list[Colleague]:
    """Everyone who has or had a post at one of these sites, those who left last, by name; with their posts anywhere:
    whether the caller may change somebody depends on all of them."""
    if not site_ids:
        return []
    here = await Membership.select(Membership.person).where(Membership.site.is_in(list(site_ids)))
    return await _told({row["person"] for row in here})


async def colleague(person_id: UUID) -> Colleague | None:
    """One person with all their posts; None if there is no such person, or one who never had a post."""
    return next(iter(await _told({person_id})), None)


async def colleagues_named(usernames: Collection[str]) -> list[Colleague]:
    """Those of these usernames that are taken, wherever they work."""
    found: set[UUID] = set()
    for batch in batches(list(usernames)):
        found |= {row["id"] for row in await Person.select(Person.id).where(Person.username.is_in(batch))}
    return await _told(found)


async def _told(person_ids: Collection[UUID]) -> list[Colleague]:
    rows: list[dict[str, Any]] = []
    for batch in batches(list(person_ids)):
        rows += await Membership.select(
            Membership.id, Membership.person, Membership.role, Membership.site, Membership.site.name,
            Membership.ended_at, Membership.person.name, Membership.person.username, Membership.person.phone,
            Membership.person.disabled_at, Membership.person.password_hash,
        ).where(Membership.person.is_in(batch)).order_by(Membership.site.name)  # fmt: skip
    departments = await _departments([row["id"] for row in rows])
    contacts = await _contacts(list(person_ids))
    invited = await _invited(list(person_ids))
    posts: dict[UUID, list[PostHeld]] = {}
    sites: dict[UUID, list[UUID]] = {}
    for row in rows:
        sites.setdefault(row["person"], []).append(row["site"])
        if row["ended_at"] is None:
            held = departments.get(row["id"], ())
            names, keys = tuple((key, name) for _, key, name in held), tuple(one for one, _, _ in held)
            post = PostHeld(row["site"], row["site.name"], row["role"], names, keys)
            posts.setdefault(row["person"], []).append(post)
    people = {row["person"]: row for row in rows}
    found = [
        Colleague(
            id=person_id,
            name=row["person.name"],
            username=row["person.username"],
            phone=row["person.phone"],
            disabled_at=row["person.disabled_at"],
            posts=tuple(posts.get(person_id, ())),
            contact_at=contacts.get(person_id),
            has_password=bool(row["person.password_hash"]),
            invited_until=invited.get(person_id),
            site_ids=tuple(sites[person_id]),
        )
        for person_id, row in people.items()
    ]
    return sorted(found, key=lambda one: (one.disabled_at is not None or not one.posts, one.name, one.username))


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
    query = Token.select(*_TOLD).where(Token.person.is_in(person_ids), condition)
    return await query.order_by(Token.contact_at, ascending=False).limit(_MOST_PHONES)


async def phones_of(person_id: UUID) -> list[dict[str, Any]]:
    """The phones a person is signed in on, as `devices` tells them."""
    query = Token.select(*_TOLD).where(Token.person == person_id, Token.ended_at.is_null())
    return await query.order_by(Token.contact_at, ascending=False).limit(_MOST_PHONES)


def unsent_count(row: dict[str, Any]) -> int:
    """Reports and photos still on the phone, as it last said."""
    return int(row["outbox_reports"] or 0) + int(row["outbox_photos"] or 0)


async def _departments(membership_ids: Sequence[UUID]) -> dict[UUID, tuple[tuple[UUID, str, str], ...]]:
    """(id, key, name) of each membership's departments."""
    found: dict[UUID, tuple[tuple[UUID, str, str], ...]] = {}
    for batch in batches(membership_ids):
        for row in await MembershipDepartment.select(
            MembershipDepartment.membership, MembershipDepartment.department,
            MembershipDepartment.department.key, MembershipDepartment.department.name,
        ).where(MembershipDepartment.membership.is_in(batch)):  # fmt: skip
            one = (row["department"], row["department.key"], row["department.name"])
            found[row["membership"]] = tuple(sorted((*found.get(row["membership"], ()), one), key=lambda it: it[2]))
    return found


async def _contacts(person_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    found: dict[UUID, datetime] = {}
    for batch in batches(person_ids):
        for row in (
            await Token.select(Token.person, Token.contact_at)
            .where(Token.person.is_in(batch), Token.contact_at.is_not_null())
            .order_by(Token.contact_at)
        ):
            found[row["person"]] = row["contact_at"]
    return found


async def _invited(person_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When the invitation that is open, or was the last to be, ends; not those that were used or taken back."""
    found: dict[UUID, datetime] = {}
    for batch in batches(person_ids):
        for row in (
            await Invitation.select(Invitation.person, Invitation.expires_at)
            .where(Invitation.person.is_in(batch), Invitation.used_at.is_null(), Invitation.ended_at.is_null())
            .order_by(Invitation.expires_at)
        ):
            found[row["person"]] = row["expires_at"]
    return found
