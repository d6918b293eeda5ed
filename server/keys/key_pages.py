"""A key's own page at the front desk: who has it, what may be done with it, and all that happened to it."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.journal.noting import note
from server.keys import board, cabinet, handing, story
from server.keys.queries import Standing, key_standing
from server.keys.rules import approval_for
from server.keys.tables import Key
from server.keys.words import DONE_WORDS, PAGE_WORDS, STAGE_WORDS, look_of
from server.lib import clock, db, i18n
from server.lib.problems import Problem
from server.people import desk
from server.people.terms import DECIDERS, READERS, Caller, Member
from server.sites.places import SiteFacts
from server.sites.queries import site_facts

DeskRequest = Request[Any, Any, Any]
MaybeCaller = NamedDependency[Caller | None]
Form = dict[str, str]


@get("/keys/{key_id:str}", include_in_schema=False)
async def key(
    request: DeskRequest, caller: MaybeCaller, key_id: FromPath[str], done: FromQuery[str] = ""
) -> Response[str]:
    """A key's page."""
    who = desk.at_desk(caller)
    return await _key_page(request, who, desk.thing_id(key_id), {"done": done if done in DONE_WORDS else ""})


@post("/keys/{key_id:str}/{step:str}", include_in_schema=False)
async def take_step(
    request: DeskRequest, caller: MaybeCaller, key_id: FromPath[str], step: FromPath[str]
) -> Response[Any]:
    """Given back, lost, found, agreed to, retired; or the phone number of whoever has it, which is journalled."""
    who, wanted = desk.at_desk(caller), desk.thing_id(key_id)
    form = await desk.form_of(request, *handing.RETURN_FIELDS, "reason", "owner_asked", "loan")
    standing, member, site = await _key(who, wanted)
    try:
        if step == "phone":
            return await _reveal(request, who, standing, member)
        await _take(step, standing, member, site, who.person_id, form)
    except Problem as problem:
        if problem.code == "conflict":
            return await _key_page(request, who, wanted, {"form": form, "opened": step, "moved": True}, 409)
        if problem.code != "bad-fields":
            raise
        errors = {error.path: error.message for error in problem.errors}
        return await _key_page(request, who, wanted, {"form": form, "errors": errors, "opened": step}, 422)
    return desk.to(f"/console/keys/{wanted}", done=step)


async def _take(
    step: str, standing: Standing, member: Member, site: SiteFacts, person_id: UUID, form: Form
) -> None:
    if step in ("return", "lost", "approve") and form["loan"] != _loan_id(standing):
        raise Problem("conflict")
    if step == "return":
        await handing.take_back(standing, site, person_id, form)
    elif step == "lost":
        await handing.lose(standing, site, person_id, form)
    elif step == "retire":
        await cabinet.retire(standing.id, site, person_id, form["reason"])
    elif step == "found":
        _only(member, DECIDERS)
        await cabinet.found_again(standing.id, site, person_id, form["reason"])
    elif step == "approve":
        _only(member, _approvers(standing))
        await cabinet.approve(standing.id, site, person_id, owner_asked=form["owner_asked"] == "1")
    else:
        raise Problem("not-found")


def _approvers(standing: Standing) -> frozenset[Any]:
    loan = standing.loan
    if loan is None:
        raise Problem("conflict")
    entrusted = bool(standing.row["entrusted"])
    return approval_for(loan["borrower"], entrusted=entrusted, emergency=bool(loan["emergency"])).roles


def _only(member: Member, roles: frozenset[Any]) -> None:
    if member.role not in roles:
        raise Problem("forbidden")


async def _reveal(request: DeskRequest, who: Caller, standing: Standing, member: Member) -> Response[str]:
    loan = standing.loan
    if loan is None or not loan["phone"]:
        raise Problem("conflict")
    async with db.writing():
        await note("reveal_phone", "key", standing.id, site_id=member.site_id, person_id=who.person_id,
                   loan=str(loan["id"]))  # fmt: skip
    return await _key_page(request, who, standing.id, {"phone": loan["phone"]})


async def _key_page(
    request: DeskRequest, who: Caller, key_id: UUID, values: dict[str, Any], status: int = 200
) -> Response[str]:
    _ = i18n.translator(desk.language_of(request))
    async with db.reading():
        standing, member, site = await _key(who, key_id)
        loan = await story.loan_told(standing, site.time_zone, _)
        may_approve = standing.loan is not None and member.role in _approvers(standing)
        filled = {
            "form": {}, "errors": {}, "opened": "", "done": "", "moved": False, "phone": "", **values, **PAGE_WORDS,
            "key": standing.row, "key_id": standing.id, "state": standing.state, "look": look_of(standing),
            "stage": standing.overdue,
            "stage_words": _(STAGE_WORDS[standing.overdue]) if standing.overdue else "",
            "loan": loan, "loan_id": _loan_id(standing), "site": site,
            "place": await story.place_of(standing.id),
            "steps": await story.steps_told(standing.id, site.time_zone, _),
            "waits_for_word": board.waits_for_word(standing), "may_approve": may_approve,
            "decides": member.role in DECIDERS,
        }  # fmt: skip
    return desk.page(request, who, "keys/key.html", filled, status)


def _loan_id(standing: Standing) -> str:
    return str(standing.loan["id"]) if standing.loan else ""


async def _key(who: Caller, key_id: UUID) -> tuple[Standing, Member, SiteFacts]:
    row = await Key.select(Key.site).where(Key.id == key_id).first()
    member = desk.member_at(who, row["site"] if row else None, READERS)
    site = await site_facts(member.site_id)
    standing = await key_standing(key_id, clock.now(), member.time_zone)
    if site is None or standing is None:
        raise Problem("not-found")
    return standing, member, site
