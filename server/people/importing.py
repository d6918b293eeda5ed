"""People from a file: first what would change, then all of it in one transaction. What is there already is found by its
username, so the same file again changes nothing; who and what the file does not name stays."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from piccolo.columns import Column

from server.journal.noting import note
from server.lib import clock, db, digest, ids, workbooks
from server.lib.i18n import N_, translate
from server.lib.paging import batches
from server.lib.sheets import Cells, Fault, FaultySheets, Row
from server.people import posting, queries, roll
from server.people.desk import ROLE_WORDS
from server.people.reading import Known, PersonPlan, PostPlan, plain, read_people
from server.people.rules import may_change, may_change_post
from server.people.sheets import PEOPLE, SHEETS
from server.people.tables import Membership, MembershipDepartment, Person
from server.people.terms import DECIDERS, Caller, Colleague, PostHeld


class Change(msgspec.Struct, frozen=True):
    """Somebody who is there already and would change: `name` and `phone` are (from, to) or None; posts as they would
    be, each with the one before (None: a new one)."""

    person_id: UUID
    plan: PersonPlan
    name: tuple[str, str] | None
    phone: tuple[str, str] | None
    posts: tuple[tuple[PostPlan, PostHeld | None], ...]


class Preview(msgspec.Struct, frozen=True):
    """What a file would do. `stamp` names exactly this, so that only what somebody has seen is done."""

    new: tuple[PersonPlan, ...]
    changed: tuple[Change, ...]
    unchanged_count: int

    @property
    def stamp(self) -> str:
        return digest.sha256(repr((self.new, self.changed)).encode())

    @property
    def is_empty(self) -> bool:
        return not self.new and not self.changed


def read_file(path: Path, name: str) -> Sequence[Row]:
    """The rows of a file of people; FaultySheets. Takes its time: run it in a thread."""
    return workbooks.read(path, SHEETS, name)[PEOPLE.key]


async def preview(rows: Sequence[Row], who: Caller) -> Preview:
    """What these rows would do. Raises FaultySheets with everything that is wrong with them."""
    faults: list[Fault] = []
    plans = read_people(rows, who, await _known(who), faults)
    if not rows:
        faults.append(Fault(PEOPLE.title, None, None, N_("一行也没有填")))
    present = {one.username: one for one in await roll.colleagues_named([plan.username for plan in plans])}
    cells = Cells(PEOPLE, faults)
    changes = [
        _change(who, plan, present[plan.username], cells) for plan in plans if plan.username in present
    ]
    if faults:
        raise FaultySheets(sorted(faults, key=lambda fault: fault.row or 0))
    changed = tuple(one for one in changes if one is not None)
    new = tuple(plan for plan in plans if plan.username not in present)
    return Preview(new, changed, len(plans) - len(new) - len(changed))


async def apply(rows: Sequence[Row], who: Caller, stamp: str) -> Preview | None:
    """Does what the preview said, whole or not at all; None where it would now be something else. FaultySheets."""
    async with db.writing():
        await db.lock("person")
        found = await preview(rows, who)
        if found.stamp != stamp:
            return None
        await _take_in(found.new, who.person_id)
        for change in found.changed:
            await _change_one(change, who.person_id)
        for site_id in who.sites(DECIDERS):
            count = sum(one.post.site_id == site_id for plan in found.new for one in plan.posts)
            if count:
                await note("import", "people", site_id, site_id=site_id, person_id=who.person_id, new=count)
    return found


async def _known(who: Caller) -> Known:
    departments: dict[UUID, Mapping[str, UUID]] = {}
    for site_id in who.sites(DECIDERS):
        rows = await queries.departments_at(site_id)
        # The site's own department before a firm's where a key names several.
        words = [(row["key"], row) for row in sorted(rows, key=lambda row: not row["contractor"])]
        words += [(translate("en", row["name"]), row) for row in rows] + [(row["name"], row) for row in rows]
        departments[site_id] = {plain(word): row["id"] for word, row in words}
    roles = {plain(word): role for role, zh in ROLE_WORDS.items() for word in (role, zh, translate("en", zh))}
    return Known(roles, departments)


def _change(who: Caller, plan: PersonPlan, one: Colleague, cells: Cells) -> Change | None:
    """What the plan would change of somebody who is there; None for nothing."""
    if not any(who.decides(site_id) for site_id in one.site_ids):
        cells.wrong(plan.row, "username", N_("这个用户名已经有人用了"))
        return None
    if one.disabled_at is not None:
        cells.wrong(plan.row, "username", N_("这个人已停用，要先在“人员”里恢复"))
        return None
    name = (one.name, plan.name) if plan.name != one.name else None
    phone = (one.phone, plan.phone) if plan.phone and plan.phone != one.phone else None
    if (name or phone) and not may_change(who, one):
        cells.wrong(plan.row, "name" if name else "phone", N_("您不能改这个人的姓名和电话"))
    held = {post.site_id: post for post in one.posts}
    posts = []
    for wanted in plan.posts:
        before = held.get(wanted.post.site_id)
        if before is not None and _is_same(before, wanted):
            continue
        if one.id == who.person_id or (before is not None and not may_change_post(who, one.id, before)):
            cells.wrong(wanted.row, "role", N_("您不能改这个人的岗位"))
        posts.append((wanted, before))
    return Change(one.id, plan, name, phone, tuple(posts)) if name or phone or posts else None


def _is_same(before: PostHeld, wanted: PostPlan) -> bool:
    return before.role == wanted.post.role and set(before.department_ids) == set(wanted.post.department_ids)


async def _take_in(plans: Sequence[PersonPlan], by: UUID) -> None:
    """The new ones, in few statements; they have no password until they set one themselves."""
    now = clock.now()
    for batch in batches(plans):
        people = {plan.username: ids.new() for plan in batch}
        await Person.insert(
            *(
                Person(
                    id=people[plan.username], username=plan.username, name=plan.name, phone=plan.phone,
                    password_hash="", created_at=now,
                )
                for plan in batch
            )
        )  # fmt: skip
        posts = [(people[plan.username], one.post, ids.new()) for plan in batch for one in plan.posts]
        await Membership.insert(
            *(Membership(id=key, person=person, site=post.site_id, role=post.role) for person, post, key in posts)
        )
        held = [
            MembershipDepartment(id=ids.new(), membership=key, department=department_id)
            for _, post, key in posts
            for department_id in post.department_ids
        ]
        if held:
            await MembershipDepartment.insert(*held)
        for person_id, post, _ in posts:
            await note("add", "person", person_id, site_id=post.site_id, person_id=by, role=post.role)


async def _change_one(change: Change, by: UUID) -> None:
    if change.name or change.phone:
        values: dict[Column | str, Any] = {Person.name: change.plan.name}
        if change.phone:
            values[Person.phone] = change.plan.phone
        await Person.update(values).where(Person.id == change.person_id)
        await note("change", "person", change.person_id, person_id=by)
    for wanted, _ in change.posts:
        await posting.change_post(change.person_id, wanted.post, by)
