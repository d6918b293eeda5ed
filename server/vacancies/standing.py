"""How vacant units stand: when each is due, worked out from its visits, its open defects and the storms' rounds."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from server.defects.tables import Defect
from server.inspections import latest
from server.inspections.tables import Inspection
from server.lib import clock
from server.patrols.queries import RoundFound, rounds_between
from server.sites.kept import kept_places
from server.sites.places import SiteFacts, UnitPlace
from server.vacancies.rules import due
from server.vacancies.settings import intervals_of
from server.vacancies.terms import LEAK_ITEMS, STORM_EVENTS, Due, StormRound, UnitState


class UnitStanding(Struct, frozen=True, kw_only=True):
    """A unit as it stands. `due`: None where it is not vacant or has no checklist; `faults`: items of open defects."""

    unit: UnitPlace
    building: str
    due: Due | None
    last_at: datetime | None
    faults: tuple[str, ...]


class Ground(Struct, frozen=True, kw_only=True):
    """What decides for all units of a site: last visits, open faults, rounds of these days, who was in which."""

    zone: str
    last: Mapping[UUID, datetime]
    faults: Mapping[UUID, Collection[str]]
    storms: Sequence[RoundFound]
    visited: Collection[tuple[UUID, UUID]]


def state_of(unit: UnitPlace, ground: Ground) -> UnitState:
    """A unit as the rule of when it is due sees it."""
    zone, last_at = ZoneInfo(ground.zone), ground.last.get(unit.id)
    faults = ground.faults.get(unit.id, ())
    return UnitState(
        is_vacant=unit.vacant,
        vacant_since=_date(unit.vacant_since, zone),
        last_on=_date(last_at, zone),
        storms=tuple(
            StormRound(one.date, _is_visited(unit.id, one, ground)) for one in ground.storms if unit.id in one.unit_ids
        ),
        has_leak=not LEAK_ITEMS.isdisjoint(faults),
        has_defects=bool(faults),
    )


def storms_of(rounds: Sequence[RoundFound]) -> list[RoundFound]:
    """Those of the rounds that are made for a storm and name units."""
    return [one for one in rounds if one.event in STORM_EVENTS and one.unit_ids]


async def units_of(site: SiteFacts) -> list[UnitStanding]:
    """All units of a site in their order. A fixed number of queries."""
    today = clock.today(site.time_zone)
    places, _name = await kept_places(site.id)
    names = {building.id: building.name for building in places.buildings}
    faults = await _open_faults(site.id)
    rounds = await rounds_between(site.id, today - timedelta(days=1), today + timedelta(days=1))
    storms = storms_of(rounds)
    ground = Ground(
        zone=site.time_zone,
        last=await latest.unit_visits(site.id),
        faults=faults,
        storms=storms,
        visited=await _visited([one.id for one in storms]),
    )
    every = intervals_of(site.settings)
    return [
        UnitStanding(
            unit=unit,
            building=names.get(unit.building_id, ""),
            due=due(state_of(unit, ground), today, every) if unit.checklists else None,
            last_at=ground.last.get(unit.id),
            faults=tuple(faults.get(unit.id, ())),
        )
        for unit in places.units
    ]


async def _open_faults(site_id: UUID) -> dict[UUID, list[str]]:
    rows = await Defect.select(Defect.unit, Defect.item).where(
        Defect.site == site_id, Defect.state == "open", Defect.unit.is_not_null()
    )
    faults: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        faults[row["unit"]].append(row["item"])
    return faults


async def _visited(round_ids: Sequence[UUID]) -> set[tuple[UUID, UUID]]:
    """(round, unit) of the visits made in these rounds."""
    if not round_ids:
        return set()
    rows = await Inspection.select(Inspection.round_id, Inspection.unit).where(
        Inspection.round_id.is_in(list(round_ids)), Inspection.unit.is_not_null()
    )
    return {(row["round_id"], row["unit"]) for row in rows}


def _is_visited(unit_id: UUID, storm: RoundFound, ground: Ground) -> bool:
    """In the round itself, or at all since it began."""
    last_at = ground.last.get(unit_id)
    return (storm.id, unit_id) in ground.visited or (last_at is not None and last_at >= storm.starts_at)


def _date(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(UTC).astimezone(zone).date() if moment else None
