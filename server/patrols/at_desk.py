"""What the pages of rounds share: at which site, who is ticked, which days."""

from typing import Any
from uuid import UUID

from litestar import Request

from server.people import desk
from server.people.terms import DECIDERS, Caller, Member

DeskRequest = Request[Any, Any, Any]


def chosen_member(request: DeskRequest, who: Caller, site: str) -> Member:
    """At which site: the one asked for, else the one shown at this desk, else the first."""
    if site:
        return desk.member_at(who, desk.thing_id(site), DECIDERS)
    return desk.shown_sites(request, who, DECIDERS)[0]


def deciding(who: Caller) -> list[Member]:
    """Where this person decides."""
    return [member for member in who.memberships if member.role in DECIDERS]


async def chosen_ids(request: DeskRequest, name: str) -> list[UUID]:
    """The ids of the ticked boxes of this name."""
    found = [desk.as_id(one) for one in (await request.form()).getall(name, []) if isinstance(one, str)]
    return [one for one in dict.fromkeys(found) if one is not None]


async def chosen_days(request: DeskRequest) -> frozenset[int]:
    """The ticked weekdays, 0 is Monday."""
    found = (await request.form()).getall("day", [])
    return frozenset(int(one) for one in found if isinstance(one, str) and one in "0123456" and len(one) == 1)
