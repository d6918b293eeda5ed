"""How far the rounds are: each with its state, from the inspections that came in and the phones that were in touch."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct, structs

from server.inspections.tables import Inspection
from server.patrols import queries
from server.patrols.queries import RoundFound
from server.patrols.rules import round_state
from server.patrols.tables import Patrol
from server.patrols.terms import Contact, RoundFacts, RoundState
from server.people.tables import Contact as EmptyOutbox
from server.sites.queries import site_facts

# Late only if the whole interval of the moment lies after the window (rules.late).
_INSPECTED = """
SELECT inspection.round_id, inspection.point, inspection.person,
       CASE WHEN inspection.earliest_at > patrol_round.ends_at THEN 1 ELSE 0 END AS is_late
FROM inspection JOIN patrol_round ON patrol_round.id = inspection.round_id
WHERE patrol_round.site = {} AND patrol_round.date >= {} AND patrol_round.date <= {}
AND inspection.point IS NOT NULL
GROUP BY inspection.round_id, inspection.point, inspection.person, is_late
"""
_WALKED = """
SELECT DISTINCT patrol."round", patrol.person
FROM patrol JOIN patrol_round ON patrol_round.id = patrol."round"
WHERE patrol_round.site = {} AND patrol_round.date >= {} AND patrol_round.date <= {}
"""


class RoundRow(Struct, frozen=True, kw_only=True):
    """A round with its state now. `done_point_ids`: its stops that have an inspection, in walking order (a skip is
    none); `walker_ids`: who inspected or walked; `late_point_ids`: stops inspected after the window for certain."""

    id: UUID
    site_id: UUID
    route_id: UUID
    window_id: UUID
    date: date
    starts_at: datetime
    ends_at: datetime
    state: RoundState
    person_ids: tuple[UUID, ...]
    walker_ids: tuple[UUID, ...]
    point_ids: tuple[UUID, ...]
    building_ids: tuple[UUID, ...]
    done_point_ids: tuple[UUID, ...]
    late_point_ids: tuple[UUID, ...]
    stops_count: int
    done_count: int
    late: bool


class _Walked(Struct):
    """What came in for one round."""

    points: set[UUID]
    late_points: set[UUID]
    persons: set[UUID]


async def rounds_with_state(site_id: UUID, first: date, last: date, now: datetime) -> list[RoundRow]:
    """The rounds of these dates (both included) by start, each with its state at `now`.

    Five queries, however many rounds. Rounds not yet made are not there: `ensure_rounds` first.
    """
    site = await site_facts(site_id)
    if site is None:
        return []
    wait = timedelta(hours=site.settings.waiting_hours)
    rounds = await queries.rounds_between(site_id, first, last)
    walked = await _walked(site_id, first, last)
    contacts = await _contacts(rounds, now - wait) if rounds else ()
    return [_row(one, walked[one.id], contacts, now, wait) for one in rounds]


async def _walked(site_id: UUID, first: date, last: date) -> dict[UUID, _Walked]:
    walked: dict[UUID, _Walked] = defaultdict(lambda: _Walked(set(), set(), set()))
    for row in await Inspection.raw(_INSPECTED, site_id, first, last):
        one = walked[row["round_id"]]
        one.points.add(row["point"])
        one.persons.add(row["person"])
        if row["is_late"]:
            one.late_points.add(row["point"])
    for row in await Patrol.raw(_WALKED, site_id, first, last):
        walked[row["round"]].persons.add(row["person"])
    return walked


async def _contacts(rounds: Sequence[RoundFound], waiting_since: datetime) -> tuple[Contact, ...]:
    """Each person's last contact with an empty outbox; only rounds that may still wait need them."""
    since = min((one.ends_at for one in rounds if one.ends_at > waiting_since), default=None)
    if since is None:
        return ()
    rows = await EmptyOutbox.raw(
        "SELECT person, MAX(at) AS at FROM contact WHERE at > {} GROUP BY person", since
    )
    return tuple(
        Contact(person_id=row["person"], at=_moment(row["at"]), outbox_reports=0, outbox_photos=0) for row in rows
    )


def _row(
    one: RoundFound, walked: _Walked, contacts: tuple[Contact, ...], now: datetime, wait: timedelta
) -> RoundRow:
    done = tuple(point for point in one.point_ids if point in walked.points)
    late = tuple(point for point in one.point_ids if point in walked.late_points)
    facts = RoundFacts(
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        stops_count=len(one.point_ids),
        done_count=len(done),
        person_ids=frozenset({*one.person_ids, *walked.persons}),
        contacts=contacts,
    )
    return RoundRow(
        **structs.asdict(one),
        state=round_state(facts, now, wait),
        walker_ids=tuple(sorted(walked.persons)),
        done_point_ids=done,
        late_point_ids=late,
        stops_count=len(one.point_ids),
        done_count=len(done),
        late=bool(late),
    )


def _moment(value: datetime | str) -> datetime:
    """SQLite tells the type of columns only, not of what is computed from them."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
