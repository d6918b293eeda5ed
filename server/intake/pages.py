"""Quarantine at a desk: lines that could not be applied, read as they came, then accepted corrected or discarded."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from server.inspections.telling import readable
from server.inspections.words import KIND_WORDS
from server.intake import accepting, waiting
from server.lib import db, digest, i18n, paging
from server.lib.i18n import N_
from server.lib.problems import Problem
from server.people import desk
from server.people.terms import DECIDERS, Caller
from server.settings import Settings

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
# `state` is a name that Litestar keeps for itself.
State = Annotated[str, QueryParameter(name="state")]
_STATE_WORDS = {"waiting": N_("等您处理"), "accepted": N_("已改好收下"), "discarded": N_("已弃用")}


@get("/quarantine", include_in_schema=False)
async def quarantine(
    request: DeskRequest, caller: MaybeCaller, chosen_state: State = "waiting", cursor: FromQuery[str | None] = None
) -> Response[str]:
    """The lines of the person's sites in a state."""
    who = desk.at_desk(caller, DECIDERS)
    members = desk.shown_sites(request, who, DECIDERS)
    chosen = waiting.known_state(chosen_state)
    _ = i18n.translator(desk.language_of(request))
    async with db.reading():
        rows, following = await waiting.lines([member.site_id for member in members], chosen, paging.cursor_of(cursor))
        names = await waiting.persons_of(rows)
    values = {
        "rows": [{**row, "why": waiting.why(row, _)} for row in rows], "next": following, "state": chosen,
        "state_words": _STATE_WORDS, "names": names, "kind_words": KIND_WORDS, "zone": members[0].time_zone,
    }  # fmt: skip
    return desk.page(request, who, "intake/quarantine.html", values)


@get("/quarantine/{key:str}", include_in_schema=False)
async def quarantined_line(
    request: DeskRequest, caller: MaybeCaller, key: FromPath[str], done: FromQuery[str] = ""
) -> Response[str]:
    """One line with what it says and what can be done about it."""
    return await _page(request, desk.at_desk(caller, DECIDERS), key, {"done": done})


@post("/quarantine/{key:str}/discard", include_in_schema=False)
async def discard(request: DeskRequest, caller: MaybeCaller, key: FromPath[str]) -> Response[Any]:
    """Puts a line aside for ever, with a reason."""
    who = desk.at_desk(caller, DECIDERS)
    form = await desk.form_of(request, "reason")
    try:
        await accepting.discard(_digest(key), who, form["reason"])
    except Problem as problem:
        return await _refused(request, who, key, form, problem)
    return desk.to(f"/console/quarantine/{key}", done="discarded")


@post("/quarantine/{key:str}/accept", include_in_schema=False)
async def accept(
    request: DeskRequest, caller: MaybeCaller, settings: NamedDependency[Settings], key: FromPath[str]
) -> Response[Any]:
    """Applies a line with what the form corrects."""
    who = desk.at_desk(caller, DECIDERS)
    sent = await request.form()
    form = {name: value.strip() for name, value in sent.items() if isinstance(value, str) and len(value) < 200}
    row = await waiting.line(_digest(key), who.sites(DECIDERS))
    if row is None:
        raise Problem("not-found")
    try:
        await accepting.accept(row["digest"], who, waiting.corrections(form, row), settings.secret)
    except Problem as problem:
        return await _refused(request, who, key, form, problem)
    return desk.to(f"/console/quarantine/{key}", done="accepted")


async def _refused(
    request: DeskRequest, who: Caller, key: str, form: dict[str, str], problem: Problem
) -> Response[Any]:
    """The page again, with what was typed and why it could not be done."""
    if problem.code in ("not-found", "forbidden"):
        raise problem
    words = problem.render(desk.language_of(request))
    return await _page(request, who, key, {"form": form, "refused": words}, problem.kind.status)


async def _page(
    request: DeskRequest, who: Caller, key: str, values: dict[str, Any], status: int = 200
) -> Response[str]:
    language = desk.language_of(request)
    _ = i18n.translator(language)
    async with db.reading():
        row = await waiting.line(_digest(key), who.sites(DECIDERS))
        if row is None:
            raise Problem("not-found")
        site_id = _site(row, who)
        fixes = await waiting.fixes(row, site_id, language, _) if row["state"] == "waiting" else []
        names = await waiting.persons_of([row])
    member = who.at(site_id)
    shown = {
        "form": {}, "refused": None, "done": "", **values, "row": row, "why": waiting.why(row, _), "fixes": fixes,
        "names": names, "raw": readable(row["line"]), "state_words": _STATE_WORDS, "kind_words": KIND_WORDS,
        "zone": member.time_zone if member else "UTC", "site_id": site_id,
        "site_is_foreign": row["site_id"] != site_id, "site_name": member.site_name if member else "",
        "photos": row["receipt"].get("photos") or [],
    }  # fmt: skip
    return desk.page(request, who, "intake/line.html", shown, status)


def _site(row: dict[str, Any], who: Caller) -> UUID:
    """The site that a line would be accepted at: its own, where the person decides there, else the first of theirs."""
    return row["site_id"] if who.decides(row["site_id"]) else who.sites(DECIDERS)[0]


def _digest(text: str) -> str:
    if not digest.is_digest(text):
        raise Problem("not-found")
    return text


HANDLERS = [quarantine, quarantined_line, discard, accept]
