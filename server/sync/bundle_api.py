"""The route of the bundle: which site, what the phone has already, and how the answer travels."""

import asyncio
import gzip
import re
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery

from server.lib import digest, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.people.terms import Caller, Member
from server.settings import Settings
from server.sync.bundling import PARTS, answer, bundle_of

# Below this a compressed answer is no shorter on the air.
_WORTH_COMPRESSING: Final = 1000
_TAG: Final = re.compile(r'(?:W/)?"([^"]*)"')


@get("/bundle", tags=["phones"], summary="All a phone needs to work without signal")
async def bundle(
    request: Request[Any, Any, State],
    caller: NamedDependency[Caller],
    settings: NamedDependency[Settings],
    site: FromQuery[str | None] = None,
    have: FromQuery[str | None] = None,
    sections: FromQuery[str | None] = None,
) -> Response[Any]:
    """All of it, what has changed, or 304 (protocol, "Down: the bundle").

    `site` may be absent for a person of one site (else 400 site-required); 404 for a site of others, 422 for what is
    no id. `have=name:digest,…` leaves out the data of parts that have not changed. Beyond the protocol, for phones on a
    thin line: `sections=name,…` has these parts' fields told one by one, each with its digest, and `have` may name them
    too, as `name.field:digest`.
    """
    packed = await bundle_of(caller.person_id, _member(caller, site), settings.secret)
    if packed is None:
        raise Problem("not-found")
    headers = {
        "ETag": f'"{packed.version}"',
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding",
    }
    if _names(request.headers.getall("if-none-match", []), packed.version):
        return Response(None, status_code=304, headers=headers)
    body = answer(packed, _held(have), (sections or "").split(","))
    if len(body) >= _WORTH_COMPRESSING and _takes_gzip(request.headers.getall("accept-encoding", [])):
        body = await asyncio.to_thread(gzip.compress, body, 6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type="application/json", headers=headers)


def _member(caller: Caller, site: str | None) -> Member:
    if site is None:
        if len(caller.memberships) > 1:
            raise Problem("site-required")
        member = next(iter(caller.memberships), None)
    elif not ids.is_canonical(site):
        raise Problem("bad-fields", errors=[FieldError("site", N_("这不是一个编号"))])
    else:
        member = caller.at(UUID(site))
    if member is None:
        raise Problem("not-found")
    return member


def _held(have: str | None) -> dict[str, str]:
    """`name:digest,…`; what is not written so is passed over, and its data is sent."""
    pairs = (entry.strip().partition(":") for entry in (have or "").split(","))
    return {name: value for name, _, value in pairs if name.partition(".")[0] in PARTS and digest.is_digest(value)}


def _names(if_none_match: Sequence[str], version: str) -> bool:
    """Whether the header names this version, compared weakly, or anything (RFC 9110 §13.1.2)."""
    text = ",".join(if_none_match)
    return text.strip() == "*" or version in _TAG.findall(text)


def _takes_gzip(accept_encoding: Sequence[str]) -> bool:
    """Whether gzip, or anything, is accepted with a q above 0 (RFC 9110 §12.5.3)."""
    accepted: dict[str, bool] = {}
    for part in ",".join(accept_encoding).split(","):
        coding, _, parameters = part.strip().partition(";")
        q = parameters.strip().removeprefix("q=") or "1"
        accepted[coding.strip().lower()] = re.fullmatch(r"0(\.0*)?", q) is None
    return accepted.get("gzip", accepted.get("*", False))


HANDLERS = [bundle]
