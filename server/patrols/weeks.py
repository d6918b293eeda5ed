"""A week of rounds as the calendar shows it: by route or person, where in its window each walk was, what was left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from server.inspections.tables import Inspection
from server.lib.paging import batches
from server.patrols import queries
from server.patrols.following import RoundRow, rounds_with_state
from server.patrols.terms import RoundState
from server.patrols.words import route_name, window_name
from server.people import queries as people
from server.people.terms import Member
from server.sites.tables import Point

# How a round's bar looks (static/css/rounds.css); shape and word go with it.
_BARS: dict[RoundState, str] = {
    "done": "ok", "partly_done": "part", "missed": "miss", "open": "now", "waiting_for_phone": "wait",
    "upcoming": "plan",
}  # fmt: skip
_LEAST_WIDTH = 3.0
_MOST_POINTS = 8


class Span(Struct, frozen=True, kw_only=True):
    """One round in the calendar. `left`, `width`: where in its window it was walked, in percent; None where nobody has
    walked. `letter`: what stands for the window's name."""

    row: RoundRow
    route: str
    window: str
    letter: str
    who: str
    bar: str
    left: float | None
    width: float


class Line(Struct, frozen=True, kw_only=True):
    """One route (or person) with the rounds of each of the seven days by their start."""

    name: str
    who: str
    days: tuple[tuple[Span, ...], ...]


class Left(Struct, frozen=True):
    """A point that rounds of the week did not come to, and how many."""

    name: str
    count: int


class Week(Struct, frozen=True, kw_only=True):
    """`asked_count`, `in_time_count`: stops of rounds that have begun, and those inspected by a walk of its window;
    `made_up_count`: by a make-up visit. `by_hand_count`: visits without a scan. `extra`: rounds beside the plan."""

    monday: date
    lines: tuple[Line, ...]
    extra: tuple[Span, ...]
    not_kept: tuple[Span, ...]
    left_points: tuple[Left, ...]
    windows: tuple[str, ...]
    asked_count: int
    in_time_count: int
    made_up_count: int
    missed_count: int
    late_count: int
    by_hand_count: int


async def week_of(member: Member, monday: date, language: str, now: datetime, *, by_person: bool = False) -> Week:
    """The seven days from this Monday at one site. Rounds not yet made are not there: `ensure_rounds` first."""
    rows = await rounds_with_state(member.site_id, monday, monday + timedelta(days=6), now, practice=True)
    spans = await _spans(member.site_id, rows, language)
    planned = [span for span in spans if span.row.kind == "ordinary"]
    counted = [span.row for span in spans if span.row.kind != "practice" and span.row.state != "upcoming"]
    not_kept = [span for span in spans if span.row.kind != "practice" and span.row.state in ("partly_done", "missed")]
    made_up = sum(len(row.made_up_ids) for row in counted)
    names = await people.names_of(list({key for one in rows for key in (*one.person_ids, *one.walker_ids)}))
    lines = _by_person(planned, monday, names) if by_person else _by_route(planned, monday)
    return Week(
        monday=monday,
        lines=tuple(lines),
        extra=tuple(span for span in spans if span.row.kind != "ordinary"),
        not_kept=tuple(not_kept),
        left_points=await _left_points([span.row for span in not_kept if span.row.state == "partly_done"]),
        windows=tuple(dict.fromkeys(span.window for span in sorted(planned, key=lambda one: one.row.starts_at))),
        asked_count=sum(row.stops_count for row in counted),
        in_time_count=sum(row.done_count for row in counted) - made_up,
        made_up_count=made_up,
        missed_count=sum(1 for row in counted if row.state == "missed"),
        late_count=sum(1 for row in counted if row.late and len(row.made_up_ids) < row.done_count),
        by_hand_count=await _by_hand_count([row.id for row in counted]),
    )


async def _spans(site_id: UUID, rows: Sequence[RoundRow], language: str) -> list[Span]:
    since = min((row.starts_at for row in rows), default=None)
    routes = await queries.routes_of(site_id, retired_since=since, of_rounds=rows)
    windows = await queries.windows_of(site_id, retired_since=since, of_rounds=rows)
    place_of = {route.id: place for place, route in enumerate(routes)}
    route_names = {route.id: route_name(route, language) for route in routes}
    window_names = {window.id: window_name(window, language) for window in windows}
    names = await people.names_of(list({key for one in rows for key in (*one.person_ids, *one.walker_ids)}))
    spans = []
    for row in rows:
        who = [names.get(key, "") for key in (row.walker_ids or row.person_ids)]
        left, width = _place_in_window(row)
        window = window_names.get(row.window_id, "")
        spans.append(
            Span(row=row, route=route_names.get(row.route_id, ""), window=window, letter=window[:1],
                 who=" ".join(dict.fromkeys(who)), bar=_BARS[row.state], left=left, width=width)
        )  # fmt: skip
    return sorted(spans, key=lambda one: (place_of.get(one.row.route_id, len(place_of)), one.row.starts_at, one.row.id))


def _place_in_window(row: RoundRow) -> tuple[float | None, float]:
    if row.walked_from is None or row.walked_until is None:
        return None, 0.0
    whole = (row.ends_at - row.starts_at).total_seconds()
    first, last = (
        min(max((moment - row.starts_at).total_seconds() / whole * 100, 0.0), 100.0)
        for moment in (row.walked_from, row.walked_until)
    )
    width = max(last - first, _LEAST_WIDTH)
    return round(min(first, 100 - width), 2), round(width, 2)


def _by_route(spans: Sequence[Span], monday: date) -> list[Line]:
    found: dict[UUID, list[Span]] = {}
    for span in spans:
        found.setdefault(span.row.route_id, []).append(span)
    return [_line(own[0].route, " ".join(_few([one.who for one in own])), own, monday) for own in found.values()]


def _by_person(spans: Sequence[Span], monday: date, names: Mapping[UUID, str]) -> list[Line]:
    found: dict[UUID, list[Span]] = {}
    for span in spans:
        for person_id in span.row.walker_ids or span.row.person_ids:
            found.setdefault(person_id, []).append(span)
    lines = [
        _line(names.get(person_id, ""), "", sorted(own, key=lambda one: one.row.starts_at), monday)
        for person_id, own in found.items()
    ]
    return sorted(lines, key=lambda line: line.name)


def _line(name: str, who: str, spans: Sequence[Span], monday: date) -> Line:
    days = (monday + timedelta(days=days) for days in range(7))
    return Line(name=name, who=who, days=tuple(tuple(one for one in spans if one.row.date == day) for day in days))


def _few(names: Sequence[str]) -> list[str]:
    """Whom a line names: at most two, the most frequent first."""
    return [name for name, _ in Counter(name for name in names if name).most_common(2)]


async def _left_points(rows: Sequence[RoundRow]) -> tuple[Left, ...]:
    """The points that partly done rounds did not come to, the most frequent first."""
    counts = Counter(
        point for row in rows for point in row.point_ids if point not in row.done_point_ids
    )
    top = counts.most_common(_MOST_POINTS)
    names: dict[UUID, str] = {}
    for point in await Point.select(Point.id, Point.name, Point.building.name).where(
        Point.id.is_in([key for key, _ in top] or [UUID(int=0)])
    ):
        names[point["id"]] = f"{point['building.name']} {point['name']}"
    return tuple(Left(names[key], count) for key, count in top if key in names)


async def _by_hand_count(round_ids: Sequence[UUID]) -> int:
    """Visits of these rounds where no tag was scanned."""
    count = 0
    for batch in batches(list(round_ids)):
        count += await Inspection.count().where(
            Inspection.round_id.is_in(batch), Inspection.presence.is_in(["number", "manual"])
        )
    return count
