"""How the rounds of many sites are going today: as many queries for two sites as for forty."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.inspections.tables import Inspection
from server.patrols.rules import round_state
from server.patrols.tables import Patrol, Round, Route, Window
from server.patrols.terms import Contact, RoundFacts, RoundState
from server.people.tables import Contact as EmptyOutbox

_MOST_WAIT = timedelta(hours=72)


class SiteDay(Struct, frozen=True):
    """A site's today: its date there, and how long a round waits for its phone."""

    site_id: UUID
    today: date
    wait: timedelta


class SiteRounds(Struct):
    """Today's rounds of a site: how many in each state, and of those that have begun how many stops, how many done."""

    states: dict[RoundState, int]
    stops_count: int = 0
    done_count: int = 0

    @property
    def rounds_count(self) -> int:
        return sum(self.states.values())

    @property
    def coverage(self) -> float | None:
        """The share of stops that were come to, None before anything has begun."""
        return self.done_count / self.stops_count if self.stops_count else None


async def without_rounds(days: Sequence[SiteDay]) -> list[SiteDay]:
    """Sites that expect rounds but for whose today nobody has asked yet: they have none made."""
    site_ids = [day.site_id for day in days]
    if not site_ids:
        return []
    routes = {row["site"] for row in await Route.select(Route.site).where(
        Route.site.is_in(site_ids), Route.retired_at.is_null(), Route.kind == "ordinary")}  # fmt: skip
    windows = {row["site"] for row in await Window.select(Window.site).where(
        Window.site.is_in(site_ids), Window.retired_at.is_null(), Window.kind == "ordinary")}  # fmt: skip
    first = min(day.today for day in days)
    rows = await Round.select(Round.site, Round.date).where(
        Round.site.is_in(site_ids), Round.date >= first, Round.kind == "ordinary"
    )
    made = {(row["site"], row["date"]) for row in rows}
    return [day for day in days if day.site_id in routes & windows and (day.site_id, day.today) not in made]


async def rounds_today(days: Sequence[SiteDay], now: datetime) -> dict[UUID, SiteRounds]:
    """Each site's rounds of its today, with their states at `now`."""
    found = {day.site_id: SiteRounds({}) for day in days}
    if not days:
        return found
    today = {day.site_id: day.today for day in days}
    waits = {day.site_id: day.wait for day in days}
    dates = sorted({day.today for day in days})
    rows = (
        await Round.select()
        .where(Round.site.is_in(list(found)), Round.date.is_in(dates), Round.kind != "practice")
        .output(load_json=True)
    )
    rounds = [row for row in rows if row["date"] == today[row["site"]]]
    of_them = Round.select(Round.id).where(Round.site.is_in(list(found)), Round.date.is_in(dates))
    visited: dict[UUID, set[UUID]] = defaultdict(set)
    persons: dict[UUID, set[UUID]] = defaultdict(set)
    for row in await Inspection.select(
        Inspection.round_id, Inspection.point, Inspection.unit, Inspection.person
    ).where(Inspection.round_id.is_in(of_them)):
        visited[row["round_id"]].add(row["point"] or row["unit"])
        persons[row["round_id"]].add(row["person"])
    for row in await Patrol.select(Patrol.round, Patrol.person).where(Patrol.round.is_in(of_them)):
        persons[row["round"]].add(row["person"])
    contacts = await _contacts(rounds, now)
    for row in rounds:
        _count(found[row["site"]], row, visited[row["id"]], persons[row["id"]], contacts, now, waits[row["site"]])
    return found


def _count(
    told: SiteRounds,
    row: Mapping[str, Any],
    visited: set[UUID],
    persons: set[UUID],
    contacts: tuple[Contact, ...],
    now: datetime,
    wait: timedelta,
) -> None:
    places = [UUID(one) for one in (*row["point_ids"], *row["unit_ids"])]
    done = sum(1 for place in places if place in visited)
    facts = RoundFacts(
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        stops_count=len(places),
        done_count=done,
        person_ids=frozenset({*(UUID(one) for one in row["person_ids"]), *persons}),
        contacts=contacts,
    )
    state = round_state(facts, now, wait)
    told.states[state] = told.states.get(state, 0) + 1
    if state != "upcoming":
        told.stops_count += len(places)
        told.done_count += done


async def _contacts(rounds: Sequence[Mapping[str, Any]], now: datetime) -> tuple[Contact, ...]:
    """Each person's last contact with an empty outbox since the first of these rounds ended."""
    since = min((row["ends_at"] for row in rounds if now - _MOST_WAIT < row["ends_at"] <= now), default=now)
    rows = await EmptyOutbox.raw("SELECT person, MAX(at) AS at FROM contact WHERE at > {} GROUP BY person", since)
    return tuple(
        Contact(person_id=row["person"], at=_moment(row["at"]), outbox_reports=0, outbox_photos=0) for row in rows
    )


def _moment(value: datetime | str) -> datetime:
    """SQLite tells the type of columns only, not of what is computed from them."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
