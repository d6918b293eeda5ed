"""Extra rounds (before and after a storm, or of some routes once more) and practice rounds: each has a route and a
window of its own, used once, so that everything that holds for a round holds for them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from server.checklists import queries as checklists
from server.checklists.terms import EventName
from server.journal.noting import note
from server.lib import clock, db, ids
from server.lib.i18n import N_
from server.lib.paging import batches
from server.lib.problems import FieldError, Problem
from server.patrols import queries
from server.patrols.asking import places_of_event
from server.patrols.expecting import RouteFacts, persons_on, round_id
from server.patrols.grounds import due_places, items_by_key
from server.patrols.parting import Part, parted
from server.patrols.rostering import WindowAsked, window_errors
from server.patrols.rules import window_interval
from server.patrols.tables import Round, Route, Stop, Window
from server.patrols.terms import RoundKind
from server.patrols.walkers import texts, unknown_walkers
from server.sites.places import SitePlaces
from server.sites.queries import places_of, site_facts
from server.sites.terms import Words

MOST_AHEAD = timedelta(days=62)
MOST_TITLE = 40


class ExtraAsked(Struct, frozen=True, kw_only=True):
    """An extra round as somebody wants it: for an event everything it touches, else these routes' stops (none: all
    routes). `building_id` keeps it to one building. `person_ids` walk it; empty: it is parted by route among those who
    usually walk them that day."""

    title: Words
    event: EventName | None
    on: date
    start: str
    end: str
    person_ids: tuple[UUID, ...] = ()
    route_ids: tuple[UUID, ...] = ()
    building_id: UUID | None = None


async def add_extra_rounds(site_id: UUID, asked: ExtraAsked, *, by: UUID) -> list[UUID]:
    """Makes the round, or one per route; their ids. Problem bad-fields: what is asked badly, and nothing to visit."""
    return await _add(site_id, asked, "extra", by)


async def add_practice_round(site_id: UUID, asked: ExtraAsked, *, by: UUID) -> UUID:
    """A round on the real site that counts nowhere, for one person to practise a route with. Problem bad-fields."""
    if len(asked.person_ids) != 1 or len(asked.route_ids) != 1 or asked.event is not None:
        raise Problem("bad-fields", errors=[FieldError("person", N_("练习请选一个人和一条路线"))])
    [made] = await _add(site_id, asked, "practice", by)
    return made


async def _add(site_id: UUID, asked: ExtraAsked, kind: RoundKind, by: UUID) -> list[UUID]:
    site = await site_facts(site_id)
    if site is None:
        raise Problem("not-found")
    today = clock.today(site.time_zone)
    errors = _errors(asked, today) + await unknown_walkers(site_id, asked.person_ids, "person")
    if errors:
        raise Problem("bad-fields", errors=errors)
    starts_at, ends_at = window_interval(asked.on, asked.start, asked.end, site.time_zone)
    if ends_at <= clock.now():
        raise Problem("bad-fields", errors=[FieldError("end", N_("这个时间已经过了"))])
    places = await places_of(site_id)
    routes = await queries.routes_of(site_id)
    parts = await _parts(asked, places, routes)
    if not parts:
        raise Problem("bad-fields", errors=[FieldError("event", N_("这里没有要去的点位和房屋"))])
    building_of = {point.id: point.building_id for point in places.points}
    building_of |= {unit.id: unit.building_id for unit in places.units}
    roster = await queries.roster_of(site_id, asked.on)
    usual = {route.id: persons_on(route, asked.on, roster) for route in routes}
    async with db.writing():
        await db.lock(f"rounds:{site_id}")
        window_id = await _window(site_id, asked, kind)
        made = []
        for part in parts:
            person_ids = asked.person_ids or (usual.get(part.route_id, ()) if part.route_id else ())
            route_id = await _route(site_id, asked, kind, part, routes, person_ids)
            buildings = dict.fromkeys(building_of[key] for key in (*part.point_ids, *part.unit_ids))
            key = round_id(route_id, window_id, asked.on)
            await Round.insert(
                Round(
                    id=key, site=site_id, route=route_id, window=window_id, date=asked.on, starts_at=starts_at,
                    ends_at=ends_at, person_ids=texts(person_ids), point_ids=texts(part.point_ids),
                    unit_ids=texts(part.unit_ids), building_ids=texts(list(buildings)), kind=kind, event=asked.event,
                )
            )  # fmt: skip
            made.append(key)
            await note("add", "round", key, site_id=site_id, person_id=by, kind=kind, event=asked.event,
                       title=asked.title.zh, persons=texts(person_ids))  # fmt: skip
    return made


async def _parts(asked: ExtraAsked, places: SitePlaces, routes: Sequence[RouteFacts]) -> list[Part]:
    """What to visit, as one part or one for each route."""
    if asked.event is not None:
        touched = places_of_event(due_places(places, items_by_key(await checklists.current())), asked.event)
        wanted = {UUID(one) for one in touched}
    else:
        chosen = [route for route in routes if not asked.route_ids or route.id in asked.route_ids]
        wanted = {point for route in chosen for point in route.point_ids}
        routes = chosen
    return parted(places, routes, wanted, building_id=asked.building_id, together=bool(asked.person_ids))


async def _window(site_id: UUID, asked: ExtraAsked, kind: RoundKind) -> UUID:
    key = ids.new()
    zh, en = ("练习", "Practice") if kind == "practice" else ("加巡", "Extra")
    await Window.insert(
        Window(id=key, site=site_id, name_zh=zh, name_en=en, start=asked.start, end=asked.end, kind=kind)
    )
    return key


async def _route(
    site_id: UUID,
    asked: ExtraAsked,
    kind: RoundKind,
    part: Part,
    routes: Sequence[RouteFacts],
    person_ids: Sequence[UUID],
) -> UUID:
    key = ids.new()
    names: Mapping[UUID, str] = {route.id: route.name for route in routes}
    [only] = asked.route_ids if len(asked.route_ids) == 1 else [None]
    of = names.get(part.route_id or only or key)
    zh, en = (f"{words} · {of}" if of else words for words in (asked.title.zh, asked.title.en))
    await Route.insert(
        Route(id=key, site=site_id, name=zh, title_zh=zh, title_en=en, kind=kind, event=asked.event,
              person_ids=texts(person_ids), unit_ids=texts(part.unit_ids), created_at=clock.now())
    )  # fmt: skip
    stops = [
        Stop(id=ids.new(), route=key, point=point, ordinal=ordinal)
        for ordinal, point in enumerate(part.point_ids, start=1)
    ]
    for some in batches(stops):
        await Stop.insert(*some)
    return key


def _errors(asked: ExtraAsked, today: date) -> list[FieldError]:
    shape = WindowAsked(zh="-", en="", start=asked.start, end=asked.end, days=frozenset(range(7)))
    errors = window_errors(shape)
    if not asked.title.zh or max(len(asked.title.zh), len(asked.title.en)) > MOST_TITLE:
        errors.append(FieldError("title", N_("请填名称，不超过 40 个字")))
    if not today <= asked.on <= today + MOST_AHEAD:
        errors.append(FieldError("on", N_("请选今天或以后两个月内的日期")))
    return errors
