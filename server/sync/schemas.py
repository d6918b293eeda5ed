"""The door to what the API is: JSON Schemas of the messages, and the whole as OpenAPI 3.1, as JSON and to browse.

None of it needs a token. Read `shapes.py` for the messages, `routes.py` for the routes, `openapi.py` for the document.
"""

from typing import Any

import msgspec
from litestar import Response, get

from server.lib import pages
from server.lib.problems import Problem
from server.settings import Settings
from server.sync import openapi, shapes

_CACHE = {"Cache-Control": "public, max-age=300"}


@get("/schemas/{file:str}", sync_to_thread=False)
def schema(file: str, settings: Settings) -> Response[bytes]:
    """The JSON Schema of one message; 404 for a name that is none."""
    name = file.removesuffix(".json")
    if name == file or name not in shapes.MESSAGES:
        raise Problem("not-found")
    identified = {"$id": f"{settings.base_url}/api/v1/schemas/{name}.json", **shapes.schema_of(name)}
    return Response(msgspec.json.encode(identified), media_type="application/schema+json", headers=_CACHE)


@get("/schema/openapi.json", exclude_from_csrf=True, sync_to_thread=False)
def document(settings: Settings) -> Response[bytes]:
    """The API as OpenAPI 3.1."""
    content = msgspec.json.encode(openapi.document(settings.base_url))
    return Response(content, media_type="application/vnd.oai.openapi+json", headers=_CACHE)


@get("/schema", exclude_from_csrf=True, sync_to_thread=False)
def browse(settings: Settings) -> Response[str]:
    """The same to read: plain HTML, no script. In English, like the protocol it shows."""
    values: dict[str, Any] = {"api": openapi.document(settings.base_url), "pretty": _pretty}
    return Response(pages.render("sync/schema.html", "en", values), media_type="text/html", headers=_CACHE)


def _pretty(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


HANDLERS = [schema]
PAGES = [document, browse]
