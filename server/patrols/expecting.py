"""Which rounds are expected: every active route in every active window on every date. Pure; no clock, no database."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from server.lib import ids
from server.patrols.rules import window_interval

BACK_DAYS: Final = 62
"""Rounds nobody asked about are made up for at most so many days back."""

Pair = tuple[UUID, UUID]  # route, window


class RouteFacts(Struct, frozen=True):
    """A route with its stops in walking order, retired points left out; `building_ids` in the order they are met."""

    id: UUID
    name: str
    person_ids: tuple[UUID, ...]
    created_at: datetime
    retired_at: datetime | None
    point_ids: tuple[UUID, ...]
    building_ids: tuple[UUID, ...]


class WindowFacts(Struct, frozen=True):
    """A window; `start` and `end` are `HH:MM` at the site."""

    id: UUID
    name_zh: str
    name_en: str
    start: str
    end: str
    retired_at: datetime | None


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


def expected_round(route: RouteFacts, window: WindowFacts, on: date, zone: str) -> Expected | None:
    """This route in this window on this date; None where it is not expected: no stops, or retired before it begins."""
    starts_at, ends_at = window_interval(on, window.start, window.end, zone)
    retired = [moment for moment in (route.retired_at, window.retired_at) if moment is not None]
    if not route.point_ids or any(starts_at >= moment for moment in retired):
        return None
    return Expected(
        id=round_id(route.id, window.id, on),
        route_id=route.id,
        window_id=window.id,
        date=on,
        starts_at=starts_at,
        ends_at=ends_at,
        person_ids=route.person_ids,
        point_ids=route.point_ids,
        building_ids=route.building_ids,
    )


def missing_rounds(
    routes: Sequence[RouteFacts],
    windows: Sequence[WindowFacts],
    last_known: Mapping[Pair, date],
    today: date,
    last: date,
    zone: str,
) -> list[Expected]:
    """The rounds up to `last` that nobody has made yet.

    From the day after the last known one of a route in a window, so that days on which nobody asked are not lost; at
    most 62 days back and never before the route was made. A window added to a route that is already walked counts from
    today: nobody missed what was not yet asked.
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
            rounds = (expected_round(route, window, on, zone) for on in _days(start, last))
            made += [one for one in rounds if one is not None]
    return made


def _days(first: date, last: date) -> Iterator[date]:
    for days in range((last - first).days + 1):
        yield first + timedelta(days=days)
