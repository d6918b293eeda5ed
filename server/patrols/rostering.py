"""Who walks what and when: a route's days and persons, windows, who walks on one day, who stands in.

Each change first makes the rounds that were expected until now and brings those to come up to date after it, so that
what is over or has begun stays as it was asked. Everything is journalled.
"""

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.journal.noting import note
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.problems import FieldError, Problem
from server.patrols import queries
from server.patrols.expecting import EVERY_DAY, persons_on
from server.patrols.planning import ensure_rounds
from server.patrols.tables import Assignment, HandOver, Round, Route, StandIn, Window
from server.patrols.walkers import texts, unknown_walkers
from server.sites.queries import site_facts

MOST_AHEAD = timedelta(days=400)
_TIME = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$", re.ASCII)


class WindowAsked(Struct, frozen=True, kw_only=True):
    """A window as somebody wants it; `days`: weekdays, 0 is Monday."""

    zh: str
    en: str
    start: str
    end: str
    days: frozenset[int]


async def change_route(
    route_id: UUID,
    site_id: UUID,
    *,
    person_ids: Sequence[UUID],
    days: Collection[int],
    alternates: bool,
    by: UUID,
) -> None:
    """Who usually walks a route, on which weekdays, and whether every other round begins at the other end. Problem
    bad-fields: no day, somebody who is not of the site."""
    errors = await unknown_walkers(site_id, person_ids, "person") + _day_errors(days)
    if errors:
        raise Problem("bad-fields", errors=errors)
    await _make_until_now(site_id)
    async with db.writing():
        await db.lock(f"rounds:{site_id}")
        values: dict[Any, Any] = {
            Route.person_ids: texts(list(dict.fromkeys(person_ids))),
            Route.days: sorted(days),
            Route.alternates: alternates,
            Route.changed_at: clock.now(),
        }
        await Route.update(values).where(Route.id == route_id, Route.site == site_id, Route.kind == "ordinary")
        await note("change", "route", route_id, site_id=site_id, person_id=by, persons=texts(list(person_ids)),
                   days=sorted(days), alternates=alternates)  # fmt: skip
        await _follow_open_rounds(site_id)
    await _make_until_now(site_id)


async def put_window(site_id: UUID, window_id: UUID | None, asked: WindowAsked, *, by: UUID) -> UUID:
    """A new window (None) or another shape for one. Problem bad-fields; not-found: no such window here."""
    errors = window_errors(asked) + await _taken(site_id, window_id, asked.zh)
    if errors:
        raise Problem("bad-fields", errors=errors)
    await _make_until_now(site_id)
    async with db.writing():
        await db.lock(f"rounds:{site_id}")
        values: dict[Any, Any] = {
            "name_zh": asked.zh,
            "name_en": asked.en or asked.zh,
            "start": asked.start,
            "end": asked.end,
            "days": sorted(asked.days),
            "changed_at": clock.now(),
        }
        key = window_id or ids.new()
        if window_id is None:
            last = await Window.count().where(Window.site == site_id, Window.kind == "ordinary")
            await Window.insert(Window(id=key, site=site_id, ordinal=last + 1, **values))
        else:
            found = await Window.exists().where(Window.id == key, Window.site == site_id, Window.kind == "ordinary")
            if not found:
                raise Problem("not-found")
            await Window.update(values).where(Window.id == key)
        await note("change" if window_id else "add", "window", key, site_id=site_id, person_id=by, name=asked.zh,
                   start=asked.start, end=asked.end, days=sorted(asked.days))  # fmt: skip
    await _make_until_now(site_id)
    return key


async def retire_window(window_id: UUID, site_id: UUID, *, by: UUID) -> None:
    """No round in it is expected from now on; those that have begun stay."""
    await _make_until_now(site_id)
    async with db.writing():
        await db.lock(f"rounds:{site_id}")
        await Window.update({Window.retired_at: clock.now()}).where(
            Window.id == window_id, Window.site == site_id, Window.kind == "ordinary", Window.retired_at.is_null()
        )
        await note("retire", "window", window_id, site_id=site_id, person_id=by)
    await _make_until_now(site_id)


async def assign(site_id: UUID, route_id: UUID, on: date, person_ids: Sequence[UUID], *, by: UUID) -> None:
    """Who walks a route on one date; nobody given: again who usually does. Rounds of that date that are over stay as
    they were. Problem bad-fields: somebody who is not of the site, a date that is over."""
    errors = await unknown_walkers(site_id, person_ids, "person") + await _date_errors(site_id, on, "on")
    if errors:
        raise Problem("bad-fields", errors=errors)
    async with db.writing():
        await db.lock(f"rounds:{site_id}")
        await Assignment.delete().where(Assignment.route == route_id, Assignment.date == on)
        if person_ids:
            await Assignment.insert(
                Assignment(id=ids.new(), site=site_id, route=route_id, date=on,
                           person_ids=texts(list(dict.fromkeys(person_ids))), by=by, at=clock.now())
            )  # fmt: skip
        await note("assign", "route", route_id, site_id=site_id, person_id=by, date=on.isoformat(),
                   persons=texts(list(person_ids)))  # fmt: skip
        await _follow_open_rounds(site_id)
    await _make_until_now(site_id)


async def stand_in(
    site_id: UUID, person_id: UUID, stand_in_id: UUID, first_on: date, last_on: date, *, by: UUID
) -> None:
    """Somebody is away from one date to another, both included, and who walks their rounds then. Problem bad-fields."""
    errors = await unknown_walkers(site_id, [person_id], "away") + await unknown_walkers(site_id, [stand_in_id], "by")
    errors += await _date_errors(site_id, last_on, "last_on")
    if person_id == stand_in_id:
        errors.append(FieldError("by", N_("顶替的人不能是本人")))
    if last_on < first_on:
        errors.append(FieldError("last_on", N_("结束不能早于开始")))
    if errors:
        raise Problem("bad-fields", errors=errors)
    async with db.writing():
        await db.lock(f"rounds:{site_id}")
        key = ids.new()
        await StandIn.insert(
            StandIn(id=key, site=site_id, person=person_id, stand_in=stand_in_id, first_on=first_on, last_on=last_on,
                    by=by, at=clock.now())
        )  # fmt: skip
        await note("add", "stand-in", key, site_id=site_id, person_id=by, away=str(person_id),
                   stand_in=str(stand_in_id), first_on=first_on.isoformat(), last_on=last_on.isoformat())  # fmt: skip
        await _follow_open_rounds(site_id)
    await _make_until_now(site_id)


async def end_stand_in(stand_in_id: UUID, site_id: UUID, *, by: UUID) -> None:
    """The person is back: rounds that are not over are theirs again."""
    async with db.writing():
        await db.lock(f"rounds:{site_id}")
        await StandIn.delete().where(StandIn.id == stand_in_id, StandIn.site == site_id)
        await note("end", "stand-in", stand_in_id, site_id=site_id, person_id=by)
        await _follow_open_rounds(site_id)
    await _make_until_now(site_id)


def window_errors(asked: WindowAsked) -> list[FieldError]:
    """What is wrong with a window."""
    errors: list[FieldError] = []
    if not asked.zh or len(asked.zh) > 20 or len(asked.en) > 40:
        errors.append(FieldError("zh", N_("请填名称，不超过 20 个字")))
    if not _TIME.match(asked.start):
        errors.append(FieldError("start", N_("时间写成 09:30 这样")))
    if not _TIME.match(asked.end) and asked.end != "24:00":
        errors.append(FieldError("end", N_("时间写成 12:00 这样")))
    elif asked.start == asked.end:
        errors.append(FieldError("end", N_("结束不能与开始相同")))
    return errors + _day_errors(asked.days)


def _day_errors(days: Collection[int]) -> list[FieldError]:
    return [] if days and set(days) <= EVERY_DAY else [FieldError("day", N_("至少选一天"))]


async def _date_errors(site_id: UUID, on: date, path: str) -> list[FieldError]:
    site = await site_facts(site_id)
    if site is None:
        raise Problem("not-found")
    today = clock.today(site.time_zone)
    return [] if today <= on <= today + MOST_AHEAD else [FieldError(path, N_("请选今天或以后的日期，最多一年"))]


async def _taken(site_id: UUID, window_id: UUID | None, zh: str) -> list[FieldError]:
    rows = await Window.select(Window.id).where(
        Window.site == site_id, Window.kind == "ordinary", Window.name_zh == zh, Window.retired_at.is_null()
    )
    return [FieldError("zh", N_("已经有一个叫这个名称的时段"))] if any(row["id"] != window_id for row in rows) else []


async def _make_until_now(site_id: UUID) -> None:
    """The rounds up to tomorrow: asked for here, none of them follows a change that came after it began."""
    site = await site_facts(site_id)
    if site is not None:
        today = clock.today(site.time_zone)
        await ensure_rounds(site_id, today, today + timedelta(days=1))


async def _follow_open_rounds(site_id: UUID) -> None:
    """Rounds under way go to whom they belong to now; those handed over by hand stay with whom they were given to."""
    site = await site_facts(site_id)
    if site is None:
        return
    now, today = clock.now(), clock.today(site.time_zone)
    routes = {route.id: route for route in await queries.routes_of(site_id)}
    roster = await queries.roster_of(site_id, today - timedelta(days=1))
    for one in await queries.rounds_between(site_id, today - timedelta(days=1), today):
        route = routes.get(one.route_id)
        is_open = one.kind == "ordinary" and one.starts_at <= now < one.ends_at
        if route is None or not is_open or await HandOver.exists().where(HandOver.round == one.id):
            continue
        wanted = persons_on(route, one.date, roster)
        if wanted != one.person_ids:
            await Round.update({Round.person_ids: texts(wanted)}).where(Round.id == one.id)
