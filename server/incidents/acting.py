"""Incidents at a desk: one is opened by telephone, a step is added, an order is made.

Problem bad-fields brings the form back; `Moved` where somebody else closed or handed over meanwhile.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Any, cast, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from server.incidents import rules
from server.incidents.ordering import Asked, make_order
from server.incidents.placing import Place
from server.incidents.recording import Told, incident_row, record
from server.incidents.terms import CATEGORIES, Level, Severity, State, StepName
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.lib.texts import tidy
from server.lib.times import parse_date
from server.people.terms import DEPARTMENT_NAMES, Member
from server.sites.queries import site_facts

STEP_FIELDS = ("step", "description", "due_on", "put_right")
ORDER_FIELDS = ("department", "severity")
OPEN_FIELDS = ("site", "category", "place", "description", "level")
AT_DESK: tuple[StepName, ...] = ("note", "notice", "recheck", "hand_over", "close")
LONGEST = 4000


class Moved(Exception):
    """The incident has moved on since the form was shown; nothing was written."""


async def open_incident(member: Member, person_id: UUID, form: dict[str, str]) -> UUID:
    """Somebody rang: the incident is opened here. Returns its id."""
    errors = []
    if form["category"] not in CATEGORIES:
        errors.append(FieldError("category", N_("请选一类")))
    if not tidy(form["description"]):
        errors.append(FieldError("description", N_("请写下发生了什么")))
    level = int(form["level"]) if form["level"] in ("1", "2", "3", "4") else None
    errors += _too_long(form, "description", "place")
    if errors:
        raise Problem("bad-fields", errors=errors)
    now, incident_id = clock.now(), ids.new()
    async with db.writing():
        await db.lock(f"site:{member.site_id}")
        await record(
            Told(
                id=ids.new(),
                incident_id=incident_id,
                site_id=member.site_id,
                step="open",
                category=form["category"],
                description=tidy(form["description"]),
                at=now,
                received_at=now,
                person_id=person_id,
                place=Place(words=tidy(form["place"]) or None),
                level=cast("Level | None", level),
            )
        )
    return incident_id


async def add_step(incident_id: UUID, member: Member, person_id: UUID, form: dict[str, str]) -> StepName:
    """Takes the form's step. Raises Problem bad-fields and Moved."""
    step = _step(form["step"])
    now = clock.now()
    due_at, put_right = _filled(step, form, member.time_zone, now)
    async with db.writing():
        await db.lock(f"site:{member.site_id}")
        incident = await incident_row(incident_id)
        assert incident is not None
        if step not in rules.ALLOWS[cast(State, incident["state"])]:
            raise Moved
        await record(
            Told(
                id=ids.new(),
                incident_id=incident_id,
                site_id=member.site_id,
                step=step,
                category=incident["category"],
                description=tidy(form["description"]),
                # Steps count in the order they were taken: a phone whose clock runs ahead must not be before this one.
                at=max(now, incident["opened_at"] or now),
                received_at=now,
                person_id=person_id,
                due_at=due_at,
                put_right=put_right,
            )
        )
    return step


async def order_it(incident_id: UUID, member: Member, person_id: UUID, form: dict[str, str]) -> UUID:
    """Makes the incident's order, or leads to the one it has. Raises Problem bad-fields."""
    errors = []
    if form["department"] and form["department"] not in DEPARTMENT_NAMES:
        errors.append(FieldError("department", N_("请选一个部门")))
    if form["severity"] not in get_args(Severity):
        errors.append(FieldError("severity", N_("请选急不急")))
    if errors:
        raise Problem("bad-fields", errors=errors)
    now = clock.now()
    async with db.writing():
        await db.lock(f"site:{member.site_id}")
        incident, site = await incident_row(incident_id), await site_facts(member.site_id)
        assert incident is not None
        assert site is not None
        asked = Asked(
            person_id=person_id,
            role=member.role,
            at=now,
            received_at=now,
            words=incident["description"],
            department=form["department"] or None,
            severity=cast(Severity, form["severity"]),
        )
        return await make_order(incident, site, asked)


def _step(text: str) -> StepName:
    if text not in AT_DESK:
        raise Problem("bad-fields", errors=[FieldError("step", N_("没有这一步"))])
    return text


def _filled(
    step: StepName, form: dict[str, str], zone: str, now: datetime
) -> tuple[datetime | None, bool | None]:
    """`(due_at, put_right)`; everything that is missing is named at once."""
    errors = _too_long(form, "description")
    if step != "recheck" and not tidy(form["description"]):
        errors.append(FieldError("description", N_("请写几个字")))
    if step == "recheck" and form["put_right"] not in ("yes", "no"):
        errors.append(FieldError("put_right", N_("请选改好了没有")))
    due_at = None
    if step == "notice" or (step == "recheck" and form["due_on"] and form["put_right"] == "no"):
        due_at = _end_of(form["due_on"], zone)
        if due_at is None:
            errors.append(FieldError("due_on", N_("请选限期到哪一天")))
        elif due_at <= now:
            errors.append(FieldError("due_on", N_("这一天已经过去了")))
    if errors:
        raise Problem("bad-fields", errors=errors)
    return due_at, form["put_right"] == "yes" if step == "recheck" else None


def _end_of(text: str, zone: str) -> datetime | None:
    """The end of that day at the site; None for what is no date, or has no next day."""
    try:
        return datetime.combine(parse_date(text) + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _too_long(form: dict[str, Any], *names: str) -> list[FieldError]:
    return [FieldError(name, N_("太长了，请写短一些")) for name in names if len(form[name]) > LONGEST]
