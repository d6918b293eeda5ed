"""The console's own doors: signing in and out, language and site, and today."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from server.console import evidence_pages, today
from server.lib import clock, db, i18n
from server.lib.problems import Problem
from server.people import desk
from server.people.callers import COOKIE
from server.people.signing_in import SESSION_FOR, check_password, close_session, open_session
from server.people.terms import DECIDERS, Caller
from server.settings import Settings
from server.workorders import board

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
Next = Annotated[str | None, QueryParameter(name="next")]


@get("/sign-in", include_in_schema=False)
async def sign_in_form(
    request: DeskRequest, caller: MaybeCaller, settings: NamedDependency[Settings], next_page: Next = None
) -> Response[Any]:
    """The form; who is signed in already goes on."""
    if caller is not None:
        return desk.to(desk.inside(next_page))
    return _form(request, settings, {"next": desk.inside(next_page)})


@post("/sign-in", include_in_schema=False)
async def sign_in(
    request: DeskRequest, caller: MaybeCaller, settings: NamedDependency[Settings]
) -> Response[Any]:
    """A session for 14 hours in place of the one before; a wrong name or password brings the form back."""
    form = await desk.form_of(request, "username", "next")
    typed = (await request.form()).get("password")
    address = request.client.host if request.client else ""
    try:
        person = await check_password(
            form["username"], typed if isinstance(typed, str) else "", address, demo=settings.demo
        )
    except Problem as problem:
        words = problem.render(desk.language_of(request))
        values = {**form, "next": desk.inside(form["next"]), "problem": words}
        return _form(request, settings, values, problem.kind.status)
    if caller is not None and caller.session_id is not None:
        await close_session(caller.session_id)
    value = await open_session(person)
    response = desk.to(desk.inside(form["next"]))
    response.set_cookie(_session_cookie(value, settings))
    return response


@post("/sign-out", include_in_schema=False)
async def sign_out(caller: MaybeCaller, settings: NamedDependency[Settings]) -> Response[Any]:
    """Ends the session; also for who only may use a phone."""
    if caller is not None and caller.session_id is not None:
        await close_session(caller.session_id)
    response = desk.to("/console/sign-in")
    response.set_cookie(_session_cookie("", settings, seconds=0))
    return response


@get("/language", include_in_schema=False)
async def choose_language(
    settings: NamedDependency[Settings], to: FromQuery[str] = "", back: FromQuery[str] = ""
) -> Response[Any]:
    """Keeps the reader's language and leads back."""
    response = desk.to(desk.inside(back))
    if to in i18n.LANGUAGES:
        response.set_cookie(desk.keep(desk.LANGUAGE_COOKIE, to, secure=_is_secure(settings)))
    return response


@get("/site", include_in_schema=False)
async def choose_site(
    caller: MaybeCaller, settings: NamedDependency[Settings], to: FromQuery[str] = "", back: FromQuery[str] = ""
) -> Response[Any]:
    """Keeps which of their sites the reader looks at ("" = all) and leads back to the list they were in."""
    who = desk.at_desk(caller)
    chosen = desk.as_id(to)
    if chosen is not None:
        desk.member_at(who, chosen)
    response = desk.to(desk.inside(back.partition("?")[0]))
    response.set_cookie(desk.keep(desk.SITE_COOKIE, to if chosen else "", secure=_is_secure(settings)))
    return response


@get("/", include_in_schema=False)
async def today_page(request: DeskRequest, caller: MaybeCaller) -> Response[str]:
    """Today at the chosen site, or all; the live part alone where htmx asks for it."""
    who = desk.at_desk(caller)
    members, now = desk.shown_sites(request, who), clock.now()
    if not desk.is_fragment(request):
        await today.prepare(members, now)
    async with db.reading():
        values = await today.gather(members, desk.language_of(request), now)
    template = "console/now.html" if desk.is_fragment(request) else "console/today.html"
    return desk.page(request, who, template, {**values, "members": members})


@get("/counts", include_in_schema=False)
async def counts(request: DeskRequest, caller: MaybeCaller) -> Response[str]:
    """The rail's numbers: what waits for this person."""
    who = desk.at_desk(caller)
    members = desk.shown_sites(request, who)
    async with db.reading():
        orders = await board.late_count([member.site_id for member in members], clock.now())
        waiting = await today.waiting_lines_count([m.site_id for m in members if m.role in DECIDERS])
    values = {"orders": orders, "quarantine": waiting, "decides": bool(who.sites(DECIDERS))}
    return desk.page(request, who, "console/counts.html", values)


def _form(request: DeskRequest, settings: Settings, values: dict[str, Any], status: int = 200) -> Response[Any]:
    filled = {"username": "", "problem": None, "demo": settings.demo, **values}
    return desk.page(request, None, "console/sign_in.html", filled, status)


def _session_cookie(value: str, settings: Settings, seconds: int | None = None) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=value,
        path="/console",
        max_age=int(SESSION_FOR.total_seconds()) if seconds is None else seconds,
        httponly=True,
        samesite="lax",
        secure=_is_secure(settings),
    )


def _is_secure(settings: Settings) -> bool:
    return settings.base_url.startswith("https://")


HANDLERS = [
    sign_in_form,
    sign_in,
    sign_out,
    choose_language,
    choose_site,
    today_page,
    counts,
    *evidence_pages.HANDLERS,
]
