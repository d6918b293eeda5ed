"""Reading a file of people into plans: whatever the file and the reader's own sites can tell is checked, all faults are
collected. Pure."""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from server.lib.i18n import N_
from server.lib.sheets import Cells, Fault, Row
from server.people.rules import MOST_NAME, USERNAME, is_phone, roles_given_by
from server.people.sheets import PEOPLE
from server.people.terms import DECIDERS, Caller, Member, Post, Role


class Known(msgspec.Struct, frozen=True):
    """What the words in the file mean: `roles` and `departments` (of each site) by what people may write for them."""

    roles: Mapping[str, Role]
    departments: Mapping[UUID, Mapping[str, UUID]]


class PostPlan(msgspec.Struct, frozen=True):
    """A post that the file wants, and the row that says so."""

    row: Row
    post: Post


class PersonPlan(msgspec.Struct, frozen=True):
    """Somebody whom the file names, with all posts it gives them. `phone` "": the file says nothing of it."""

    row: Row
    username: str
    name: str
    phone: str
    posts: tuple[PostPlan, ...]


def read_people(rows: Sequence[Row], who: Caller, known: Known, faults: list[Fault]) -> list[PersonPlan]:
    """The plans in the file's order; whatever is wrong goes to `faults`, and then the plans are of no use."""
    reader = _Reader(who, known, Cells(PEOPLE, faults))
    found: dict[str, PersonPlan] = {}
    for row in rows:
        one = reader.read(row)
        if one is not None:
            found[one.username] = reader.joined(found[one.username], one) if one.username in found else one
    return list(found.values())


class _Reader:
    def __init__(self, who: Caller, known: Known, cells: Cells) -> None:
        self.known = known
        self.cells = cells
        self.sites = {plain(m.site_name): m for m in who.memberships if m.role in DECIDERS}

    def read(self, row: Row) -> PersonPlan | None:
        """One row; None where it can't be used (and a fault says so)."""
        username, name = self.cells.text(row, "username").lower(), self.cells.text(row, "name", MOST_NAME)
        if username and not USERNAME.match(username):
            self.cells.wrong(row, "username", N_("用户名用小写字母、数字、点或横线，2 到 64 个字"))
            username = ""
        phone = self.cells.text(row, "phone", 24)
        if phone and not is_phone(phone):
            self.cells.wrong(row, "phone", N_("电话只写数字，可以有空格、横线和开头的加号"))
        member = self._member(row)
        role = self._role(row, member)
        departments = self._departments(row, member)
        if not username or not name or member is None or role is None:
            return None
        post = Post(site_id=member.site_id, role=role, department_ids=departments)
        return PersonPlan(row, username, name, phone, (PostPlan(row, post),))

    def joined(self, before: PersonPlan, one: PersonPlan) -> PersonPlan:
        """A further row of the same person: the same name, another site."""
        if one.name != before.name:
            self.cells.wrong(one.row, "name", N_("与第 {other} 行同一个用户名，姓名却不同"), other=before.row.number)
        if before.phone and one.phone and one.phone != before.phone:
            self.cells.wrong(one.row, "phone", N_("与第 {other} 行同一个用户名，电话却不同"), other=before.row.number)
        for plan in before.posts:
            if plan.post.site_id == one.posts[0].post.site_id:
                self.cells.wrong(one.row, "site", N_("与第 {other} 行重复"), other=plan.row.number)
        return msgspec.structs.replace(before, phone=before.phone or one.phone, posts=(*before.posts, *one.posts))

    def _member(self, row: Row) -> Member | None:
        name = self.cells.text(row, "site")
        if not name and len(self.sites) == 1:
            return next(iter(self.sites.values()))
        member = self.sites.get(plain(name))
        if member is None:
            what = N_("没有这个小区，或您不管这个小区") if name else N_("您管几个小区，请写是哪一个")
            self.cells.wrong(row, "site", what)
        return member

    def _role(self, row: Row, member: Member | None) -> Role | None:
        text = self.cells.text(row, "role")
        role = self.known.roles.get(plain(text))
        if text and role is None:
            self.cells.wrong(row, "role", N_("没有“{name}”这个岗位"), name=text)
        if role is not None and member is not None and role not in roles_given_by(member.role):
            self.cells.wrong(row, "role", N_("经理只能由经理添加"))
            return None
        return role

    def _departments(self, row: Row, member: Member | None) -> tuple[UUID, ...]:
        names = [name for name in re.split(r"[,，、;；]", self.cells.text(row, "departments", 200)) if name.strip()]
        if member is None:
            return ()
        known = self.known.departments.get(member.site_id, {})
        for name in names:
            if plain(name) not in known:
                self.cells.wrong(row, "departments", N_("这个小区没有“{name}”这个部门"), name=name.strip())
        return tuple(dict.fromkeys(known[plain(name)] for name in names if plain(name) in known))


def plain(name: str) -> str:
    """How names are compared: without spaces, in lower case."""
    return "".join(name.split()).lower()
