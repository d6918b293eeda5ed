"""What all lists for integrations share: whose sites they show, and the filters each of them takes (protocol,
"For integrations")."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple
from uuid import UUID

from piccolo.columns import Column
from piccolo.custom_types import Combinable
from piccolo.table import Table

from server.lib import paging
from server.lib.filters import Filters
from server.lib.i18n import N_
from server.lib.paging import Cursor
from server.lib.problems import FieldError, Problem
from server.people.tables import Department, Membership
from server.people.terms import DEPARTMENT_NAMES, READERS, Caller, Role
from server.sites.tables import Building

COMMON = frozenset({"site", "since", "until", "building", "limit", "cursor"})
# Of a key that no department here has, so that nothing is found (an empty list is no condition).
_NOBODYS = UUID(int=0)


class Listing(NamedTuple):
    """What was asked. `conditions` are the common filters on the list's table, without the cursor."""

    sites: list[UUID]
    filters: Filters
    conditions: list[Combinable]
    building_id: UUID | None
    limit: int
    cursor: Cursor | None


def after(cursor: Cursor | None, at: Any, key: Any) -> list[Combinable]:
    """The condition for the rows after the last one of the page before: older, or as old with a smaller id.

    Problem bad-fields where the cursor is of another list.
    """
    if cursor is None:
        return []
    try:
        last = UUID(cursor.key)
    except ValueError as error:
        raise Problem("bad-fields", errors=[FieldError("cursor", N_("这不是我们给的翻页标记"))]) from error
    return [(at < cursor.at) | ((at == cursor.at) & (key < last))]


async def read(
    pairs: Iterable[tuple[str, str]],
    caller: Caller,
    own: Collection[str],
    *,
    at_sites: Callable[[list[UUID]], Combinable],
    at: Any,
    building: Any | None,
    roles: frozenset[Role] = READERS,
) -> Listing:
    """The common filters among the query's pairs, as conditions on the list's table: `at_sites` makes the one for the
    sites, `at` is the column of the list's time, `building` of its building (None: the list sees to it itself).

    Problems: 403 forbidden (no such role, at the site or anywhere), 404 not-found (unknown site), 422 bad-fields for
    limit, cursor and names; bad values are refused by `filters.check()`, once the list's own filters are read.
    """
    filters = Filters(pairs, COMMON | set(own))
    sites = _sites(caller, filters, roles)
    limit = paging.limit_of(filters.text("limit"))
    cursor = paging.cursor_of(filters.text("cursor"))
    conditions: list[Combinable] = [at_sites(sites)]
    if (since := filters.time("since")) is not None:
        conditions.append(at >= since)
    if (until := filters.time("until")) is not None:
        conditions.append(at < until)
    chosen = await known_id(filters, "building", Building, sites)
    if chosen is not None and building is not None:
        conditions.append(building == chosen)
    return Listing(sites, filters, conditions, chosen, limit, cursor)


async def known_id(filters: Filters, name: str, table: type[Table], sites: list[UUID]) -> UUID | None:
    """An id of this table at these sites; anybody else's is as unknown as one that never was."""
    chosen = filters.id(name)
    if chosen is None:
        return None
    site: Column = table._meta.get_column_by_name("site")
    if not await table.exists().where((table._meta.primary_key == chosen) & site.is_in(sites)):
        filters.refuse(name, N_("没有这一项，或它不属于您的小区"))
    return chosen


async def known_person(filters: Filters, sites: list[UUID]) -> UUID | None:
    """`person`: somebody who has, or had, a role at these sites."""
    chosen = filters.id("person")
    if chosen is not None and not await Membership.exists().where(
        (Membership.person == chosen) & Membership.site.is_in(sites)
    ):
        filters.refuse("person", N_("没有这个人，或不在您的小区"))
    return chosen


async def departments(filters: Filters, sites: list[UUID]) -> list[UUID] | None:
    """`department`: an id, or a key, which means the departments of that key at these sites; None where absent."""
    text = filters.text("department")
    if text is None:
        return None
    rows = await Department.select(Department.id, Department.key).where(Department.site.is_in(sites))
    found = [row["id"] for row in rows if text in (row["key"], str(row["id"]))]
    if not found and text not in DEPARTMENT_NAMES:
        filters.refuse("department", N_("没有这个部门"))
    return found or [_NOBODYS]


def _sites(caller: Caller, filters: Filters, roles: frozenset[Role]) -> list[UUID]:
    readable = caller.sites(roles)
    if filters.text("site") is None:
        if not readable:
            raise Problem("forbidden")
        return readable
    site_id = filters.id("site")
    if site_id is None:
        filters.check()
    if caller.at(site_id) is None:
        raise Problem("not-found")
    if site_id is None or site_id not in readable:
        raise Problem("forbidden")
    return [site_id]
