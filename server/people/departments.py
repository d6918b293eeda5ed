"""A site's departments: those it begins with, what they are called in the reader's language, further ones and firms."""

from typing import Any
from uuid import UUID

from server.journal.noting import note
from server.lib import db, ids
from server.lib.i18n import N_, Translate
from server.lib.problems import FieldError, Problem
from server.people.tables import Department, MembershipDepartment
from server.people.terms import DEPARTMENT_NAMES

# The names of terms.DEPARTMENT_NAMES once more, for the catalogue.
_MARKED = (N_("工程"), N_("保洁"), N_("保安"), N_("绿化"), N_("客服"))


async def ensure_departments(site_id: UUID) -> None:
    """Adds those of the checklists' departments that a site has not, inside the caller's transaction."""
    rows = await Department.select(Department.key).where(Department.site == site_id)
    present = {row["key"] for row in rows}
    for key, name in DEPARTMENT_NAMES.items():
        if key not in present:
            await Department.insert(Department(id=ids.new(), site=site_id, key=key, name=name, contractor=False))


def department_words(key: str | None, name: str | None, _: Translate) -> str:
    """A department's name in the reader's language, unless the site has given it a name of its own; "" for none."""
    return _(name) if name and name == DEPARTMENT_NAMES.get(key or "") else name or ""


async def site_of(department_id: UUID) -> UUID | None:
    """A department's site; None if there is no such department."""
    row = await Department.select(Department.site).where(Department.id == department_id).first()
    return row["site"] if row else None


async def told_at(site_id: UUID) -> list[dict[str, Any]]:
    """`{id, key, name, contractor, people_count}` of a site's departments: its own first, then the firms."""
    rows = await Department.select().where(Department.site == site_id)
    members = await MembershipDepartment.select(MembershipDepartment.department).where(
        MembershipDepartment.department.site == site_id, MembershipDepartment.membership.ended_at.is_null()
    )
    held = [row["department"] for row in members]
    told = [{**row, "people_count": held.count(row["id"])} for row in rows]
    return sorted(told, key=lambda row: (row["contractor"], row["key"], row["name"]))


async def add_department(site_id: UUID, name: str, key: str, *, contractor: bool, by: UUID) -> UUID:
    """A further department of a site; `key` says which kind of work it does. Problem bad-fields."""
    errors = [] if key in DEPARTMENT_NAMES else [FieldError("key", N_("请选做哪一类活"))]
    errors += _name_errors(name)
    if errors:
        raise Problem("bad-fields", errors=errors)
    department_id = ids.new()
    async with db.writing():
        await db.lock(f"site:{site_id}")
        await _refuse_taken(site_id, name, None)
        row = Department(id=department_id, site=site_id, key=key, name=name, contractor=contractor)
        await Department.insert(row)
        await note("add", "department", department_id, site_id=site_id, person_id=by, contractor=contractor)
    return department_id


async def change_department(department_id: UUID, site_id: UUID, name: str, *, contractor: bool, by: UUID) -> None:
    """Another name, or whether it is an outside firm: its people then see only their own orders. Problem bad-fields."""
    errors = _name_errors(name)
    if errors:
        raise Problem("bad-fields", errors=errors)
    async with db.writing():
        await db.lock(f"site:{site_id}")
        await _refuse_taken(site_id, name, department_id)
        await Department.update({Department.name: name, Department.contractor: contractor}).where(
            Department.id == department_id
        )
        await note("change", "department", department_id, site_id=site_id, person_id=by, contractor=contractor)


def _name_errors(name: str) -> list[FieldError]:
    is_good = bool(name) and len(name) <= 40 and name.isprintable()
    return [] if is_good else [FieldError("name", N_("请填部门的名称，不超过 40 个字"))]


async def _refuse_taken(site_id: UUID, name: str, own_id: UUID | None) -> None:
    rows = await Department.select(Department.id).where(Department.site == site_id, Department.name == name)
    if any(row["id"] != own_id for row in rows):
        raise Problem("bad-fields", errors=[FieldError("name", N_("这个小区已经有同名的部门"))])
