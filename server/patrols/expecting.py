"""Which rounds are expected: every active route in every active window on every date. Pure; no clock, no database."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from server.lib import ids
from server.patrols.rules import window_interval
from server.sites.terms import Words

BACK_DAYS: Final = 62
"""Rounds nobody asked about are made up for at most so many days back."""

EVERY_DAY: Final = frozenset(range(7))
Pair = tuple[UUID, UUID]  # route, window


class RouteFacts(Struct, frozen=True):
    """A route with its stops in walking order, retired points left out; `building_ids` in the order they are met.
    `days`: weekdays it is walked on, 0 is Monday; `changed_at`: when that was last changed."""

    id: UUID
    name: str
    person_ids: tuple[UUID, ...]
    created_at: datetime
    retired_at: datetime | None
    point_ids: tuple[UUID, ...]
    building_ids: tuple[UUID, ...]
    title: Words | None = None
    alternates: bool = False
    days: frozenset[int] = EVERY_DAY
    changed_at: datetime | None = None


class WindowFacts(Struct, frozen=True):
    """A window; `start` and `end` are `HH:MM` at the site, `days` as of a route."""

    id: UUID
    name_zh: str
    name_en: str
    start: str
    end: str
    retired_at: datetime | None
    ordinal: int = 0
    days: frozenset[int] = EVERY_DAY
    changed_at: datetime | None = None


class Away(Struct, frozen=True):
    """Somebody is away from one date to another, both included, and who stands in."""

    person_id: UUID
    stand_in_id: UUID
    first_on: date
    last_on: date


class Roster(Struct, frozen=True):
    """Who walks in place of whom: by route and date, and while somebody is away (later entries go first)."""

    assigned: Mapping[tuple[UUID, date], tuple[UUID, ...]] = {}
    away: Sequence[Away] = ()


NO_CHANGES: Final = Roster()


class Expected(Struct, frozen=True, kw_only=True):
    """A round as it should be now; times in UTC."""

    id: UUID
    route_id: UUID
    window_id: UUID
    date: date
    starts_at: datetime
    ends_at: datetime
    person_ids: tuple[UUID, ...]
    point_ids: tuple[UUID, ...]
    building_ids: tuple[UUID, ...]


def round_id(route_id: UUID, window_id: UUID, on: date) -> UUID:
    """The round's id: the same whoever makes it."""
    return ids.derived("round", route_id, window_id, on.isoformat())


def persons_on(route: RouteFacts, on: date, roster: Roster) -> tuple[UUID, ...]:
    """Who walks a route on a date: those assigned for that date, else those who usually do, each away one's stand-in
    in their place (a stand-in who is away too is stood in for in turn)."""
    assigned = roster.assigned.get((route.id, on))
    if assigned is not None:
        return assigned
    return tuple(dict.fromkeys(_present(person_id, on, roster.away) for person_id in route.person_ids))


def _present(person_id: UUID, on: date, away: Sequence[Away]) -> UUID:
    passed = {person_id}
    while True:
        absent = [one for one in away if one.person_id == person_id and one.first_on <= on <= one.last_on]
        if not absent or absent[-1].stand_in_id in passed:
            return person_id
        person_id = absent[-1].stand_in_id
        passed.add(person_id)


def walking_order(route: RouteFacts, window: WindowFacts, on: date) -> tuple[UUID, ...]:
    """The stops as this round walks them. Where the route alternates, every other round begins at the other end: what
    the morning began with, the afternoon ends with, and the next morning too."""
    is_odd = (on.toordinal() + window.ordinal) % 2 == 1
    return route.point_ids[::-1] if route.alternates and is_odd else route.point_ids


def expected_round(
    route: RouteFacts, window: WindowFacts, on: date, zone: str, roster: Roster = NO_CHANGES
) -> Expected | None:
    """This route in this window on this date; None where it is not expected: no stops, not on this weekday, or retired
    before it begins."""
    starts_at, ends_at = window_interval(on, window.start, window.end, zone)
    retired = [moment for moment in (route.retired_at, window.retired_at) if moment is not None]
    if not route.point_ids or any(starts_at >= moment for moment in retired):
        return None
    if on.weekday() not in route.days & window.days:
        return None
    return Expected(
        id=round_id(route.id, window.id, on),
        route_id=route.id,
        window_id=window.id,
        date=on,
        starts_at=starts_at,
        ends_at=ends_at,
        person_ids=persons_on(route, on, roster),
        point_ids=walking_order(route, window, on),
        building_ids=route.building_ids,
    )


def missing_rounds(
    routes: Sequence[RouteFacts],
    windows: Sequence[WindowFacts],
    last_known: Mapping[Pair, date],
    today: date,
    last: date,
    zone: str,
    roster: Roster = NO_CHANGES,
) -> list[Expected]:
    """The rounds up to `last` that nobody has made yet.

    From the day after the last known one of a route in a window, so that days on which nobody asked are not lost; at
    most 62 days back and never before the route was made. A window added to a route that is already walked counts from
    today: nobody missed what was not yet asked. Nor what began before days or times were changed: what those before
    the change asked was made then.
    """
    walked = {route_id for route_id, _ in last_known}
    made: list[Expected] = []
    for route in routes:
        created_on = route.created_at.astimezone(UTC).astimezone(ZoneInfo(zone)).date()
        for window in windows:
            known = last_known.get((route.id, window.id))
            start = today if route.id in walked else created_on
            if known is not None:
                start = known + timedelta(days=1)
            start = max(start, created_on, today - timedelta(days=BACK_DAYS))
            rounds = (expected_round(route, window, on, zone, roster) for on in _days(start, last))
            changes = [moment for moment in (route.changed_at, window.changed_at) if moment is not None]
            made += [one for one in rounds if one is not None and all(one.starts_at >= moment for moment in changes)]
    return made


def brought_up_to_date(wanted: Expected, starts_at: datetime, ends_at: datetime, now: datetime) -> Expected:
    """A round to come as it should be now. Where its window has been moved to a time that is past already, it keeps
    the times it had: nobody missed what was not yet asked."""
    if wanted.starts_at > now:
        return wanted
    return structs.replace(wanted, starts_at=starts_at, ends_at=ends_at)


def _days(first: date, last: date) -> Iterator[date]:
    for days in range((last - first).days + 1):
        yield first + timedelta(days=days)
