"""Phones at a desk: what each last said of itself, and ending its sign-in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server import __version__
from server.lib import clock, db, i18n
from server.lib.problems import Problem
from server.lib.spans import size, span
from server.people import desk, roll
from server.people.devices import is_older, storage_left
from server.people.roll import unsent_count
from server.people.rules import may_change
from server.people.signing_in import end_token
from server.people.tables import Token
from server.people.terms import DECIDERS, READERS, Caller

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]


@get("/devices", include_in_schema=False)
async def devices_page(
    request: DeskRequest, caller: MaybeCaller, show: FromQuery[str] = "", done: FromQuery[str] = ""
) -> Response[str]:
    """The phones of the person's sites; those whose sign-in has ended with `show=ended`."""
    who = desk.at_desk(caller, DECIDERS)
    members = desk.shown_sites(request, who, DECIDERS)
    async with db.reading():
        rows = await roll.devices([member.site_id for member in members], ended=show == "ended")
        everyone = await roll.colleagues(who.sites(DECIDERS))
    changeable = {one.id for one in everyone if may_change(who, one)} | {who.person_id}
    values = {
        **words(i18n.translator(desk.language_of(request))), "rows": rows, "ended": show == "ended",
        "zone": members[0].time_zone, "now": clock.now(), "done": done == "revoked", "changeable": changeable,
        "old_count": sum(is_older(row["app_version"], __version__) for row in rows),
    }  # fmt: skip
    template = "people/device_list.html" if desk.is_fragment(request) else "people/devices.html"
    return desk.page(request, who, template, values)


def words(_: Callable[..., str]) -> dict[str, Any]:
    """What the list of phones is told with."""
    return {
        "span": span,
        "span_ms": lambda ms: span(timedelta(milliseconds=ms), _),
        "size": size,
        "unsent_count": unsent_count,
        "is_older": lambda version: is_older(version, __version__),
        "storage_left": storage_left,
        "version": __version__,
    }


@post("/devices/{token_id:str}/revoke", include_in_schema=False)
async def revoke(caller: MaybeCaller, token_id: FromPath[str]) -> Response[Any]:
    """Ends a phone's sign-in for good: one's own, or that of somebody one may change. What is unsent on it stays there
    and can still come by a rescue."""
    who, key = desk.at_desk(caller, DECIDERS), desk.thing_id(token_id)
    row = await Token.select(Token.person).where(Token.id == key).first()
    one = await roll.colleague(row["person"]) if row else None
    if one is None or not set(one.site_ids) & set(who.sites(READERS)):
        raise Problem("not-found")
    if one.id != who.person_id and not may_change(who, one):
        raise Problem("forbidden")
    await end_token(key, by=who.person_id)
    return desk.to("/console/devices", done="revoked")


HANDLERS = [devices_page, revoke]
