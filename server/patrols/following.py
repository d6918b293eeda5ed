"""How far the rounds are: each with its state, from the inspections that came in and the phones that were in touch."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from server.checklists.terms import EventName
from server.inspections.tables import Inspection
from server.lib.paging import batches
from server.patrols import queries
from server.patrols.queries import RoundFound
from server.patrols.rules import made_up_places, round_state
from server.patrols.tables import Patrol, Round
from server.patrols.terms import Contact, RoundFacts, RoundKind, RoundState, Seen
from server.people.tables import Contact as EmptyOutbox
from server.sites.queries import site_facts

_VISITS = """
SELECT inspection.round_id, inspection.point, inspection.unit, inspection.person, inspection.patrol_id,
       inspection.earliest_at, inspection.latest_at
FROM inspection JOIN patrol_round ON patrol_round.id = inspection.round_id
WHERE patrol_round.site = {} AND patrol_round.date >= {} AND patrol_round.date <= {}
"""
_WALKED = """
SELECT DISTINCT patrol."round", patrol.person
FROM patrol JOIN patrol_round ON patrol_round.id = patrol."round"
WHERE patrol_round.site = {} AND patrol_round.date >= {} AND patrol_round.date <= {}
"""


_UNSEEN = """
SELECT id FROM patrol_round
WHERE site = {} AND date >= {} AND date <= {} AND ends_at <= {} AND kind <> 'practice'
AND NOT EXISTS (SELECT 1 FROM inspection WHERE inspection.round_id = patrol_round.id)
"""


class RoundRow(Struct, frozen=True, kw_only=True):
    """A round with its state now. `done_point_ids`, `done_unit_ids`: its stops that have an inspection, in walking
    order (a skip is none); `walker_ids`: who inspected or walked; `late_point_ids`: points inspected after the window
    for certain, `made_up_ids` those points and units that only a make-up visit came to. `walked_from`, `walked_until`:
    the first and last moment somebody was at a stop, make-up visits apart."""

    id: UUID
    site_id: UUID
    route_id: UUID
    window_id: UUID
    date: date
    starts_at: datetime
    ends_at: datetime
    kind: RoundKind
    event: EventName | None
    state: RoundState
    person_ids: tuple[UUID, ...]
    walker_ids: tuple[UUID, ...]
    point_ids: tuple[UUID, ...]
    unit_ids: tuple[UUID, ...]
    building_ids: tuple[UUID, ...]
    done_point_ids: tuple[UUID, ...]
    done_unit_ids: tuple[UUID, ...]
    late_point_ids: tuple[UUID, ...]
    made_up_ids: tuple[UUID, ...]
    stops_count: int
    done_count: int
    late: bool
    walked_from: datetime | None
    walked_until: datetime | None


class _Walked(Struct):
    """What came in for one round."""

    visits: list[Seen]
    persons: set[UUID]


async def rounds_with_state(
    site_id: UUID, first: date, last: date, now: datetime, *, practice: bool = False
) -> list[RoundRow]:
    """The rounds of these dates (both included) by start, each with its state at `now`; practice rounds, which count
    nowhere, only where they are asked for.

    Five queries, however many rounds. Rounds not yet made are not there: `ensure_rounds` first.
    """
    site = await site_facts(site_id)
    if site is None:
        return []
    wait = timedelta(hours=site.settings.waiting_hours)
    rounds = await queries.rounds_between(site_id, first, last)
    rounds = [one for one in rounds if practice or one.kind != "practice"]
    walked = await _walked(site_id, first, last)
    contacts = await _contacts(rounds, now - wait) if rounds else ()
    return [_row(one, walked[one.id], contacts, now, wait) for one in rounds]


async def round_with_state(site_id: UUID, round_id: UUID, now: datetime) -> RoundRow | None:
    """One round of any kind; None where the site has none such."""
    on = await queries.date_of(site_id, round_id)
    if on is None:
        return None
    rows = await rounds_with_state(site_id, on, on, now, practice=True)
    return next((row for row in rows if row.id == round_id), None)


async def missed_rounds(site_id: UUID, first: date, last: date, now: datetime) -> list[RoundFound]:
    """The rounds of these dates that are over and missed, practice apart. Only what nobody visited is looked at, so
    that it can be asked for often."""
    site = await site_facts(site_id)
    if site is None:
        return []
    wait = timedelta(hours=site.settings.waiting_hours)
    unseen = {row["id"] for row in await Round.raw(_UNSEEN, site_id, first, last, now)}
    rounds = [one for one in await queries.rounds_between(site_id, first, last) if one.id in unseen]
    contacts = await _contacts(rounds, now - wait) if rounds else ()
    walkers: dict[UUID, set[UUID]] = defaultdict(set)
    for row in await Patrol.raw(_WALKED, site_id, first, last):
        walkers[row["round"]].add(row["person"])
    nothing = {one.id: _Walked([], walkers[one.id]) for one in rounds}
    return [one for one in rounds if _row(one, nothing[one.id], contacts, now, wait).state == "missed"]


async def visits_of(rounds: Sequence[RoundFound]) -> dict[UUID, list[Seen]]:
    """Round → the visits that are known of it, by their moment: one of each person to each place, the first."""
    found: dict[UUID, list[Seen]] = defaultdict(list)
    for batch in batches([one.id for one in rounds]):
        rows = await Inspection.select(
            Inspection.round_id, Inspection.point, Inspection.unit, Inspection.person, Inspection.patrol_id,
            Inspection.earliest_at, Inspection.latest_at,
        ).where(Inspection.round_id.is_in(batch))  # fmt: skip
        for row in rows:
            found[row["round_id"]].append(_seen(row))
    for visits in found.values():
        visits.sort(key=lambda seen: (seen.latest_at, seen.place_id, seen.person_id))
    return {key: list({(one.place_id, one.person_id): one for one in seen[::-1]}.values())[::-1]
            for key, seen in found.items()}  # fmt: skip


async def _walked(site_id: UUID, first: date, last: date) -> dict[UUID, _Walked]:
    walked: dict[UUID, _Walked] = defaultdict(lambda: _Walked([], set()))
    for row in await Inspection.raw(_VISITS, site_id, first, last):
        one = walked[row["round_id"]]
        one.visits.append(_seen(row))
        one.persons.add(row["person"])
    for row in await Patrol.raw(_WALKED, site_id, first, last):
        walked[row["round"]].persons.add(row["person"])
    return walked


def _seen(row: dict[str, Any]) -> Seen:
    return Seen(
        place_id=row["point"] or row["unit"],
        is_unit=row["point"] is None,
        person_id=row["person"],
        patrol_id=row["patrol_id"],
        earliest_at=row["earliest_at"],
        latest_at=row["latest_at"],
    )


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
    seen = {visit.place_id for visit in walked.visits}
    done = tuple(point for point in one.point_ids if point in seen)
    done_units = tuple(unit for unit in one.unit_ids if unit in seen)
    late_places = {visit.place_id for visit in walked.visits if visit.earliest_at > one.ends_at}
    made_up = made_up_places(walked.visits, one.ends_at)
    walk = [visit for visit in walked.visits if visit.place_id not in made_up]
    facts = RoundFacts(
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        stops_count=len(one.point_ids) + len(one.unit_ids),
        done_count=len(done) + len(done_units),
        person_ids=frozenset({*one.person_ids, *walked.persons}),
        contacts=contacts,
    )
    return RoundRow(
        **structs.asdict(one),
        state=round_state(facts, now, wait),
        walker_ids=tuple(sorted(walked.persons)),
        done_point_ids=done,
        done_unit_ids=done_units,
        late_point_ids=tuple(point for point in one.point_ids if point in late_places),
        made_up_ids=tuple(place for place in (*one.point_ids, *one.unit_ids) if place in made_up),
        stops_count=facts.stops_count,
        done_count=facts.done_count,
        late=any(place in late_places for place in (*one.point_ids, *one.unit_ids)),
        walked_from=min((visit.earliest_at for visit in walk), default=None),
        walked_until=max((visit.latest_at for visit in walk), default=None),
    )


def _moment(value: datetime | str) -> datetime:
    """SQLite tells the type of columns only, not of what is computed from them."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
