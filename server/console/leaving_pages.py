"""Somebody leaves, at a desk: what they still have, who takes it, and when their phones' sign-in ends."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.console import leaving
from server.console.leaving import KIND_WORDS, POOL, fits, held_by
from server.lib import clock, db
from server.lib.problems import Problem
from server.lib.spans import span
from server.people import choosing, desk, roll
from server.people.roll import unsent_count
from server.people.rules import may_change, may_change_post
from server.people.terms import DECIDERS, Caller, Colleague, Member

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]


@get("/people/{person_id:str}/leaving", include_in_schema=False)
async def leaving_page(
    request: DeskRequest, caller: MaybeCaller, person_id: FromPath[str], site: FromQuery[str] = ""
) -> Response[str]:
    """What somebody still has everywhere, or at the one site they leave."""
    who = desk.at_desk(caller, DECIDERS)
    async with db.reading():
        one = await choosing.seen(who, person_id)
    return await _page(request, who, one, site, {})


@post("/people/{person_id:str}/leaving", include_in_schema=False)
async def leave(request: DeskRequest, caller: MaybeCaller, person_id: FromPath[str]) -> Response[Any]:
    """Hands everything on and ends their work."""
    who = desk.at_desk(caller, DECIDERS)
    async with db.reading():
        one = await choosing.seen(who, person_id)
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    members = _leaves(who, one, form.get("site", ""))
    try:
        await leaving.leave(
            one, members, form, who.person_id,
            is_everywhere=not form.get("site"), at_once=form.get("phones") == "now",
        )  # fmt: skip
    except Problem as problem:
        if problem.code != "bad-fields":
            raise
        errors = {error.path: error.message for error in problem.errors}
        return await _page(request, who, one, form.get("site", ""), {"form": form, "errors": errors}, 422)
    if form.get("site"):
        return desk.to(f"/console/people/{one.id}", done="ended")
    return desk.to("/console/people", done="left", show="left")


def _leaves(who: Caller, one: Colleague, site: str) -> list[Member]:
    """The sites that somebody leaves: the one named, else all of theirs. Problem forbidden or not-found."""
    if site:
        held = next((held for held in one.posts if str(held.site_id) == site), None)
        member = who.at(held.site_id) if held else None
        if held is None or member is None:
            raise Problem("not-found")
        if not may_change_post(who, one.id, held):
            raise Problem("forbidden")
        return [member]
    if not may_change(who, one):
        raise Problem("forbidden")
    # Also where a post has ended and something was left behind.
    return [member for member in who.memberships if member.role in DECIDERS and member.site_id in one.site_ids]


async def _page(
    request: DeskRequest, who: Caller, one: Colleague, site: str, values: dict[str, Any], status: int = 200
) -> Response[str]:
    members, now = _leaves(who, one, site), clock.now()
    async with db.reading():
        groups = await held_by(one.id, members, now)
        people = [other for other in await roll.colleagues([m.site_id for m in members]) if other.id != one.id]
        phones = await roll.phones_of(one.id)
    shown = {
        "form": {}, "errors": {}, **values, "person": one, "site": site, "now": now, "span": span,
        "groups": [(group, _takers(group, people)) for group in groups], "pool": POOL, "kind_words": KIND_WORDS,
        "several": len(members) > 1, "phones": phones, "unsent_count": unsent_count, "zone": members[0].time_zone,
        "unsent": [row for row in phones if unsent_count(row) or row["heartbeat_at"] is None],
        "site_name": members[0].site_name,
    }  # fmt: skip
    return desk.page(request, who, "console/leaving.html", shown, status)


def _takers(group: leaving.Held, people: list[Colleague]) -> list[tuple[UUID, str]]:
    return [(one.id, one.name) for one in people if fits(group.kind, one, group.member.site_id)]


HANDLERS = [leaving_page, leave]
