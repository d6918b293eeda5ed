"""Invitations at a desk: made and shown once, for one person or as sheets to cut up; and the page that a link opens,
where somebody who has not signed in sets their password."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.lib import db, digest, i18n
from server.lib.problems import Problem
from server.lib.qr import opens_nowhere_else, qr_path
from server.lib.rates import Rates
from server.people import choosing, desk, inviting, roll
from server.people.desk import ROLE_WORDS
from server.people.rules import MOST_PASSWORD, may_invite
from server.people.terms import READERS, Caller, Colleague
from server.settings import Settings

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
CARDS_A_SHEET = 12
MOST_AT_ONCE = 1000
# Wrong links count per address (a whole company sits behind one), passwords per link.
_WRONG = Rates(per_minute=20, burst=40)
_SET = Rates(per_minute=5, burst=10)


@post("/people/{person_id:str}/invite", include_in_schema=False)
async def invite_one(
    request: DeskRequest, caller: MaybeCaller, settings: NamedDependency[Settings], person_id: FromPath[str]
) -> Response[str]:
    """A link for one person, shown on this one answer."""
    who = desk.at_desk(caller)
    async with db.reading():
        one = await choosing.seen(who, person_id)
    if not may_invite(who, one):
        raise Problem("forbidden")
    return await _cards(request, who, [one], settings)


@post("/people/invitations", include_in_schema=False)
async def invite_many(
    request: DeskRequest, caller: MaybeCaller, settings: NamedDependency[Settings]
) -> Response[str]:
    """Links for the ticked persons, or for all of the shown sites who have yet to set a password: sheets to print,
    shown on this one answer."""
    who = desk.at_desk(caller)
    form = await request.form()
    ticked = {desk.thing_id(str(one)) for one in form.getall("person", [])}
    site_ids = [member.site_id for member in desk.shown_sites(request, who)]
    async with db.reading():
        everyone = await roll.colleagues(site_ids)
    allowed = [one for one in everyone if may_invite(who, one)]
    if form.get("all") == "waiting":
        wanted = [one for one in allowed if choosing.is_waiting(one)]
    else:
        wanted = [one for one in allowed if one.id in ticked]
        if len(wanted) != len(ticked):
            raise Problem("not-found")
    return await _cards(request, who, wanted[:MOST_AT_ONCE], settings)


@get("/invite/{token:str}", include_in_schema=False)
async def invitation_page(request: DeskRequest, token: FromPath[str]) -> Response[str]:
    """Where a link leads: for whom it is, and two fields. The same page for every link that is none or no more."""
    invited = await inviting.invited_by(token)
    return _invitation(request, invited, {}) if invited else _no_more(request)


@post("/invite/{token:str}", include_in_schema=False)
async def set_password(
    request: DeskRequest, settings: NamedDependency[Settings], token: FromPath[str]
) -> Response[str]:
    """Sets the password and uses the link up."""
    if await inviting.invited_by(token) is None:
        return _no_more(request)
    _wait(_SET, digest.sha256(token.encode("utf-8", "surrogateescape")))
    form = await request.form()
    typed = [value if isinstance(value := form.get(name), str) else "" for name in ("password", "again")]
    try:
        invited = await inviting.set_password(token, typed[0], typed[1], demo=settings.demo)
    except Problem as problem:
        if problem.code == "not-found":
            return _no_more(request)
        if problem.code != "bad-fields":
            raise
        errors = {error.path: error.message for error in problem.errors}
        return _invitation(request, await inviting.invited_by(token), {"errors": errors}, 422)
    return _invitation(request, invited, {"is_set": True})


def _no_more(request: DeskRequest) -> Response[str]:
    """The same words for every link that never was, has been used, or is over; only so many of them to one address."""
    _wait(_WRONG, request.client.host if request.client else "")
    return _invitation(request, None, {}, 404)


def _wait(rates: Rates, key: str) -> None:
    wait = rates.wait(key)
    if wait:
        raise Problem("too-many-requests", headers={"Retry-After": str(wait)})


def _invitation(
    request: DeskRequest, invited: inviting.Invited | None, values: dict[str, Any], status: int = 200
) -> Response[str]:
    shown = {"invited": invited, "errors": {}, "is_set": False, "most": MOST_PASSWORD, **values}
    response = desk.page(request, None, "people/invitation.html", shown, status)
    # Not even to our own pages: the address is the key.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


async def _cards(request: DeskRequest, who: Caller, people: list[Colleague], settings: Settings) -> Response[str]:
    """Fresh links and their cards. This answer is the only place where they ever stand."""
    if not people:
        raise Problem("not-found")
    made = await inviting.invite({one.id: _site_of(who, one) for one in people}, who.person_id)
    _ = i18n.translator(desk.language_of(request))
    by_id = {one.id: one for one in people}
    cards = []
    for one in made:
        link = f"{settings.base_url}/console/invite/{one.token}"
        width, path = qr_path(link)
        held = [held for held in by_id[one.person_id].posts if who.at(held.site_id)]
        roles = "、".join(dict.fromkeys(_(ROLE_WORDS[post.role]) for post in held))
        site_names = dict.fromkeys(post.site_name for post in held)
        person = by_id[one.person_id]
        cards.append({"person": person, "link": link, "size": width, "path": path, "roles": roles,
                      "sites": list(site_names), "expires_at": one.expires_at})  # fmt: skip
    values = {
        "sheets": [cards[start : start + CARDS_A_SHEET] for start in range(0, len(cards), CARDS_A_SHEET)],
        "cards": cards, "zone": who.memberships[0].time_zone, "base_url": settings.base_url,
        "opens_nowhere_else": opens_nowhere_else(settings.base_url),
    }  # fmt: skip
    return desk.page(request, who, "people/invitations.html", values, 201)


def _site_of(who: Caller, one: Colleague) -> UUID:
    """The site an invitation is journalled at: the first of theirs that the person sees."""
    return next(site_id for site_id in one.site_ids if (member := who.at(site_id)) and member.role in READERS)


HANDLERS = [invite_one, invite_many, invitation_page, set_password]
