"""What is served: the list of doors, one way to answer problems, and what opens and closes with the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, Response, Router
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import MutableScopeHeaders
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import Message, Scope

from server import settings as environment
from server.console import (
    duty_pages,
    leaving_pages,
    places_copying_pages,
    places_editing_pages,
    places_import_pages,
    places_pages,
    point_pages,
    routes_pages,
    sites_pages,
)
from server.console import pages as console_pages
from server.defects import api as defects_api
from server.defects import queries as defects
from server.diaries import pages as diaries_pages
from server.incidents import pages as incidents_pages
from server.inspections import api as inspections_api
from server.inspections import pages as inspections_pages
from server.intake import pages as quarantine_pages
from server.keys import pages as keys_pages
from server.lib import db, digest, logs, pages
from server.lib.answers import API_EXCEPTIONS, answer_problem
from server.lib.uploads import UploadFolder
from server.patrols import api as patrols_api
from server.patrols import pages as patrols_pages
from server.people import api as people_api
from server.people import pages as people_pages
from server.people.callers import session_caller, token_caller
from server.people.desk_errors import DESK_EXCEPTIONS
from server.photos import api as photos_api
from server.photos.blobs import BlobFolder
from server.reports import api as reports_api
from server.reports import keys, naming
from server.residents import pages as residents_pages
from server.sync import api as sync_api
from server.sync import assets, schemas, tag_page
from server.takeovers import pages as takeovers_pages
from server.upkeep import kept_up
from server.vacancies import pages as vacancies_pages
from server.workorders import api as workorders_api
from server.workorders import pages as workorders_pages

# Whoever has not signed in may send a form too, and it is read whole before anybody asks who they are.
FORM_LIMIT = 64 * 1024


def create(settings: environment.Settings | None = None) -> Litestar:
    """The application for these settings (those of the environment if none are given)."""
    logs.configure()
    chosen = settings or environment.load()
    blobs = BlobFolder(chosen.photos)
    uploads = UploadFolder(chosen.uploads)

    @asynccontextmanager
    async def running(_app: Litestar) -> AsyncIterator[None]:
        await db.open_pool()
        try:
            blobs.prepare()
            uploads.prepare()
            await keys.register(chosen.secret)
            async with kept_up(blobs, uploads):
                yield
        finally:
            await db.close_pool()

    phones = Router(
        path="/api/v1",
        route_handlers=[
            *sync_api.HANDLERS,
            *people_api.HANDLERS,
            *photos_api.HANDLERS,
            *workorders_api.HANDLERS,
            *defects_api.HANDLERS,
            *inspections_api.HANDLERS,
            *patrols_api.HANDLERS,
            *reports_api.HANDLERS,
            *schemas.HANDLERS,
        ],
        dependencies={"caller": Provide(token_caller)},
        request_max_body_size=None,  # each of these doors has its own limit (protocol)
        exception_handlers=API_EXCEPTIONS,
    )
    desks = Router(
        path="/console",
        route_handlers=[
            *console_pages.HANDLERS,
            *inspections_pages.HANDLERS,
            *workorders_pages.HANDLERS,
            *patrols_pages.HANDLERS,
            *keys_pages.HANDLERS,
            *incidents_pages.HANDLERS,
            *diaries_pages.HANDLERS,
            *quarantine_pages.HANDLERS,
            *places_pages.HANDLERS,
            *places_import_pages.HANDLERS,
            *places_editing_pages.HANDLERS,
            *places_copying_pages.HANDLERS,
            *routes_pages.HANDLERS,
            *point_pages.HANDLERS,
            *sites_pages.HANDLERS,
            *residents_pages.HANDLERS,
            *duty_pages.HANDLERS,
            *leaving_pages.HANDLERS,
            *people_pages.HANDLERS,
            *takeovers_pages.HANDLERS,
            *vacancies_pages.HANDLERS,
        ],
        dependencies={"caller": Provide(session_caller)},
        exception_handlers=DESK_EXCEPTIONS,
    )
    return Litestar(
        route_handlers=[phones, desks, *tag_page.HANDLERS, *assets.HANDLERS, *schemas.PAGES],
        lifespan=[running],
        dependencies={
            "settings": Provide(lambda: chosen, sync_to_thread=False),
            "blobs": Provide(lambda: blobs, sync_to_thread=False),
            "uploads": Provide(lambda: uploads, sync_to_thread=False),
            "may_see_photo": Provide(lambda: naming.may_see_photo, sync_to_thread=False),
            "defects_of_reports": Provide(lambda: defects.of_reports, sync_to_thread=False),
        },
        csrf_config=CSRFConfig(
            secret=digest.sha256(b"louxun-csrf-1" + chosen.secret),
            cookie_name="louxun_csrf",
            cookie_httponly=True,
            cookie_samesite="lax",
            cookie_secure=chosen.base_url.startswith("https://"),
            exclude=["^/api/"],
        ),
        exception_handlers={HTTPException: answer_elsewhere, Exception: answer_elsewhere},
        before_send=[secure],
        logging_config=None,
        openapi_config=None,  # the document is `sync/openapi.py`'s own
        request_max_body_size=FORM_LIMIT,
    )


def answer_elsewhere(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Paths that belong to no door: problems under /api, a page elsewhere."""
    if request.url.path.startswith("/api/"):
        return answer_problem(request, error)
    return DESK_EXCEPTIONS[Exception](request, error)


async def secure(message: Message, _scope: Scope) -> None:
    """The headers that every answer carries, also where no route was found (strict CSP without inline script)."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        for name, value in pages.SECURITY_HEADERS.items():
            headers.setdefault(name, value)
