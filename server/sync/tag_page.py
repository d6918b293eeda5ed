"""The page behind a tag's link, for whoever has not signed in on this phone: it names the place and nothing else.

A phone where somebody has signed in opens the app at the point instead: its service worker answers before this page
is asked for, and where there is none the page's own module starts the app.
"""

from typing import Any

from litestar import Request, Response, route
from litestar.enums import HttpMethod
from litestar.params import FromPath

from server.lib import db, pages
from server.lib.answers import language_of
from server.lib.rates import Rates
from server.sites.labels import place_of_code
from server.sites.tagging import CODE_LENGTH

# Codes are 50 bits wide: at this pace, guessing finds a tag of a big estate in some ten thousand years.
_RATES = Rates(per_minute=60, burst=60)
_HEADERS = {"Cache-Control": "no-store", "Vary": "Accept-Language", "X-Robots-Tag": "noindex"}


@route("/app/p/{code:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD], exclude_from_csrf=True,
       include_in_schema=False)  # fmt: skip
async def tag_page(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[str]:
    """Site, building, floor and point of a tag, replaced ones too; 404 for a code on no tag, 429 when guessing."""
    wait = _RATES.wait(request.client.host if request.client else "")
    if wait:
        return _page(request, 429, {"Retry-After": str(wait)}, place=None, waits=True)
    place = None
    if len(code) == CODE_LENGTH:
        async with db.reading():
            place = await place_of_code(code)
    return _page(request, 200 if place else 404, {}, place=place, waits=False)


def _page(request: Request[Any, Any, Any], status: int, headers: dict[str, str], **values: Any) -> Response[str]:
    page = pages.render("sync/tag.html", language_of(request), values)
    return Response(page, status_code=status, media_type="text/html", headers={**_HEADERS, **headers})


HANDLERS = [tag_page]
