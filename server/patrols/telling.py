"""A walk as its page tells it: which round, and every stop done or skipped, with the reason."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.inspections.tables import Inspection
from server.lib import ids
from server.lib.i18n import N_, Translate
from server.patrols.tables import Doubt, Patrol, Round, Route, Window
from server.reports.tables import Report
from server.sites.tables import Point

# The phone's own reasons, sealed in Chinese (pwa/js/screens/route/line.js); any other is shown as it was written.
SKIP_REASONS = frozenset(
    {N_("门锁着"), N_("有人在用"), N_("不安全"), N_("进不去"), N_("施工封路"), N_("时间不够")}
)
Row = dict[str, Any]


class StopTold(Struct, frozen=True, kw_only=True):
    """One stop. `inspection_id` where its inspection has come, `at` when that was; `is_awaited`: done, but not here."""

    place: str
    number: str
    is_done: bool
    reason: str
    inspection_id: UUID | None
    at: datetime | None
    is_awaited: bool


class DoubtTold(Struct, frozen=True, kw_only=True):
    """A visit that was implausibly fast: where, and in words how fast and what the limit is."""

    inspection_id: UUID
    place: str
    words: str


class WalkTold(Struct, frozen=True, kw_only=True):
    """One walk. Route and window are empty where the plan knows no such round."""

    route: str
    window: str
    on: date | None
    started_at: datetime
    finished_at: datetime
    finished_by_hand: bool
    flags: tuple[str, ...]
    note: str
    stops: tuple[StopTold, ...]
    done_count: int
    round_id: UUID | None
    doubts: tuple[DoubtTold, ...]


async def walk_of(digest: str, site_id: UUID, language: str, _: Translate) -> WalkTold | None:
    """The walk that the line with this digest told; None where it told none (or one that was told before)."""
    row = (
        await Patrol.select()
        .where(Patrol.report_digest == digest, Patrol.site == site_id)
        .first()
        .output(load_json=True)
    )
    if row is None:
        return None
    route, window, on = await _round(row["round"], language)
    points = await _points(row["stops"], site_id)
    visits = await _visits(row["stops"], site_id)
    stops = tuple(_stop(stop, points, visits, _) for stop in row["stops"])
    return WalkTold(
        route=route,
        window=window,
        on=on,
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        finished_by_hand=row["finished_by_hand"],
        flags=tuple(row["flags"]),
        note=row["note"] or "",
        stops=stops,
        done_count=sum(1 for stop in stops if stop.is_done),
        round_id=row["round"],
        doubts=await doubts_told([row["repeats"] or row["id"]], site_id, row["person"], _),
    )


async def doubts_told(
    patrol_ids: Sequence[UUID], site_id: UUID, person_id: UUID | None, _: Translate
) -> tuple[DoubtTold, ...]:
    """The doubts about some walks in words, by when the visits were; with `person_id` only about that person's."""
    rows = await Doubt.select().where(Doubt.patrol_id.is_in(list(patrol_ids) or [UUID(int=0)]))
    visits = await Inspection.select(
        Inspection.id, Inspection.person, Inspection.started_at, Inspection.building.name, Inspection.point.name,
        Inspection.unit.name,
    ).where(
        Inspection.site == site_id, Inspection.id.is_in([row["inspection_id"] for row in rows] or [UUID(int=0)])
    )  # fmt: skip
    known = {visit["id"]: visit for visit in visits if person_id is None or visit["person"] == person_id}
    told = [row for row in rows if row["inspection_id"] in known]
    told.sort(key=lambda row: (known[row["inspection_id"]]["started_at"], row["inspection_id"], row["code"]))
    return tuple(
        DoubtTold(
            inspection_id=row["inspection_id"],
            place=_visit_place(known[row["inspection_id"]]),
            words=doubt_words(row["code"], row["measured"], row["allowed"], _),
        )
        for row in told
    )


def doubt_words(code: str, measured: float, allowed: float, _: Translate) -> str:
    """What was measured and what would have been plausible."""
    values = {"n": f"{max(measured, 0):.3g}", "limit": f"{allowed:.3g}"}
    if code == "scans-too-close":
        return _("离上一点只隔 {n} 秒，已在另一层（少于 {limit} 秒就提醒）", **values)
    if code == "floors-too-fast":
        return _("合每分钟 {n} 层（超过 {limit} 层就提醒）", **values)
    return _("平均每样 {n} 秒（少于 {limit} 秒就提醒）", **values)


def _visit_place(visit: Row) -> str:
    return " ".join(part for part in (visit["building.name"], visit["point.name"] or visit["unit.name"]) if part)


async def report_of_walk(patrol_id: UUID | None, site_id: UUID) -> UUID | None:
    """The report that told a walk, for what was inspected on it; None where it has not come."""
    row = await Patrol.select(Patrol.report_digest).where(Patrol.id == patrol_id, Patrol.site == site_id).first()
    found = await Report.select(Report.claimed_id).where(Report.digest == row["report_digest"]).first() if row else None
    return found["claimed_id"] if found else None


def reason_words(reason: str | None, _: Translate) -> str:
    """Why a stop was skipped: the phone's own reasons in the reader's language, others as they were written."""
    return _(reason) if reason in SKIP_REASONS else reason or ""


def _stop(stop: Row, points: Mapping[str, Row], visits: Mapping[str, datetime], _: Translate) -> StopTold:
    point, key = points.get(stop["point_id"]), stop.get("inspection_id")
    is_done = stop["state"] == "done"
    return StopTold(
        place=" ".join((point["building.name"], point["name"])) if point else _("不认识的点位"),
        number=point["number"] if point else "",
        is_done=is_done,
        reason=reason_words(stop.get("reason"), _),
        inspection_id=UUID(key) if key in visits else None,
        at=visits.get(key or ""),
        is_awaited=is_done and key not in visits,
    )


async def _round(round_id: UUID | None, language: str) -> tuple[str, str, date | None]:
    if round_id is None:
        return "", "", None
    row = await Round.select(Round.route, Round.window, Round.date).where(Round.id == round_id).first()
    if row is None:
        return "", "", None
    route = await Route.select(Route.name).where(Route.id == row["route"]).first()
    window = await Window.select(Window.name_zh, Window.name_en).where(Window.id == row["window"]).first()
    name = (window["name_en"] if language == "en" else window["name_zh"]) if window else ""
    return route["name"] if route else "", name, row["date"]


async def _points(stops: Sequence[Row], site_id: UUID) -> dict[str, Row]:
    keys = [UUID(stop["point_id"]) for stop in stops if ids.is_canonical(stop["point_id"])]
    rows = await Point.select(Point.id, Point.name, Point.number, Point.building.name).where(
        Point.site == site_id, Point.id.is_in(keys or [UUID(int=0)])
    )
    return {str(row["id"]): row for row in rows}


async def _visits(stops: Sequence[Row], site_id: UUID) -> dict[str, datetime]:
    """When the inspections were that these stops name, by their ids as text, as far as they have come."""
    keys = [UUID(key) for stop in stops if ids.is_canonical(key := stop.get("inspection_id") or "")]
    rows = await Inspection.select(Inspection.id, Inspection.latest_at).where(
        Inspection.site == site_id, Inspection.id.is_in(keys or [UUID(int=0)])
    )
    return {str(row["id"]): row["latest_at"] for row in rows}
