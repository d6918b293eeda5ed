"""A page at a desk: who sees it, in which language, of which site, inside the shell with the rail.

`page()` makes every page of the console. Language and site are the reader's choice and stand in cookies; what a
person may see at all never follows from a cookie but from the memberships.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.types import Empty
from litestar.utils.scope.state import ScopeState

from server.lib import i18n, ids, pages
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.lib.uploads import XLSX_TYPE
from server.people.terms import DECIDERS, READERS, Caller, Member, Role

LANGUAGE_COOKIE = "louxun_language"
SITE_COOKIE = "louxun_site"
HOME = "/console/"
_YEAR = 365 * 24 * 3600

ROLE_WORDS: dict[Role, str] = {
    "patroller": N_("管家助理"),
    "repairer": N_("维修"),
    "front_desk": N_("前台"),
    "supervisor": N_("主管"),
    "manager": N_("经理"),
}

DeskRequest = Request[Any, Any, Any]


class Section(NamedTuple):
    """One place of the rail; `key` goes there after G."""

    name: str
    path: str
    word: str
    icon: str
    key: str
    roles: frozenset[Role]


SECTIONS = (
    Section("today", HOME, N_("今日"), "grid", "d", READERS),
    Section("evidence", "/console/evidence", N_("巡查证据"), "image", "r", DECIDERS),
    Section("rounds", "/console/rounds", N_("班次"), "calendar", "w", DECIDERS),
    Section("orders", "/console/orders", N_("工单"), "columns", "o", READERS),
    Section("keys", "/console/keys", N_("钥匙"), "key", "y", READERS),
    Section("incidents", "/console/incidents", N_("事件"), "flag", "i", READERS),
    Section("diaries", "/console/diaries", N_("日记"), "report", "n", DECIDERS),
    Section("quarantine", "/console/quarantine", N_("待处理"), "inbox", "q", DECIDERS),
    Section("duty", "/console/duty", N_("值班"), "phone", "t", READERS),
    Section("places", "/console/places", N_("地点"), "qr", "l", DECIDERS),
    Section("units", "/console/units", N_("空置房"), "home", "u", READERS),
    Section("residents", "/console/residents", N_("住户"), "user", "h", READERS),
    Section("people", "/console/people", N_("人员"), "users", "p", READERS),
    Section("devices", "/console/devices", N_("设备"), "device", "v", DECIDERS),
)


class PhonesOnly(Exception):
    """A person who works on a phone has signed in at a desk."""

    def __init__(self, caller: Caller) -> None:
        super().__init__("phones only")
        self.caller = caller


def at_desk(caller: Caller | None, roles: frozenset[Role] = READERS) -> Caller:
    """The signed-in person with one of these roles somewhere; raises Problem unauthorized, forbidden or PhonesOnly."""
    if caller is None:
        raise Problem("unauthorized")
    if not caller.sites(READERS):
        raise PhonesOnly(caller)
    if not caller.sites(roles):
        raise Problem("forbidden")
    return caller


def shown_sites(request: DeskRequest, caller: Caller, roles: frozenset[Role] = READERS) -> list[Member]:
    """The memberships whose sites a page shows: the chosen one, else all where the person has one of the roles."""
    mine = [member for member in caller.memberships if member.role in roles]
    chosen = _chosen_site(request)
    return [member for member in mine if member.site_id == chosen] or mine


def member_at(caller: Caller, site_id: UUID | None, roles: frozenset[Role] = READERS) -> Member:
    """What the caller is at the site of a thing; Problem not-found where it is foreign, forbidden without the role."""
    member = caller.at(site_id)
    if member is None or member.role not in READERS:
        raise Problem("not-found")
    if member.role not in roles:
        raise Problem("forbidden")
    return member


def language_of(request: DeskRequest) -> str:
    """What the reader chose at this desk, else by Accept-Language."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in i18n.LANGUAGES else i18n.chosen(request.headers.get("accept-language"))


def is_fragment(request: DeskRequest) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("hx-request") == "true"


def page(
    request: DeskRequest, caller: Caller | None, template: str, values: Mapping[str, Any], status: int = 200
) -> Response[str]:
    """A page, or the part of one that a template draws, in the reader's language. Never kept by any cache."""
    language = language_of(request)
    text = pages.render(template, language, {**values, "desk": _shell(request, caller, language)})
    return Response(
        text,
        status_code=status,
        media_type="text/html; charset=utf-8",
        # Also where no route was found and nobody else adds them.
        headers={
            **pages.SECURITY_HEADERS,
            "Cache-Control": "private, no-store",
            "Vary": "Accept-Language, Cookie, HX-Request",
        },
    )


def to(path: str, **query: str) -> Response[None]:
    """303: the browser fetches this page next, so that reloading sends no form twice."""
    address = f"{path}?{urlencode(query)}" if query else path
    return Response(None, status_code=303, headers={"Location": address, "Cache-Control": "no-store"})


def workbook(name: str, content: bytes) -> Response[bytes]:
    """A spreadsheet to keep, under this (ASCII) name."""
    headers = {
        **pages.SECURITY_HEADERS,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=XLSX_TYPE, headers=headers)


def inside(path: str | None) -> str:
    """A path of the console that a link may lead back to; the first page instead of anything else."""
    is_ours = path and path.startswith(HOME) and path.isascii() and path.isprintable()
    is_ours = is_ours and not any(odd in cast(str, path) for odd in ("\\", "//", "/."))
    return cast(str, path) if is_ours else HOME


def keep(name: str, value: str, *, secure: bool) -> Cookie:
    """A choice of the reader, for a year."""
    return Cookie(key=name, value=value, path="/console", max_age=_YEAR, httponly=True, samesite="lax", secure=secure)


async def form_of(request: DeskRequest, *names: str) -> dict[str, str]:
    """These fields of a posted form as trimmed text, empty where they are absent."""
    form = await request.form()
    return {name: value.strip() if isinstance(value := form.get(name), str) else "" for name in names}


def as_id(text: str) -> UUID | None:
    """An id from a form or address; None for anything else."""
    return UUID(text) if ids.is_canonical(text) else None


def thing_id(text: str) -> UUID:
    """An id from an address; what is none leads to nothing (Problem not-found)."""
    found = as_id(text)
    if found is None:
        raise Problem("not-found")
    return found


def _shell(request: DeskRequest, caller: Caller | None, language: str) -> dict[str, Any]:
    """What the frame around a page needs."""
    mine = [] if caller is None else [member for member in caller.memberships if member.role in READERS]
    shown = shown_sites(request, caller) if caller else []
    roles = dict.fromkeys(member.role for member in mine)
    return {
        "csrf": _csrf(request),
        "here": inside(_here(request)),
        "sections": [section for section in SECTIONS if caller and caller.sites(section.roles)] if mine else [],
        "current": _current(request.url.path),
        "person_name": caller.person_name if caller else "",
        "role_words": " · ".join(i18n.translate(language, ROLE_WORDS[role]) for role in roles),
        "sites": mine,
        "site_id": shown[0].site_id if len(shown) == 1 else None,
    }


def _here(request: DeskRequest) -> str:
    """Where the reader is, for coming back after choosing language or site."""
    if request.method != "GET":
        return request.url.path
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _current(path: str) -> str:
    found = max((s for s in SECTIONS if path.startswith(s.path)), key=lambda s: len(s.path), default=None)
    is_home = found is not None and (found.path != HOME or path == HOME)
    return found.name if found and is_home else ""


def _chosen_site(request: DeskRequest) -> UUID | None:
    return as_id(request.cookies.get(SITE_COOKIE) or "")


def _csrf(request: DeskRequest) -> str:
    token = ScopeState.from_scope(request.scope).csrf_token
    return "" if token is Empty else token
