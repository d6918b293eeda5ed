"""Who is who: memberships, and what a site's people and departments are called."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from piccolo.custom_types import Combinable

from server.people.tables import Department, Membership, MembershipDepartment, Person
from server.people.terms import Member, Role


async def memberships_of(person_id: UUID, *, since: datetime | None = None) -> tuple[Member, ...]:
    """Every site of a person with role and departments, by the site's name; with `since` also those that ended later
    than that."""
    rows = await Membership.select(
        Membership.id, Membership.site, Membership.role, Membership.site.name, Membership.site.time_zone
    ).where(Membership.person == person_id, _held(since))
    departments = await MembershipDepartment.select(
        MembershipDepartment.membership, MembershipDepartment.department, MembershipDepartment.department.contractor
    ).where(MembershipDepartment.membership.person == person_id)
    return tuple(
        Member(
            site_id=row["site"],
            site_name=row["site.name"],
            time_zone=row["site.time_zone"],
            role=cast(Role, row["role"]),
            department_ids=tuple(d["department"] for d in departments if d["membership"] == row["id"]),
            contractor=any(d["department.contractor"] for d in departments if d["membership"] == row["id"]),
        )
        for row in sorted(rows, key=lambda row: (row["site.name"], row["site"]))
    )


def _held(since: datetime | None) -> Combinable:
    open_one: Combinable = Membership.ended_at.is_null()
    return open_one if since is None else open_one | (Membership.ended_at > since)


async def member_at(person_id: UUID, site_id: UUID, *, since: datetime | None = None) -> Member | None:
    """What a person is at one site; with `since` also what they were until some moment after it."""
    return next((m for m in await memberships_of(person_id, since=since) if m.site_id == site_id), None)


async def departments_at(site_id: UUID) -> list[dict[str, Any]]:
    """`{id, key, name, contractor}` of a site's departments."""
    return (
        await Department.select(Department.id, Department.key, Department.name, Department.contractor)
        .where(Department.site == site_id)
        .order_by(Department.key)
        .order_by(Department.name)
    )


async def department_by_key(site_id: UUID, key: str) -> UUID | None:
    """The department a checklist names; the site's own before a contractor's."""
    rows = await departments_at(site_id)
    mine = sorted((row for row in rows if row["key"] == key), key=lambda row: bool(row["contractor"]))
    return cast(UUID, mine[0]["id"]) if mine else None


async def people_at(site_id: UUID) -> list[dict[str, Any]]:
    """`{id, name, role}` of all who have a membership at a site, those who left too."""
    return (
        await Membership.select(
            Membership.person.as_alias("id"), Membership.person.name.as_alias("name"), Membership.role
        )
        .where(Membership.site == site_id)
        .order_by(Membership.person.name)
    )


async def names_of(person_ids: list[UUID]) -> dict[UUID, str]:
    """Names by id."""
    if not person_ids:
        return {}
    rows = await Person.select(Person.id, Person.name).where(Person.id.is_in(person_ids))
    return {row["id"]: row["name"] for row in rows}
