"""Rounds are made when somebody asks for them, and follow their route until they begin."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from server.lib import clock, db
from server.patrols import queries
from server.patrols.expecting import (
    BACK_DAYS,
    Expected,
    Roster,
    RouteFacts,
    WindowFacts,
    brought_up_to_date,
    expected_round,
    missing_rounds,
)
from server.patrols.following import RoundRow, rounds_with_state
from server.patrols.queries import RoundFound
from server.patrols.tables import Round
from server.sites.queries import site_facts

__all__ = ["RoundRow", "ensure_rounds", "rounds_with_state"]

_BATCH = 500

# A round that somebody walked before its window stays, whatever becomes of its route.
_DELETE = """
DELETE FROM patrol_round WHERE id = {}
AND NOT EXISTS (SELECT 1 FROM patrol WHERE patrol."round" = patrol_round.id)
AND NOT EXISTS (SELECT 1 FROM inspection WHERE inspection.round_id = patrol_round.id)
"""


async def ensure_rounds(site_id: UUID, first: date, last: date) -> None:
    """Makes the rounds expected up to `last` that are not there yet, and brings those not yet begun up to date.

    Also those before `first`, back to the day after the last known round (at most 62 days, never before the route was
    made): days on which nobody asked are expected all the same. At most 62 days ahead. Doing it again changes nothing.
    Must not be called inside `db.reading()`: it may write.
    """
    site = await site_facts(site_id)
    if site is None:
        return
    now, today = clock.now(), clock.today(site.time_zone)
    horizon = today + timedelta(days=BACK_DAYS)
    since = now - timedelta(days=BACK_DAYS + 1)
    routes = await queries.routes_of(site_id, retired_since=since)
    windows = await queries.windows_of(site_id, retired_since=since)
    known = await queries.last_dates(site_id)
    roster = await queries.roster_of(site_id, today - timedelta(days=BACK_DAYS))
    until = min(max(first, last), horizon)
    missing = missing_rounds(routes, windows, known, today, until, site.time_zone, roster)
    stale = _stale(await queries.rounds_to_come(site_id, now), routes, windows, site.time_zone, roster, now)
    if missing or stale:
        async with db.writing():
            await db.lock(f"rounds:{site_id}")
            await _insert(site_id, missing)
            for found, wanted in stale:
                await _bring_up_to_date(found, wanted)


def _stale(
    rounds: Sequence[RoundFound],
    routes: Sequence[RouteFacts],
    windows: Sequence[WindowFacts],
    zone: str,
    roster: Roster,
    now: datetime,
) -> list[tuple[RoundFound, Expected | None]]:
    """Rounds to come that are no longer as their route and window would have them (None: no longer expected)."""
    route_of: Mapping[UUID, RouteFacts] = {route.id: route for route in routes}
    window_of: Mapping[UUID, WindowFacts] = {window.id: window for window in windows}
    stale = []
    for found in rounds:
        route, window = route_of.get(found.route_id), window_of.get(found.window_id)
        wanted = expected_round(route, window, found.date, zone, roster) if route and window else None
        if wanted is not None:
            wanted = brought_up_to_date(wanted, found.starts_at, found.ends_at, now)
        if wanted is None or _differs(found, wanted):
            stale.append((found, wanted))
    return stale


def _differs(found: RoundFound, wanted: Expected) -> bool:
    return (found.starts_at, found.ends_at, found.person_ids, found.point_ids, found.building_ids) != (
        wanted.starts_at,
        wanted.ends_at,
        wanted.person_ids,
        wanted.point_ids,
        wanted.building_ids,
    )


async def _insert(site_id: UUID, missing: Sequence[Expected]) -> None:
    for place in range(0, len(missing), _BATCH):
        rows = [
            Round(
                id=one.id,
                site=site_id,
                route=one.route_id,
                window=one.window_id,
                date=one.date,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                person_ids=_texts(one.person_ids),
                point_ids=_texts(one.point_ids),
                building_ids=_texts(one.building_ids),
            )
            for one in missing[place : place + _BATCH]
        ]
        await Round.insert(*rows).on_conflict(action="DO NOTHING")


async def _bring_up_to_date(found: RoundFound, wanted: Expected | None) -> None:
    if wanted is None:
        await Round.raw(_DELETE, found.id)
        return
    await Round.update(
        {
            Round.starts_at: wanted.starts_at,
            Round.ends_at: wanted.ends_at,
            Round.person_ids: _texts(wanted.person_ids),
            Round.point_ids: _texts(wanted.point_ids),
            Round.building_ids: _texts(wanted.building_ids),
        }
    ).where(Round.id == found.id)


def _texts(ids: Sequence[UUID]) -> list[str]:
    return [str(one) for one in ids]
