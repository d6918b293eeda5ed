"""What the pages of people offer and read: a post in a form, departments and roles to choose, whom a person sees."""

from typing import Any

from server.lib.i18n import N_, Translate
from server.lib.problems import FieldError, Problem
from server.people import desk, queries, roll
from server.people.departments import department_words
from server.people.rules import may_change, may_invite, roles_given_by
from server.people.terms import DECIDERS, READERS, ROLES, Caller, Colleague, Member, Post, Role


def chosen_post(who: Caller, form: dict[str, str], departments: list[str]) -> Post:
    """The post in a form, at a site where the person decides; Problem bad-fields."""
    member = who.at(desk.as_id(form["site"]))
    if member is None or member.role not in DECIDERS:
        raise Problem("bad-fields", errors=[FieldError("site", N_("请选小区"))])
    role = next((role for role in roles_given_by(member.role) if role == form["role"]), None)
    if role is None:
        raise Problem("bad-fields", errors=[FieldError("role", N_("请选岗位"))])
    chosen = tuple(key for key in map(desk.as_id, departments) if key is not None)
    if len(chosen) != len(departments):
        raise Problem("bad-fields", errors=[FieldError("department", N_("这个部门不在这个小区"))])
    return Post(site_id=member.site_id, role=role, department_ids=chosen)


async def department_choices(members: list[Member], _: Translate) -> list[dict[str, str]]:
    """`{id, name}` of every department of these sites; the site stands before the name where there are several."""
    return [
        {"id": str(row["id"]), "site": str(member.site_id), "name": _named(member, row, _, len(members) > 1)}
        for member in members
        for row in await queries.departments_at(member.site_id)
    ]


def _named(member: Member, row: dict[str, Any], _: Translate, several: bool) -> str:
    name = department_words(row["key"], row["name"], _)
    return f"{member.site_name} · {name}" if several else name


def roles_of(members: list[Member]) -> list[Role]:
    """What somebody may make of others at any of these sites."""
    given = {role for member in members for role in roles_given_by(member.role)}
    return [role for role in ROLES if role in given]


def row_of(who: Caller, one: Colleague) -> dict[str, Any]:
    """What the list shows of somebody: of their posts only those at the caller's sites."""
    posts = [held for held in one.posts if (member := who.at(held.site_id)) and member.role in READERS]
    return {
        "person": one, "posts": posts, "may_change": may_change(who, one), "may_invite": may_invite(who, one),
        "is_waiting": is_waiting(one),
    }  # fmt: skip


def is_waiting(one: Colleague) -> bool:
    """Whether they have yet to set their first password."""
    return not one.has_password and one.disabled_at is None


async def seen(who: Caller, person_id: str) -> Colleague:
    """Somebody who has or had a post at one of the person's sites; Problem not-found for anybody else."""
    found = await roll.colleague(desk.thing_id(person_id))
    if found is None or not set(found.site_ids) & set(who.sites(READERS)):
        raise Problem("not-found")
    return found
