"""A step taken at a desk: what the form said becomes one row, or a refusal that brings the form back."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, cast, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.lib.times import parse_date
from server.people import queries as people
from server.people.terms import Member
from server.workorders.rules import may_ever, missing_reason
from server.workorders.stepping import Taken, Took, take_step
from server.workorders.tables import WorkOrder
from server.workorders.terms import ReturnAnswer, StepName, Verdict

FIELDS = ("step", "seen", "reason", "note", "until", "verdict", "answer", "to", "safeguard", "minutes")
# Offered on an order's page; splitting and merging need more than one order.
AT_DESK: tuple[StepName, ...] = (
    "dispatch", "verify", "return_visit", "rework", "accept", "start", "make_safe", "hold", "resume", "complete",
    "send_back", "escalate", "comment", "cancel",
)  # fmt: skip
# These change nothing that somebody else may have decided meanwhile.
_HARMLESS: frozenset[str] = frozenset({"comment", "escalate"})


class Moved(Exception):
    """The order has moved since the form was shown; nothing was written."""


class _Whom(Struct, frozen=True):
    department_id: UUID | None = None
    person_id: UUID | None = None


def stamp(row: dict[str, Any]) -> str:
    """Names the state of an order that a form was made for."""
    moved_at = cast("datetime | None", row["moved_at"])
    return f"{row['state']}.{moved_at.timestamp() if moved_at else 0}"


async def act(order_id: UUID, site: Member, person_id: UUID, form: dict[str, str]) -> Took:
    """Takes the form's step. Raises Problem bad-fields or forbidden, and Moved."""
    step = _step(form["step"])
    if not may_ever(site.role, step):
        raise Problem("forbidden")
    taken = await _taken(step, site, person_id, form)
    async with db.writing():
        await db.lock(f"site:{site.site_id}")
        row = await WorkOrder.select(WorkOrder.state, WorkOrder.moved_at).where(WorkOrder.id == order_id).first()
        if row is None:
            raise Problem("not-found")
        if step not in _HARMLESS and form["seen"] != stamp(row):
            raise Moved
        return await take_step(order_id, taken)


def _step(text: str) -> StepName:
    if text not in AT_DESK:
        raise Problem("bad-fields", errors=[FieldError("step", N_("没有这一步"))])
    return text


async def _taken(step: StepName, site: Member, person_id: UUID, form: dict[str, str]) -> Taken:
    now = clock.now()
    verdict = _verdict(form["verdict"]) if step == "verify" else None
    if missing_reason(step, verdict, form["reason"]):
        raise Problem("bad-fields", errors=[FieldError("reason", N_("请写明原因"))])
    if step == "comment" and not form["note"]:
        raise Problem("bad-fields", errors=[FieldError("note", N_("请写下要说的话"))])
    whom = await _whom(site.site_id, form["to"]) if step == "dispatch" else _Whom()
    answer = _answer(form["answer"]) if step == "return_visit" else None
    return Taken(
        step=step,
        at=now,
        received_at=now,
        person_id=person_id,
        role=site.role,
        reason=form["reason"] or None,
        note=form["note"] or None,
        until=_until(form["until"], site.time_zone, now) if step == "hold" else None,
        verdict=verdict,
        answer={"satisfaction": answer} if answer else None,
        safeguard=_safeguard(form["safeguard"]) if step == "make_safe" else None,
        minutes=_minutes(form["minutes"]) if step == "complete" else None,
        department_id=whom.department_id,
        to_person_id=whom.person_id,
    )


def _verdict(text: str) -> Verdict:
    if text not in get_args(Verdict):
        raise Problem("bad-fields", errors=[FieldError("verdict", N_("请选通过或退回"))])
    return cast(Verdict, text)


def _answer(text: str) -> ReturnAnswer:
    if text not in get_args(ReturnAnswer):
        raise Problem("bad-fields", errors=[FieldError("answer", N_("请选住户怎么说"))])
    return cast(ReturnAnswer, text)


def _until(text: str, zone: str, now: datetime) -> datetime:
    """The end of that day at the site."""
    try:
        end = datetime.combine(parse_date(text) + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Problem("bad-fields", errors=[FieldError("until", N_("请选预计到哪一天"))]) from error
    if end <= now:
        raise Problem("bad-fields", errors=[FieldError("until", N_("这一天已经过去了"))])
    return end


def _minutes(text: str) -> float | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and 0 < int(text) <= 10_000):
        raise Problem("bad-fields", errors=[FieldError("minutes", N_("请填整分钟数"))])
    return float(text)


def _safeguard(text: str) -> str:
    if not text:
        raise Problem("bad-fields", errors=[FieldError("safeguard", N_("请写明做了什么防范"))])
    return text


async def _whom(site_id: UUID, text: str) -> _Whom:
    """`department:<id>` or `person:<id>` of this site; a person brings their department along."""
    kind, _, key = text.partition(":")
    wanted = UUID(key) if ids.is_canonical(key) else None
    if kind == "department" and any(one["id"] == wanted for one in await people.departments_at(site_id)):
        return _Whom(department_id=wanted)
    if kind == "person" and wanted is not None:
        member = await people.member_at(wanted, site_id)
        if member is not None and member.role == "repairer":
            return _Whom(department_id=next(iter(member.department_ids), None), person_id=wanted)
    raise Problem("bad-fields", errors=[FieldError("to", N_("请选派给谁"))])
