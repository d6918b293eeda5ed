"""Diaries at a desk: a day with who has written and who has not, or one person's days."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.diaries import queries
from server.people.tables import Membership, MembershipDepartment
from server.people.terms import Member

DAYS = 30
Row = dict[str, Any]
# Two foreign keys away: Piccolo's types know one.
_PERSON: Any = Membership.person


class Page(Struct, frozen=True, kw_only=True):
    """A person's diary of a date: the one that counts, those before it, and what was said to any of them."""

    shown: Row
    earlier: tuple[Row, ...]
    answers: tuple[Row, ...]


class Unwritten(Struct, frozen=True, kw_only=True):
    """Somebody who walks rounds and has written no diary that day."""

    person_id: UUID
    name: str
    site_id: UUID
    site_name: str


async def day(members: Sequence[Member], on: date) -> tuple[list[Page], list[Unwritten]]:
    """The diaries of a date at these sites by site and name, and who has not written."""
    rows = await queries.diaries_of_day([member.site_id for member in members], on)
    pages = await _pages(rows)
    pages.sort(key=lambda page: (page.shown["site.name"], page.shown["person.name"], page.shown["id"]))
    written = {(row["site"], row["person"]) for row in rows}
    missing = [one for one in await _walkers(members) if (one.site_id, one.person_id) not in written]
    return pages, missing


async def person(site_id: UUID, person_id: UUID, before: date | None) -> tuple[list[Page], date | None]:
    """A person's diaries at a site, newest first, and before which date there are more."""
    rows = await queries.diaries_of_person(site_id, person_id, before, DAYS + 1)
    more = rows[DAYS - 1]["written_on"] if len(rows) > DAYS else None
    return await _pages([row for row in rows if more is None or row["written_on"] >= more]), more


async def _pages(rows: Sequence[Row]) -> list[Page]:
    answers = await queries.answers_to([row["id"] for row in rows])
    together: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        together.setdefault((row["site"], row["person"], row["written_on"]), []).append(row)
    return [
        Page(shown=same[0], earlier=tuple(same[1:]), answers=_of(same, answers)) for same in together.values()
    ]


def _of(same: Iterable[Row], answers: dict[UUID, list[Row]]) -> tuple[Row, ...]:
    found = [one for row in same for one in answers.get(row["id"], [])]
    return tuple(sorted(found, key=lambda one: (one["at"], one["id"])))


async def _walkers(members: Sequence[Member]) -> list[Unwritten]:
    """Who walks rounds at these sites and is still there; a contractor's people keep no diary."""
    site_ids = [member.site_id for member in members]
    rows = await Membership.select(
        Membership.id, Membership.site, Membership.site.name, Membership.person, Membership.person.name
    ).where(
        Membership.site.is_in(site_ids), Membership.role == "patroller", _PERSON.disabled_at.is_null()
    )  # fmt: skip
    outside = await MembershipDepartment.select(MembershipDepartment.membership).where(
        MembershipDepartment.department.contractor == True,  # noqa: E712 - a column
        MembershipDepartment.membership.site.is_in(site_ids),
    )
    strangers = {row["membership"] for row in outside}
    found = [
        Unwritten(
            person_id=row["person"], name=row["person.name"], site_id=row["site"], site_name=row["site.name"]
        )
        for row in rows
        if row["id"] not in strangers
    ]
    return sorted(found, key=lambda one: (one.site_name, one.name))
