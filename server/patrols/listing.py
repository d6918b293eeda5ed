"""The list of rounds: which ones, and each with its state now, which no query can tell."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from piccolo.columns.combination import WhereRaw
from piccolo.custom_types import Combinable

from server.lib import paging
from server.lib.paging import Cursor
from server.patrols.planning import RoundRow, rounds_with_state
from server.patrols.tables import Round
from server.patrols.wire_out import RoundItem
from server.people import listing
from server.sites.queries import site_facts

Rows = list[dict[str, Any]]


async def newest(
    conditions: Sequence[Combinable], state: str | None, cursor: Cursor | None, limit: int, now: datetime
) -> Rows:
    """More than `limit` rounds (or all there are), newest first by window: rows of `{id, starts_at, item}`."""

    async def fetch(after: Cursor | None, count: int) -> Rows:
        query = Round.select(Round.id, Round.site, Round.date, Round.starts_at)
        query = query.where(*conditions, *listing.after(after, Round.starts_at, Round.id))
        query = query.order_by(Round.starts_at, ascending=False).order_by(Round.id, ascending=False)
        return await query.limit(count)

    async def keep(rows: Rows) -> Rows:
        found = await _with_state(rows, now)
        kept = [(row, found[row["id"]]) for row in rows if row["id"] in found]
        return [
            {"id": row["id"], "starts_at": row["starts_at"], "item": _item(one)}
            for row, one in kept
            if state is None or one.state == state
        ]

    return await paging.sifted(fetch, keep, cursor, limit, "starts_at", "id")


def at_building(building_id: UUID) -> Combinable:
    """Rounds with a stop in this building."""
    return WhereRaw("CAST(patrol_round.building_ids AS TEXT) LIKE {}", f"%{building_id}%")


def of_person(person_id: UUID) -> Combinable:
    """Rounds that this person should walk, or did."""
    return WhereRaw(
        "(CAST(patrol_round.person_ids AS TEXT) LIKE {}"
        ' OR patrol_round.id IN (SELECT "round" FROM patrol WHERE person = {})'
        " OR patrol_round.id IN (SELECT round_id FROM inspection WHERE person = {}))",
        f"%{person_id}%",
        person_id,
        person_id,
    )


async def may_be(state: str, sites: Sequence[UUID], now: datetime) -> list[Combinable]:
    """What a round in this state must be like, so that the whole past need not be looked at for what is yet to come."""
    if state == "upcoming":
        return [Round.starts_at >= now]
    if state == "open":
        return [Round.ends_at >= now]
    if state == "waiting_for_phone":
        facts = [await site_facts(site_id) for site_id in sites]
        hours = max((one.settings.waiting_hours for one in facts if one is not None), default=0)
        return [Round.ends_at >= now - timedelta(hours=hours), Round.ends_at <= now]
    return []


async def _with_state(rows: Rows, now: datetime) -> dict[UUID, RoundRow]:
    found: dict[UUID, RoundRow] = {}
    for site_id in {row["site"] for row in rows}:
        dates = [row["date"] for row in rows if row["site"] == site_id]
        found |= {one.id: one for one in await rounds_with_state(site_id, min(dates), max(dates), now)}
    return found


def _item(one: RoundRow) -> RoundItem:
    return RoundItem(
        id=str(one.id),
        site_id=str(one.site_id),
        route_id=str(one.route_id),
        window_id=str(one.window_id),
        date=one.date.isoformat(),
        state=one.state,
        person_ids=[str(person_id) for person_id in one.person_ids],
        stops_count=one.stops_count,
        done_count=one.done_count,
        late=one.late,
        kind=one.kind,
        event=one.event,
        unit_ids=[str(unit_id) for unit_id in one.unit_ids],
    )
