"""Windows, the state of a round, lateness, and doubts about the pace. Pure; sources: the protocol, the product."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from server.patrols.terms import Doubt, Miss, MissedAgain, Moment, Pace, RoundFacts, RoundState, Scan, Seen, Timing

WAIT_FOR_PHONE: Final = timedelta(hours=24)
"""How long a round waits for a phone at most (product; a setting)."""
DEFAULT_PACE: Final = Pace()
MISSED_AGAIN: Final = 2
"""So many missed rounds in a week reach the supervisor."""


def window_interval(on: date, start: str, end: str, zone: str) -> tuple[datetime, datetime]:
    """A window ("HH:MM" wall times; the end may be "24:00") on a date in a time zone, as UTC.

    An end not after its start is on the next day. Where clocks are changed inside, the widest reading counts, so that
    nobody is late by a wall time that came twice or not at all.
    """
    wall_start = _wall(on, start)
    wall_end = _wall(on, end)
    if wall_end <= wall_start:
        wall_end += timedelta(days=1)
    return min(_readings(wall_start, zone)), max(_readings(wall_end, zone))


def _wall(on: date, hh_mm: str) -> datetime:
    if hh_mm == "24:00":
        return datetime.combine(on + timedelta(days=1), time())
    return datetime.combine(on, time.fromisoformat(hh_mm))


def _readings(wall: datetime, zone: str) -> tuple[datetime, datetime]:
    """Both readings of a wall time: the same, but for the hour a clock change skips or repeats."""
    local = wall.replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def round_state(facts: RoundFacts, now: datetime, wait: timedelta = WAIT_FOR_PHONE) -> RoundState:
    """The state of a round now (protocol, rounds): done as soon as every stop has an inspection; else open until the
    window's end; then waiting for the phone until one has been in contact or `wait` is over; then partly done if any
    stop was inspected, else missed."""
    if facts.done_count >= facts.stops_count:
        return "done"
    if now < facts.starts_at:
        return "upcoming"
    if now < facts.ends_at:
        return "open"
    if now < facts.ends_at + wait and not _phone_has_spoken(facts):
        return "waiting_for_phone"
    return "partly_done" if facts.done_count else "missed"


def _phone_has_spoken(facts: RoundFacts) -> bool:
    """A phone of the assigned or walking person has said, after the window's end, that it has nothing left to send."""
    return any(
        contact.person_id in facts.person_ids
        and contact.at > facts.ends_at
        and contact.outbox_reports == 0
        and contact.outbox_photos == 0
        for contact in facts.contacts
    )


def timing(moment: Moment, starts_at: datetime, ends_at: datetime) -> Timing:
    """How a moment of inspection lies to the window, both ends belonging to it: early or late only if the whole
    interval is (product, Round states)."""
    if moment.earliest > ends_at:
        return "late"
    if moment.latest < starts_at:
        return "early"
    return "in_time"


def late(moment: Moment, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether the whole interval lies after the window. Late is shown, never blocked."""
    return timing(moment, starts_at, ends_at) == "late"


def made_up_places(visits: Iterable[Seen], ends_at: datetime) -> frozenset[UUID]:
    """The places that only a make-up visit came to (product, Round states: counted as what it is).

    A walk that begins within the window and runs over its end is late. One that begins after the end for certain makes
    up for what was left; a visit of no walk is its own walk.
    """
    known = list(visits)
    begun: dict[tuple[UUID, UUID], datetime] = {}
    for visit in known:
        if visit.patrol_id is not None:
            walk = (visit.patrol_id, visit.person_id)
            begun[walk] = min(visit.earliest_at, begun.get(walk, visit.earliest_at))
    in_time = {
        visit.place_id
        for visit in known
        if (visit.earliest_at if visit.patrol_id is None else begun[visit.patrol_id, visit.person_id]) <= ends_at
    }
    return frozenset(visit.place_id for visit in known) - in_time


def missed_again(misses: Iterable[Miss]) -> list[MissedAgain]:
    """Who or what missed two rounds or more in one ISO week (facts: two missed rounds in a week → the supervisor), the
    newest week and the most first. A route is named only where it is nobody's: else its persons are."""
    counts: Counter[tuple[date, UUID | None, UUID | None]] = Counter()
    for miss in misses:
        monday = miss.date - timedelta(days=miss.date.weekday())
        for person_id in miss.person_ids:
            counts[monday, None, person_id] += 1
        if not miss.person_ids:
            counts[monday, miss.route_id, None] += 1
    found = [
        MissedAgain(monday=monday, route_id=route_id, person_id=person_id, count=count)
        for (monday, route_id, person_id), count in counts.items()
        if count >= MISSED_AGAIN
    ]
    return sorted(found, key=lambda one: (one.monday, one.count, str(one.person_id or one.route_id)), reverse=True)


def doubts(scans: Sequence[Scan], pace: Pace = DEFAULT_PACE) -> list[Doubt]:
    """What in one person's walk was implausibly fast (product, Photo flags), in the order walked.

    Between two visits: less than 10 s between scans on different floors, or else more than 4 floors a minute within one
    building. In one visit: less than 2 s per card. All are settings.
    """
    walked = sorted(scans, key=lambda scan: scan.started_at)
    found = [_hasty_way(last, scan, pace) for last, scan in pairwise(walked)]
    found += [_hasty_cards(scan, pace) for scan in walked]
    order = {scan.inspection_id: place for place, scan in enumerate(walked)}
    return sorted((doubt for doubt in found if doubt is not None), key=lambda doubt: order[doubt.inspection_id])


def _hasty_way(last: Scan, scan: Scan, pace: Pace) -> Doubt | None:
    if last.floor_id is None or scan.floor_id is None or last.floor_id == scan.floor_id:
        return None
    seconds = (scan.started_at - last.started_at).total_seconds()
    if seconds < pace.scan_seconds:
        return Doubt(
            code="scans-too-close", inspection_id=scan.inspection_id, measured=seconds, limit=pace.scan_seconds
        )
    same_building = last.building_id is not None and last.building_id == scan.building_id
    if not same_building or last.level is None or scan.level is None or seconds <= 0:
        return None
    speed = abs(scan.level - last.level) * 60 / seconds
    if speed <= pace.floors_per_minute:
        return None
    return Doubt(code="floors-too-fast", inspection_id=scan.inspection_id, measured=speed, limit=pace.floors_per_minute)


def _hasty_cards(scan: Scan, pace: Pace) -> Doubt | None:
    if scan.cards_count <= 0:
        return None
    seconds = (scan.finished_at - scan.started_at).total_seconds() / scan.cards_count
    if seconds >= pace.card_seconds:
        return None
    return Doubt(code="cards-too-fast", inspection_id=scan.inspection_id, measured=seconds, limit=pace.card_seconds)
