"""One round as its page tells it: each stop with who was there and when, what was skipped and why, hand-overs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.inspections.tables import Inspection
from server.lib.i18n import Translate
from server.lib.paging import batches
from server.patrols import queries
from server.patrols.following import RoundRow, round_with_state
from server.patrols.tables import HandOver, Patrol
from server.patrols.telling import DoubtTold, doubts_told, reason_words
from server.patrols.words import route_name, window_name
from server.people import queries as people
from server.reports.tables import Report
from server.sites.tables import Point, Unit

Row = dict[str, Any]


class VisitTold(Struct, frozen=True, kw_only=True):
    """One visit to a stop: by whom, when (an interval where the two differ), whether after the window for certain."""

    inspection_id: UUID
    who: str
    earliest_at: datetime
    latest_at: datetime
    is_late: bool
    flags_count: int


class StopOfRound(Struct, frozen=True, kw_only=True):
    """A point or unit of the round. `look`: ok | late | made_up | skip | left. `reason`: why it was skipped."""

    place: str
    number: str
    look: str
    reason: str
    visits: tuple[VisitTold, ...]


class HandedOver(Struct, frozen=True, kw_only=True):
    """The round was given to somebody else."""

    was: str
    now: str
    by: str
    at: datetime
    note: str


class RoundTold(Struct, frozen=True, kw_only=True):
    """The whole page. `walks`: the reports of those who walked it, as (report id, name, flags)."""

    row: RoundRow
    route: str
    window: str
    persons: str
    walkers: str
    stops: tuple[StopOfRound, ...]
    elsewhere_count: int
    walks: tuple[tuple[UUID, str, tuple[str, ...]], ...]
    doubts: tuple[DoubtTold, ...]
    hand_overs: tuple[HandedOver, ...]


async def tell_round(
    site_id: UUID, round_id: UUID, language: str, _: Translate, now: datetime
) -> RoundTold | None:
    """A round of this site; None if it has none such."""
    row = await round_with_state(site_id, round_id, now)
    if row is None:
        return None
    routes = {one.id: one for one in await queries.routes_of(site_id, queries.EVER, of_rounds=[row])}
    windows = {one.id: one for one in await queries.windows_of(site_id, queries.EVER, of_rounds=[row])}
    walks = await _walks(round_id)
    visits = (
        await Inspection.select(
            Inspection.id, Inspection.point, Inspection.unit, Inspection.person, Inspection.patrol_id,
            Inspection.earliest_at, Inspection.latest_at, Inspection.flags,
        ).where(Inspection.round_id == round_id, Inspection.site == site_id).output(load_json=True)
    )  # fmt: skip
    handed = await HandOver.select().where(HandOver.round == round_id).order_by(HandOver.at).output(load_json=True)
    names = await people.names_of(list(_persons(row, visits, handed)))
    asked = {*row.point_ids, *row.unit_ids}
    return RoundTold(
        row=row,
        route=route_name(routes[row.route_id], language),
        window=window_name(windows[row.window_id], language),
        persons=_joined(row.person_ids, names),
        walkers=_joined(row.walker_ids, names),
        stops=await _stops(row, visits, _reasons(walks), names, _),
        elsewhere_count=sum(1 for visit in visits if (visit["point"] or visit["unit"]) not in asked),
        walks=await _reports(walks),
        doubts=await doubts_told(list({v["patrol_id"] for v in visits if v["patrol_id"]}), site_id, None, _),
        hand_overs=tuple(
            HandedOver(
                was=_joined([UUID(one) for one in given["from_ids"]], names),
                now=_joined([UUID(one) for one in given["to_ids"]], names),
                by=names.get(given["by"], ""),
                at=given["at"],
                note=given["note"] or "",
            )
            for given in handed
        ),
    )


def _persons(row: RoundRow, visits: Sequence[Row], handed: Sequence[Row]) -> set[UUID]:
    named = {*row.person_ids, *row.walker_ids, *(visit["person"] for visit in visits)}
    for given in handed:
        named |= {given["by"], *(UUID(one) for one in (*given["from_ids"], *given["to_ids"]))}
    return named


async def _walks(round_id: UUID) -> list[Row]:
    return (
        await Patrol.select(Patrol.report_digest, Patrol.person.name, Patrol.stops, Patrol.flags)
        .where(Patrol.round == round_id)
        .order_by(Patrol.received_at)
        .output(load_json=True)
    )


def _reasons(walks: Sequence[Row]) -> dict[UUID, str]:
    """Why a point was skipped; the last word counts. An empty reason was a skip all the same."""
    return {
        UUID(stop["point_id"]): stop.get("reason") or ""
        for walk in walks
        for stop in walk["stops"]
        if stop["state"] == "skipped"
    }


async def _reports(walks: Sequence[Row]) -> tuple[tuple[UUID, str, tuple[str, ...]], ...]:
    kept = await Report.select(Report.digest, Report.claimed_id).where(
        Report.digest.is_in([walk["report_digest"] for walk in walks] or [""])
    )
    claimed = {row["digest"]: row["claimed_id"] for row in kept}
    return tuple(
        (claimed[walk["report_digest"]], walk["person.name"], tuple(walk["flags"]))
        for walk in walks
        if claimed.get(walk["report_digest"])
    )


async def _stops(
    row: RoundRow, visits: Sequence[Row], reasons: Mapping[UUID, str], names: Mapping[UUID, str], _: Translate
) -> tuple[StopOfRound, ...]:
    known: dict[UUID, tuple[str, str]] = {}
    for batch in batches(list(row.point_ids)):
        for point in await Point.select(Point.id, Point.name, Point.number, Point.building.name).where(
            Point.id.is_in(batch)
        ):
            known[point["id"]] = (f"{point['building.name']} {point['name']}", point["number"])
    for batch in batches(list(row.unit_ids)):
        for unit in await Unit.select(Unit.id, Unit.name, Unit.building.name).where(Unit.id.is_in(batch)):
            known[unit["id"]] = (f"{unit['building.name']} {unit['name']}", "")
    seen: dict[UUID, list[VisitTold]] = {}
    for visit in sorted(visits, key=lambda one: (one["latest_at"], one["id"])):
        seen.setdefault(visit["point"] or visit["unit"], []).append(
            VisitTold(
                inspection_id=visit["id"],
                who=names.get(visit["person"], ""),
                earliest_at=visit["earliest_at"],
                latest_at=visit["latest_at"],
                is_late=visit["earliest_at"] > row.ends_at,
                flags_count=len(visit["flags"]),
            )
        )
    return tuple(
        StopOfRound(
            place=known.get(key, (_("不认识的点位"), ""))[0],
            number=known.get(key, ("", ""))[1],
            look=_look(row, key, seen.get(key, ()), reasons),
            reason=reason_words(reasons.get(key), _),
            visits=tuple(seen.get(key, ())),
        )
        for key in (*row.point_ids, *row.unit_ids)
    )


def _look(row: RoundRow, key: UUID, visits: Sequence[VisitTold], reasons: Mapping[UUID, str]) -> str:
    if not visits:
        return "skip" if key in reasons else "left"
    if key in row.made_up_ids:
        return "made_up"
    return "late" if all(visit.is_late for visit in visits) else "ok"


def _joined(person_ids: Sequence[UUID], names: Mapping[UUID, str]) -> str:
    return " ".join(dict.fromkeys(names.get(key, "") for key in person_ids))
