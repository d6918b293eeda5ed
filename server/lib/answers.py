"""Answers under /api: JSON of Structs, problems for every refusal, also Litestar's own and those nobody foresaw."""

from typing import Any

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from server.lib import db, i18n
from server.lib.problems import MEDIA_TYPE, Problem

_LOG = structlog.get_logger("louxun")
_BY_STATUS = {
    400: "unreadable-body",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
    422: "bad-fields",
    429: "too-many-requests",
    503: "unavailable",
}


def language_of(request: Request[Any, Any, Any]) -> str:
    """The reader's language by Accept-Language (protocol, conventions)."""
    return i18n.chosen(request.headers.get("accept-language"))


def problem_of(error: Exception) -> Problem:
    """What went wrong, as a named refusal; a fault of ours is logged with its trace."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException) and error.status_code in _BY_STATUS:
        allowed = {name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
        return Problem(_BY_STATUS[error.status_code], headers=allowed)
    if db.is_full(error):
        _LOG.error("disk-full", error=repr(error))
        return Problem("no-space")
    if db.is_unwell(error):
        _LOG.error("database-unavailable", error=repr(error))
        return Problem("unavailable", headers={"Retry-After": "5"})
    _LOG.error("internal", exc_info=error)
    return Problem("internal")


def answer_problem(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, object]]:
    """The problem object in the reader's language."""
    problem = problem_of(error)
    return Response(
        problem.render(language_of(request)),
        status_code=problem.kind.status,
        media_type=MEDIA_TYPE,
        headers={**problem.headers, "Vary": "Accept-Language", "Cache-Control": "no-store"},
    )


API_EXCEPTIONS: ExceptionHandlersMap = {
    HTTPException: answer_problem,
    Problem: answer_problem,
    Exception: answer_problem,
}
