"""Roles, and who is asking."""

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

import msgspec

Role = Literal["patroller", "repairer", "front_desk", "supervisor", "manager"]
ROLES: tuple[Role, ...] = get_args(Role)

# Who may read the lists for integrations, and who decides (protocol, "For integrations").
READERS: frozenset[Role] = frozenset({"front_desk", "supervisor", "manager"})
DECIDERS: frozenset[Role] = frozenset({"supervisor", "manager"})

# The departments' keys (protocol).
DEPARTMENT_NAMES = {
    "engineering": "工程",
    "cleaning": "保洁",
    "security": "保安",
    "gardening": "绿化",
    "service": "客服",
}


class Member(msgspec.Struct, frozen=True):
    """What a person is at one site."""

    site_id: UUID
    site_name: str
    time_zone: str
    role: Role
    department_ids: tuple[UUID, ...] = ()
    contractor: bool = False


class Caller(msgspec.Struct, frozen=True):
    """Who is asking: a person with their memberships. `device_id` and `token_id` are null at a desk."""

    person_id: UUID
    person_name: str
    memberships: tuple[Member, ...]
    device_id: UUID | None = None
    token_id: UUID | None = None
    session_id: str | None = None

    def at(self, site_id: UUID | None) -> Member | None:
        """The membership at a site, or None: then the site does not exist for this person."""
        return next((member for member in self.memberships if member.site_id == site_id), None)

    def sites(self, roles: frozenset[Role] | None = None) -> list[UUID]:
        """The sites where the person has one of these roles (any role if not given)."""
        return [member.site_id for member in self.memberships if roles is None or member.role in roles]

    def decides(self, site_id: UUID | None) -> bool:
        """Supervisor or manager of that site."""
        member = self.at(site_id)
        return member is not None and member.role in DECIDERS


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """What a person is to be at one site."""

    site_id: UUID
    role: Role
    department_ids: tuple[UUID, ...] = ()


class PostHeld(msgspec.Struct, frozen=True):
    """What somebody is at one site; departments as (key, name)."""

    site_id: UUID
    site_name: str
    role: Role
    departments: tuple[tuple[str, str], ...]
    department_ids: tuple[UUID, ...] = ()


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """A person with the posts they hold, none where all have ended; `contact_at` is their phones' last contact,
    `invited_until` when their last invitation that nobody used ends or ended. `has_password` False: they have never set
    one. `site_ids`: wherever they have or had a post."""

    id: UUID
    name: str
    username: str
    phone: str
    disabled_at: datetime | None
    posts: tuple[PostHeld, ...]
    contact_at: datetime | None
    has_password: bool
    invited_until: datetime | None
    site_ids: tuple[UUID, ...] = ()
