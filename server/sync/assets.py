"""What browsers fetch: the phone app, the console's static files, the front page, and whether the server is well.

None of it sets a cookie. Paths under /app/ without a dot in their last part are the app's own screens: the page comes,
and the app finds its way.
"""

import re
from pathlib import Path
from typing import Any

import structlog
from litestar import Request, Response, route
from litestar.di import NamedDependency
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from server.lib import db, pages
from server.lib.answers import language_of
from server.lib.assets import Asset, Folder, answer
from server.people.tables import Person
from server.settings import Settings
from server.sync import shell

AnyRequest = Request[Any, Any, Any]
_CONSOLE = Folder(Path(pages.__file__).parent.parent / "static")
_LOG = structlog.get_logger("louxun")
_PHONE = re.compile(r"Mobi|Android|iPhone|iPad|HarmonyOS")
_ODD = re.compile(r"(^|/)\.{1,2}(/|$)|[\\\0]")
_READ = [HttpMethod.GET, HttpMethod.HEAD]


@route(
    ["/app", "/app/{path:path}"],
    http_method=_READ,
    exclude_from_csrf=True,
    include_in_schema=False,
    sync_to_thread=False,
)
def phone_app(request: AnyRequest) -> Response[Any]:
    """A file of the app, or its page for one of its screens."""
    if request.scope["raw_path"].partition(b"?")[0] == b"/app":
        # The worker's scope is /app/, with the slash; Litestar's own path has lost it.
        return Redirect("/app/", status_code=308)
    name = request.scope["path"].removeprefix("/app").removeprefix("/")
    if _ODD.search(name):
        raise NotFoundException
    is_screen = "." not in name.rsplit("/", 1)[-1]
    return _answer(request, shell.find("" if is_screen else name))


@route("/app/install-qr.svg", http_method=_READ, exclude_from_csrf=True, include_in_schema=False, sync_to_thread=False)
def install_code(request: AnyRequest, settings: NamedDependency[Settings]) -> Response[Any]:
    """The QR code for the poster."""
    return _answer(request, shell.install_code(settings.base_url))


@route("/static/{path:path}", http_method=_READ, exclude_from_csrf=True, include_in_schema=False, sync_to_thread=False)
def console_file(request: AnyRequest) -> Response[Any]:
    """A static file of the console."""
    return _answer(request, _CONSOLE.get(request.scope["path"].removeprefix("/static/")))


@route(
    ["/favicon.ico", "/favicon.svg"],
    http_method=_READ,
    exclude_from_csrf=True,
    include_in_schema=False,
    sync_to_thread=False,
)
def favicon(request: AnyRequest) -> Response[Any]:
    """The sign in the browser's tab."""
    is_drawn = request.scope["path"].endswith(".svg")
    return _answer(request, shell.APP.get("icons/icon.svg" if is_drawn else "icons/icon-192.png"))


@route("/", http_method=_READ, exclude_from_csrf=True, include_in_schema=False, sync_to_thread=False)
def front_page(request: AnyRequest, settings: NamedDependency[Settings]) -> Response[Any]:
    """Phones go straight to the app; at a desk a page shows both doors."""
    headers = {"Vary": "User-Agent, Accept-Language", "Cache-Control": "no-cache"}
    if _PHONE.search(request.headers.get("user-agent", "")):
        return Redirect("/app/", status_code=303, headers=headers)
    words = {"install_url": f"{settings.base_url}/app/install", "demo": settings.demo}
    page = pages.render("sync/front.html", language_of(request), words)
    return Response(page, status_code=200, media_type="text/html", headers=headers)


@route("/healthz/live", http_method=_READ, exclude_from_csrf=True, include_in_schema=False, sync_to_thread=False)
def live() -> Response[dict[str, str]]:
    """The process answers."""
    return Response({"status": "ok"}, status_code=200, headers={"Cache-Control": "no-store"})


@route(["/healthz", "/healthz/ready"], http_method=_READ, exclude_from_csrf=True, include_in_schema=False)
async def ready() -> Response[dict[str, str]]:
    """Work can be done: the database answers and has its tables."""
    headers = {"Cache-Control": "no-store"}
    try:
        async with db.reading():
            await Person.exists()
    except Exception as error:  # whatever it is, the answer is "not ready"
        _LOG.error("not-ready", error=repr(error))
        return Response(
            {"status": "down", "database": "down"}, status_code=503, headers={**headers, "Retry-After": "5"}
        )
    return Response({"status": "ok", "database": "ok"}, status_code=200, headers=headers)


def _answer(request: AnyRequest, asset: Asset | None) -> Response[Any]:
    if asset is None:
        raise NotFoundException
    return answer(request, asset)


HANDLERS = [phone_app, install_code, console_file, favicon, front_page, live, ready]
