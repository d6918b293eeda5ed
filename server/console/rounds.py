"""The rounds of today and yesterday in words: how far each is, and which points nobody came to, by building."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from server.lib.i18n import Translate
from server.patrols import following, planning, rules
from server.patrols import queries as patrols
from server.patrols.following import RoundRow
from server.patrols.tables import Patrol
from server.patrols.telling import reason_words
from server.patrols.terms import Miss, RoundState
from server.patrols.words import ROUND_LOOKS, ROUND_WORDS, route_name
from server.people import queries as people
from server.people.terms import Member
from server.reports.tables import Report
from server.sites.tables import Point

_NOT_KEPT: frozenset[RoundState] = frozenset({"partly_done", "missed"})

__all__ = ["ROUND_LOOKS", "ROUND_WORDS", "missed", "missed_again", "of_today", "rounds_of"]


class RoundTold(Struct, frozen=True, kw_only=True):
    """One round. `walks`: the reports of those who walked it, as (report id, name)."""

    row: RoundRow
    site_name: str
    zone: str
    route: str
    window: str
    who: str
    walks: tuple[tuple[UUID, str], ...]


class PointMissed(Struct, kw_only=True):
    """A point that some rounds did not come to: how many, and why as somebody said (the last reason)."""

    name: str
    number: str
    count: int
    reason: str


class BuildingMissed(Struct, kw_only=True):
    """What was missed in one building. `whole`: rounds that came to none of its points, as (round, points)."""

    site_name: str
    building: str
    whole: list[tuple[RoundTold, int]]
    points: list[PointMissed]


async def rounds_of(member: Member, language: str, now: datetime) -> list[RoundTold]:
    """The rounds of yesterday and today at one site, by their start."""
    today = now.astimezone(ZoneInfo(member.time_zone)).date()
    rows = await planning.rounds_with_state(member.site_id, today - timedelta(days=1), today, now)
    since = now - timedelta(days=3)
    routes = {
        one.id: route_name(one, language)
        for one in await patrols.routes_of(member.site_id, retired_since=since, of_rounds=rows)
    }
    windows = {
        one.id: one.name_en if language == "en" else one.name_zh
        for one in await patrols.windows_of(member.site_id, retired_since=since, of_rounds=rows)
    }
    names = await people.names_of(list({person for one in rows for person in (*one.person_ids, *one.walker_ids)}))
    walks = await _walks([one.id for one in rows])
    return [
        RoundTold(
            row=one,
            site_name=member.site_name,
            zone=member.time_zone,
            route=routes.get(one.route_id, ""),
            window=windows.get(one.window_id, ""),
            who=" ".join(dict.fromkeys(names.get(key, "") for key in (one.walker_ids or one.person_ids))),
            walks=tuple(walks.get(one.id, ())),
        )
        for one in sorted(rows, key=lambda one: (one.starts_at, routes.get(one.route_id, "")))
    ]


def of_today(rounds: Sequence[RoundTold], now: datetime) -> list[RoundTold]:
    """Today's, and those of yesterday whose last reports may still be on a phone."""
    return [
        told
        for told in rounds
        if told.row.date == now.astimezone(ZoneInfo(told.zone)).date() or told.row.state == "waiting_for_phone"
    ]


async def missed(rounds: Sequence[RoundTold], _: Translate) -> list[BuildingMissed]:
    """What rounds that are over did not come to, building by building. A round that may still come is not among it."""
    over = [told for told in rounds if told.row.state in _NOT_KEPT]
    points = await _points({point for told in over for point in told.row.point_ids})
    reasons = await _reasons([told.row.id for told in over])
    found: dict[UUID, BuildingMissed] = {}
    by_point: dict[UUID, PointMissed] = {}
    for told in over:
        for building, expected in _by_building(told.row.point_ids, points).items():
            left = [point for point in expected if point not in told.row.done_point_ids]
            if not left:
                continue
            name = points[expected[0]]["building.name"]
            at = found.setdefault(
                building, BuildingMissed(site_name=told.site_name, building=name, whole=[], points=[])
            )
            if len(left) == len(expected):
                at.whole.append((told, len(left)))
                continue
            for point in left:
                one = by_point.get(point)
                if one is None:
                    row = points[point]
                    one = by_point[point] = PointMissed(name=row["name"], number=row["number"], count=0, reason="")
                    at.points.append(one)
                one.count += 1
                one.reason = reason_words(reasons.get((told.row.id, point)), _) or one.reason
    return list(found.values())


class Again(Struct, frozen=True, kw_only=True):
    """Somebody, or a route that is nobody's, with two missed rounds or more in the week from `monday`."""

    monday: date
    site_id: UUID
    site_name: str
    name: str
    count: int


async def missed_again(member: Member, language: str, now: datetime) -> list[Again]:
    """Who missed two rounds or more this week or last week."""
    today = now.astimezone(ZoneInfo(member.time_zone)).date()
    first = today - timedelta(days=today.weekday() + 7)
    over = await following.missed_rounds(member.site_id, first, today, now)
    found = rules.missed_again(Miss(route_id=one.route_id, date=one.date, person_ids=one.person_ids) for one in over)
    names = await people.names_of([one.person_id for one in found if one.person_id])
    routes = {
        one.id: route_name(one, language)
        for one in await patrols.routes_of(member.site_id, retired_since=now - timedelta(days=15), of_rounds=over)
    }
    return [
        Again(
            monday=one.monday,
            site_id=member.site_id,
            site_name=member.site_name,
            name=names.get(one.person_id, "") if one.person_id else routes.get(one.route_id or UUID(int=0), ""),
            count=one.count,
        )
        for one in found
    ]


def _by_building(point_ids: Sequence[UUID], points: dict[UUID, dict[str, Any]]) -> dict[UUID, list[UUID]]:
    grouped: dict[UUID, list[UUID]] = {}
    for point in point_ids:
        if point in points:
            grouped.setdefault(points[point]["building"], []).append(point)
    return grouped


async def _points(point_ids: set[UUID]) -> dict[UUID, dict[str, Any]]:
    if not point_ids:
        return {}
    rows = await Point.select(Point.id, Point.name, Point.number, Point.building, Point.building.name).where(
        Point.id.is_in(list(point_ids))
    )
    return {row["id"]: row for row in rows}


async def _reasons(round_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], str]:
    """Why a point was skipped, by round and point; the last word counts."""
    if not round_ids:
        return {}
    rows = (
        await Patrol.select(Patrol.round, Patrol.stops)
        .where(Patrol.round.is_in(list(round_ids)))
        .order_by(Patrol.received_at)
        .output(load_json=True)
    )
    return {
        (row["round"], UUID(stop["point_id"])): stop["reason"]
        for row in rows
        for stop in row["stops"]
        if stop.get("reason")
    }


async def _walks(round_ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    """Who has told of having walked these rounds, with the report that told it."""
    if not round_ids:
        return {}
    rows = (
        await Patrol.select(Patrol.round, Patrol.report_digest, Patrol.person.name)
        .where(Patrol.round.is_in(list(round_ids)))
        .order_by(Patrol.received_at)
    )
    kept = await Report.select(Report.digest, Report.claimed_id).where(
        Report.digest.is_in([row["report_digest"] for row in rows] or [""])
    )
    claimed = {row["digest"]: row["claimed_id"] for row in kept}
    walks: dict[UUID, list[tuple[UUID, str]]] = {}
    for row in rows:
        if claimed.get(row["report_digest"]):
            walks.setdefault(row["round"], []).append((claimed[row["report_digest"]], row["person.name"]))
    return walks
