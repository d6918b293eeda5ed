"""All that a bundle is made of, read in one go: a fixed number of queries, however big the site."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from server.checklists import queries as checklists
from server.checklists.due import is_periodic
from server.checklists.periods import period_of
from server.checklists.terms import Checklist
from server.defects.standing import Standing, standing_defects
from server.diaries.queries import answer_for
from server.diaries.wire import DiaryAnswerItem
from server.duty.queries import on_duty_at
from server.duty.terms import OnDuty
from server.incidents.showing import offered_incidents
from server.incidents.wire import IncidentItem
from server.inspections import latest
from server.inspections.latest import Done, LatestPhoto, LatestReading
from server.keys.telling import keys_for
from server.keys.wire_out import BundleKey
from server.patrols import following
from server.patrols import queries as patrols
from server.patrols.expecting import RouteFacts, WindowFacts
from server.patrols.queries import RoundFound
from server.patrols.terms import Seen
from server.people import consents
from server.people import queries as people
from server.people.consents import Given
from server.people.tables import MembershipDepartment
from server.people.terms import Member
from server.reports.naming import prints_at
from server.reviews.queries import RetakeTold
from server.reviews.queries import open_for as open_retakes
from server.sites.kept import kept_places
from server.sites.places import SiteFacts, SitePlaces
from server.takeovers.queries import TakeOverTold, take_overs
from server.vacancies import meters
from server.workorders.offered import offered_orders
from server.workorders.queries import order_items
from server.workorders.tables import WorkOrder
from server.workorders.wire_out import OrderItem

REMEMBERED: Final = timedelta(days=400)
"""Readings and photos older than this are not carried: the yearly ones of last year still are."""

PRINTS_REMEMBERED: Final = timedelta(days=60)
PRINTS_MOST: Final = 2_000
"""Pictures whose prints a phone compares new ones with: an old picture used again is mostly a recent one."""


class Reader(Struct, frozen=True):
    """For whom a bundle is, where and when. `today` is the site's date."""

    person_id: UUID
    member: Member
    site: SiteFacts
    now: datetime
    today: date


class Gathered(Struct, frozen=True, kw_only=True):
    """What was read. For a contractor's person everything that is not of their own orders is left out already.
    `places_name`: equal names, equal points (sites/kept.py)."""

    reader: Reader
    places: SitePlaces
    places_name: str
    checklists: tuple[Checklist, ...]
    routes: Sequence[RouteFacts]
    windows: Sequence[WindowFacts]
    rounds: Sequence[RoundFound]
    inspected: Mapping[UUID, Sequence[Seen]]
    done: Mapping[UUID, Sequence[Done]]
    people: Sequence[dict[str, Any]]
    departments: Sequence[dict[str, Any]]
    defects: Sequence[Standing]
    order_states: Mapping[UUID, str]
    orders: Sequence[OrderItem]
    unit_visits: Mapping[UUID, datetime]
    readings: Sequence[LatestReading]
    photos: Sequence[LatestPhoto]
    retakes: Sequence[RetakeTold]
    prints: Sequence[str]
    keys: Sequence[BundleKey]
    incidents: Sequence[IncidentItem]
    take_overs: Sequence[TakeOverTold]
    diary_answer: DiaryAnswerItem | None
    consent: Given | None
    duty: OnDuty | None


def days_of(today: date) -> tuple[date, date]:
    """The first and the last date whose rounds a bundle has."""
    return today - timedelta(days=1), today + timedelta(days=1)


def prints_between(reader: Reader) -> tuple[datetime, datetime]:
    """Whole days up to the beginning of today at the site: so the prints change once a day, and not with every photo.
    What was taken today is compared by the phone that took it."""
    until = datetime.combine(reader.today, time(), ZoneInfo(reader.site.time_zone)).astimezone(UTC)
    return until - PRINTS_REMEMBERED, until


def still_counting(checklists: Sequence[Checklist], first: date) -> dict[date, list[str]]:
    """From which day on it counts that an item was done → those items: the start of the longest period it may be asked
    in, as of `first`. Items that are asked at every visit are in none."""
    since: dict[date, list[str]] = {}
    for item in (item for checklist in checklists for item in checklist.items):
        named = (item.frequency, item.season.frequency if item.season else None)
        starts = [period_of(one, first).starts_on for one in named if is_periodic(one)]
        if starts:
            since.setdefault(min(starts), []).append(item.id)
    return since


def local_date(moment: datetime, site: SiteFacts) -> date:
    """The site's date at a moment."""
    return moment.astimezone(UTC).astimezone(ZoneInfo(site.time_zone)).date()


async def gather(reader: Reader) -> Gathered:
    """Reads everything; inside `db.reading()` it is one consistent view."""
    site_id, since = reader.site.id, reader.now - REMEMBERED
    first, last = days_of(reader.today)
    rows = await offered_orders(reader.person_id, reader.member, reader.now)
    rounds = [one for one in await patrols.rounds_between(site_id, first, last) if _is_for(one, reader.person_id)]
    recently = reader.now - timedelta(days=3)
    places, places_name = await kept_places(site_id)
    sheets = await checklists.current()
    gathered = Gathered(
        reader=reader,
        places=places,
        places_name=places_name,
        checklists=sheets,
        routes=await patrols.routes_of(site_id, retired_since=recently, of_rounds=rounds),
        windows=await patrols.windows_of(site_id, retired_since=recently, of_rounds=rounds),
        rounds=rounds,
        inspected=await _inspected(rounds, reader.person_id),
        done=await latest.done_at(site_id, still_counting(sheets, first)),
        people=await people.people_at(site_id),
        departments=await people.departments_at(site_id),
        defects=await standing_defects(site_id),
        order_states=await _order_states(site_id),
        orders=await order_items(rows),
        unit_visits=await latest.unit_visits(site_id),
        readings=meters.newest(
            await latest.latest_readings(site_id, since), await meters.latest_by_hand(site_id, since)
        ),
        photos=await latest.latest_photos(site_id, since),
        retakes=await open_retakes(reader.person_id, site_id),
        prints=await prints_at(site_id, *prints_between(reader), PRINTS_MOST),
        keys=await keys_for(reader.person_id, reader.member, reader.now),
        duty=await on_duty_at(site_id, reader.now),
        incidents=await offered_incidents(reader.person_id, reader.member, reader.now),
        take_overs=await take_overs([site_id], {site_id: reader.today}),
        diary_answer=await answer_for(site_id, reader.person_id),
        consent=await consents.latest_of(reader.person_id),
    )
    return await _for_contractor(gathered, rows) if reader.member.contractor else gathered


def _is_for(one: RoundFound, person_id: UUID) -> bool:
    """A practice round is on the phone of who practises, and on no other."""
    return one.kind != "practice" or person_id in one.person_ids


async def _inspected(rounds: Sequence[RoundFound], person_id: UUID) -> dict[UUID, list[Seen]]:
    """What is known of the rounds this person may go on with; of others' it would only make the plan travel anew with
    every visit anywhere."""
    visits = await following.visits_of(rounds)
    return {
        one.id: visits[one.id]
        for one in rounds
        if one.id in visits
        and (
            not one.person_ids
            or person_id in one.person_ids
            or any(seen.person_id == person_id for seen in visits[one.id])
        )
    }


async def _order_states(site_id: UUID) -> dict[UUID, str]:
    rows = await WorkOrder.select(WorkOrder.id, WorkOrder.state).where(
        WorkOrder.site == site_id, WorkOrder.state.not_in(["closed", "cancelled", "merged"])
    )
    return {row["id"]: row["state"] for row in rows}


async def _for_contractor(whole: Gathered, rows: Sequence[dict[str, Any]]) -> Gathered:
    """Only their own orders with what these need, their colleagues, and rounds they are to walk themselves."""
    reader = whole.reader
    colleagues = {reader.person_id}
    for row in await MembershipDepartment.select(MembershipDepartment.membership.person.as_alias("person")).where(
        MembershipDepartment.department.is_in(list(reader.member.department_ids))
    ):
        colleagues.add(row["person"])
    orders, units = {row["id"] for row in rows}, {row["unit"] for row in rows}
    rounds = [one for one in whole.rounds if reader.person_id in one.person_ids]
    routes, windows = {one.route_id for one in rounds}, {one.window_id for one in rounds}
    return Gathered(
        reader=reader,
        places_name=f"{whole.places_name} {sorted(map(str, units))}",
        places=SitePlaces(
            buildings=whole.places.buildings,
            floors=whole.places.floors,
            points=whole.places.points,
            units=tuple(unit for unit in whole.places.units if unit.id in units),
        ),
        checklists=whole.checklists,
        routes=[route for route in whole.routes if route.id in routes],
        windows=[window for window in whole.windows if window.id in windows],
        rounds=rounds,
        inspected={one.id: whole.inspected[one.id] for one in rounds if one.id in whole.inspected},
        done=whole.done,
        people=[row for row in whole.people if row["id"] in colleagues],
        departments=[row for row in whole.departments if row["id"] in reader.member.department_ids],
        defects=[defect for defect in whole.defects if defect.order_id in orders],
        order_states=whole.order_states,
        orders=whole.orders,
        unit_visits={},
        readings=[],
        photos=[],
        retakes=whole.retakes,
        prints=[],
        keys=whole.keys,
        incidents=whole.incidents,
        take_overs=[],
        diary_answer=whole.diary_answer,
        consent=whole.consent,
        duty=whole.duty,
    )
