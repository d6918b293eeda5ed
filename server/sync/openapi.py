"""The API as an OpenAPI 3.1 document, from the table of routes and the messages' own schemas."""

from functools import cache
from typing import Any, Final

from server.lib.i18n import translate
from server.lib.problems import CATALOGUE, MEDIA_TYPE
from server.reports.wire import ProblemObject
from server.sync import shapes
from server.sync.routes import ROUTES, TAGS, Asked, Route, Told

Value = dict[str, Any]

VERSION: Final = "1"
_ANYWHERE: Final = ("too-many-requests", "internal", "unavailable")
_TOKEN: Final = ("unauthorized", "token-revoked")
_WORDS: Final = (
    "One way in for reports, one for photos, one bundle out. Fields and values may be added, never renamed, removed or"
    " given another meaning. Times are RFC 3339 in UTC with milliseconds, ids are lower-case UUIDs, digests SHA-256 in"
    " hex. Every refusal is a problem object (RFC 9457) in the language of Accept-Language. A request may carry"
    " `Louxun-Client-Time`, the phone's clock."
)


@cache
def document(base_url: str) -> Value:
    """The document for a server at this address."""
    schemas = _Schemas()
    paths: dict[str, Value] = {}
    for route in ROUTES:
        paths.setdefault(f"/api/v1{route.path}", {})[route.method] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Louxun 楼巡", "version": VERSION, "description": _WORDS},
        "servers": [{"url": base_url}],
        "tags": [{"name": name, "description": words} for name, words in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": schemas.definitions,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "A device's token"}},
        },
    }


class _Schemas:
    """All shapes that the routes and the messages use, under one name each."""

    def __init__(self) -> None:
        used = [route.takes for route in ROUTES] + [told.shape for route in ROUTES for told in route.tells]
        types = tuple(dict.fromkeys(one for one in [*used, *shapes.MESSAGES.values()] if one not in (None, dict)))
        references, self.definitions = shapes.components(
            tuple(one for one in types if one is not None), "#/components/schemas/{name}"
        )
        self._references: dict[type | None, Value] = dict(zip(types, references, strict=True))

    def of(self, shape: type | None) -> Value:
        """A reference to a shape; anything at all for an object of no particular one."""
        return self._references.get(shape, {"type": "object"})


def _operation(route: Route, schemas: _Schemas) -> Value:
    operation: Value = {
        "operationId": f"{route.method}{route.path.title().translate(str.maketrans('', '', '/-{}'))}",
        "tags": [route.tag],
        "summary": route.title,
        "description": route.words,
        "parameters": [_parameter(one) for one in route.asks],
        "responses": {str(told.status): _answer(told, schemas) for told in route.tells} | _refusals(route, schemas),
        "security": [{"token": []}] if route.needs_token else [],
    }
    if route.media:
        content = {media: {} if route.takes is None else {"schema": schemas.of(route.takes)} for media in route.media}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameter(asked: Asked) -> Value:
    schema: Value = {"type": "string"}
    if asked.pattern:
        schema["pattern"] = asked.pattern
    if asked.choices:
        schema["enum"] = list(asked.choices)
    return {
        "name": asked.name,
        "in": asked.within,
        "required": asked.within == "path",
        "description": asked.words,
        "schema": schema,
    }


def _answer(told: Told, schemas: _Schemas) -> Value:
    if told.shape is None:
        pictures: Value = {media: {} for media in told.media if media.startswith("image/")}
        return {"description": told.words, "content": pictures} if pictures else {"description": told.words}
    return {
        "description": told.words,
        "content": {media: {"schema": schemas.of(told.shape)} for media in told.media},
    }


def _refusals(route: Route, schemas: _Schemas) -> Value:
    """By status, each with its codes and what they mean."""
    by_status: dict[int, list[str]] = {}
    for code in (*(_TOKEN if route.needs_token else ()), *route.codes, *_ANYWHERE):
        by_status.setdefault(CATALOGUE[code].status, []).append(code)
    return {
        str(status): {
            "description": "; ".join(f"`{code}`: {translate('en', CATALOGUE[code].title)}" for code in codes),
            "content": {MEDIA_TYPE: {"schema": schemas.of(ProblemObject)}},
        }
        for status, codes in sorted(by_status.items())
    }
