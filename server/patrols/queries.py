"""Reads of routes, windows and rounds."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from server.checklists.terms import EventName
from server.patrols.expecting import Away, Pair, Roster, RouteFacts, WindowFacts
from server.patrols.tables import Assignment, Round, Route, StandIn, Stop, Window
from server.patrols.terms import RoundKind
from server.sites.terms import Words

_FAR = datetime.max.replace(tzinfo=UTC)
EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""As `retired_since`: whatever has been retired."""


class RoundFound(Struct, frozen=True, kw_only=True):
    """A round as it is kept; times in UTC."""

    id: UUID
    site_id: UUID
    route_id: UUID
    window_id: UUID
    date: date
    starts_at: datetime
    ends_at: datetime
    person_ids: tuple[UUID, ...]
    point_ids: tuple[UUID, ...]
    building_ids: tuple[UUID, ...]
    kind: RoundKind
    event: EventName | None
    unit_ids: tuple[UUID, ...]


class OfRoute(Protocol):
    """A round, as far as its route and window go."""

    @property
    def route_id(self) -> UUID: ...
    @property
    def window_id(self) -> UUID: ...
    @property
    def kind(self) -> RoundKind: ...


async def routes_of(
    site_id: UUID, retired_since: datetime | None = None, of_rounds: Sequence[OfRoute] = ()
) -> list[RouteFacts]:
    """A site's routes in their order with their stops; with `retired_since` also those retired after that moment.

    Routes made for one extra or practice round only where they are `of_rounds`."""
    gone_before = retired_since or _FAR
    kept = Route.retired_at.is_null() | (Route.retired_at > gone_before)
    kept = (kept & (Route.kind == "ordinary")) | Route.id.is_in(_own(of_rounds, "route_id"))
    rows = await Route.select().where(Route.site == site_id, kept).output(load_json=True)
    rows.sort(key=lambda row: (row["ordinal"], row["name"], row["id"]))
    stops = await _stops(site_id)
    return [
        RouteFacts(
            id=row["id"],
            name=row["name"],
            person_ids=_uuids(row["person_ids"]),
            created_at=row["created_at"],
            retired_at=row["retired_at"],
            point_ids=tuple(point for point, _ in stops[row["id"]]),
            building_ids=tuple(dict.fromkeys(building for _, building in stops[row["id"]])),
            title=_title(row),
            alternates=row["alternates"],
            days=frozenset(row["days"]),
            changed_at=row["changed_at"],
        )
        for row in rows
    ]


async def windows_of(
    site_id: UUID, retired_since: datetime | None = None, of_rounds: Sequence[OfRoute] = ()
) -> list[WindowFacts]:
    """A site's windows in their order; with `retired_since` also those retired after that moment.

    Windows made for one extra or practice round only where they are `of_rounds`."""
    gone_before = retired_since or _FAR
    kept = Window.retired_at.is_null() | (Window.retired_at > gone_before)
    kept = (kept & (Window.kind == "ordinary")) | Window.id.is_in(_own(of_rounds, "window_id"))
    rows = await Window.select().where(Window.site == site_id, kept).output(load_json=True)
    rows.sort(key=lambda row: (row["ordinal"], row["start"], row["id"]))
    return [
        WindowFacts(
            row["id"],
            row["name_zh"],
            row["name_en"],
            row["start"],
            row["end"],
            row["retired_at"],
            row["ordinal"],
            frozenset(row["days"]),
            row["changed_at"],
        )
        for row in rows
    ]


async def rounds_between(site_id: UUID, first: date, last: date) -> list[RoundFound]:
    """The rounds kept for these dates, both included, by start and id."""
    rows = (
        await Round.select()
        .where(Round.site == site_id, Round.date >= first, Round.date <= last)
        .output(load_json=True)
    )
    return sorted((_found(row) for row in rows), key=lambda one: (one.starts_at, one.id))


async def date_of(site_id: UUID, round_id: UUID) -> date | None:
    """The date of a round of this site; None if there is none such."""
    row = await Round.select(Round.date).where(Round.id == round_id, Round.site == site_id).first()
    return row["date"] if row else None


async def rounds_to_come(site_id: UUID, now: datetime) -> list[RoundFound]:
    """The ordinary rounds whose window has not begun."""
    rows = (
        await Round.select()
        .where(Round.site == site_id, Round.starts_at > now, Round.kind == "ordinary")
        .output(load_json=True)
    )
    return [_found(row) for row in rows]


async def last_dates(site_id: UUID) -> dict[Pair, date]:
    """The last date there is a round for, of each route in each window."""
    rows = await Round.raw(
        'SELECT route, "window", MAX(date) AS last_on FROM patrol_round'
        ' WHERE route IN (SELECT id FROM route WHERE site = {}) GROUP BY route, "window"',
        site_id,
    )
    return {(row["route"], row["window"]): _date(row["last_on"]) for row in rows}


async def roster_of(site_id: UUID, since: date) -> Roster:
    """Who walks what in place of whom, from this date on."""
    assigned = (
        await Assignment.select(Assignment.route, Assignment.date, Assignment.person_ids)
        .where(Assignment.site == site_id, Assignment.date >= since)
        .output(load_json=True)
    )
    rows = await StandIn.select().where(StandIn.site == site_id, StandIn.last_on >= since)
    rows.sort(key=lambda row: (row["at"], row["id"]))
    return Roster(
        {(row["route"], row["date"]): _uuids(row["person_ids"]) for row in assigned},
        tuple(Away(row["person"], row["stand_in"], row["first_on"], row["last_on"]) for row in rows),
    )


async def find_round(
    site_id: UUID,
    *,
    round_id: UUID | None = None,
    route_id: UUID | None = None,
    window_id: UUID | None = None,
    on: date | None = None,
) -> RoundFound | None:
    """The round of this site a report refers to, by its id, or by route, window and date; None if there is none."""
    rows = Round.select().where(Round.site == site_id).first().output(load_json=True)
    if round_id is not None:
        row = await rows.where(Round.id == round_id)
    elif route_id is not None and window_id is not None and on is not None:
        row = await rows.where(Round.route == route_id, Round.window == window_id, Round.date == on)
    else:
        return None
    return None if row is None else _found(row)


async def _stops(site_id: UUID) -> dict[UUID, list[tuple[UUID, UUID]]]:
    """Route → its (point, building) in walking order; retired points are not walked to."""
    rows = await Stop.select(
        Stop.route, Stop.point, Stop.ordinal, Stop.point.building.as_alias("building")
    ).where(Stop.route.site == site_id, Stop.point.retired_at.is_null())
    stops: dict[UUID, list[tuple[UUID, UUID]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["ordinal"]):
        stops[row["route"]].append((row["point"], row["building"]))
    return stops


def _found(row: dict[str, Any]) -> RoundFound:
    return RoundFound(
        id=row["id"],
        site_id=row["site"],
        route_id=row["route"],
        window_id=row["window"],
        date=row["date"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        person_ids=_uuids(row["person_ids"]),
        point_ids=_uuids(row["point_ids"]),
        building_ids=_uuids(row["building_ids"]),
        kind=row["kind"],
        event=row["event"],
        unit_ids=_uuids(row["unit_ids"]),
    )


def _own(rounds: Sequence[OfRoute], name: str) -> list[UUID]:
    """The routes or windows that were made for these rounds alone; never empty, for a query's sake."""
    return [getattr(one, name) for one in rounds if one.kind != "ordinary"] or [UUID(int=0)]


def _title(row: dict[str, Any]) -> Words | None:
    return Words(row["title_zh"], row["title_en"] or row["title_zh"]) if row["title_zh"] else None


def _uuids(texts: Sequence[str]) -> tuple[UUID, ...]:
    return tuple(UUID(text) for text in texts)


def _date(value: date | str) -> date:
    """SQLite tells the type of columns only, not of what is computed from them."""
    return date.fromisoformat(value) if isinstance(value, str) else value
