"""What a desk shows when something can't be done: the way to signing in, or a page that says what happened."""

from typing import Any

from litestar import Response
from litestar.exceptions import HTTPException, PermissionDeniedException
from litestar.types import ExceptionHandlersMap

from server.lib.answers import problem_of
from server.lib.problems import Problem
from server.people import desk
from server.people.desk import DeskRequest, PhonesOnly


def show(request: DeskRequest, error: Exception) -> Response[Any]:
    """A page with the problem's words; who is not signed in is led to the form and back again."""
    problem = Problem("csrf") if _is_csrf(error) else problem_of(error)
    if problem.code == "unauthorized":
        return _sign_in_first(request)
    if problem.code == "too-large":
        problem = Problem("form-too-large")  # the other one's limits are the phones'
    words = problem.render(desk.language_of(request))
    values = {"problem": words, "retry": problem.kind.retry or problem.code == "csrf"}
    response = desk.page(request, None, "error.html", values, status=problem.kind.status)
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def show_phone_app(request: DeskRequest, error: PhonesOnly) -> Response[Any]:
    """Patrollers and repairers are told where their work is."""
    values = {"name": error.caller.person_name}
    return desk.page(request, None, "phone_only.html", values, status=403)


def _sign_in_first(request: DeskRequest) -> Response[Any]:
    if desk.is_fragment(request):
        # A live part of a page whose session has ended: the whole page goes to the form.
        return Response(None, status_code=401, headers={"HX-Redirect": "/console/sign-in", "Cache-Control": "no-store"})
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return desk.to("/console/sign-in", **({"next": here} if request.method == "GET" and here != desk.HOME else {}))


def _is_csrf(error: Exception) -> bool:
    return isinstance(error, PermissionDeniedException) and "CSRF" in str(error.detail)


DESK_EXCEPTIONS: ExceptionHandlersMap = {
    PhonesOnly: show_phone_app,
    HTTPException: show,
    Problem: show,
    Exception: show,
}
