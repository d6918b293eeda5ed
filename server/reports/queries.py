"""Reading what waits, or waited, in quarantine."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from piccolo.custom_types import Combinable

from server.lib import ids, paging, problems, strictjson, times
from server.lib.paging import Cursor
from server.lib.problems import FieldError
from server.reports.tables import Report, ReportSite
from server.reports.wire import ProblemObject
from server.reports.wire_out import QuarantineItem
from server.sites.tables import Point, Unit

Rows = list[dict[str, Any]]

COLUMNS = (
    Report.digest, Report.report_id, Report.kind, Report.outcome, Report.state, Report.problem, Report.person_id,
    Report.carrier, Report.received_at,
)  # fmt: skip


def shown_at(sites: Sequence[UUID]) -> Combinable:
    """Lines that are shown to these sites' supervisors."""
    theirs = ReportSite.select(ReportSite.report).where(ReportSite.site_id.is_in(list(sites)))
    return Report.state.is_not_null() & Report.digest.is_in(theirs)


async def quarantined(
    conditions: Sequence[Combinable], building_id: UUID | None, cursor: Cursor | None, limit: int
) -> Rows:
    """More than `limit` lines (or all there are) that meet the conditions, by the time they came in, newest first.

    A line belongs to the building of the point, the unit or the stops that its body names.
    """
    columns = COLUMNS if building_id is None else (*COLUMNS, Report.line)

    async def fetch(after: Cursor | None, count: int) -> Rows:
        query = Report.select(*columns).where(*conditions, *_after(after))
        query = query.order_by(Report.received_at, ascending=False).order_by(Report.digest, ascending=False)
        return await query.limit(count).output(load_json=True)

    async def keep(rows: Rows) -> Rows:
        return rows if building_id is None else await _in_building(rows, building_id)

    return await paging.sifted(fetch, keep, cursor, limit, "received_at", "digest")


def quarantine_item(row: dict[str, Any], language: str) -> QuarantineItem:
    """A line as the list shows it, its problem in the reader's words."""
    return QuarantineItem(
        id=row["digest"],
        report_id=None if row["report_id"] is None else str(row["report_id"]),
        kind=row["kind"],
        outcome=row["outcome"],
        problem=problem_of(row["problem"], language),
        person_id=str(row["person_id"] or row["carrier"]),
        received_at=times.text(row["received_at"]),
        state=row["state"],
    )


def problem_of(kept: dict[str, Any] | None, language: str) -> ProblemObject:
    """The words of a problem that is kept as `{code, errors?, …}`."""
    fields = dict(kept or {"code": "not-applied"})
    errors = [FieldError(**error) for error in fields.pop("errors", None) or []]
    return msgspec.convert(
        problems.render(str(fields.pop("code")), language, errors=errors, **fields), ProblemObject
    )


def _after(cursor: Cursor | None) -> list[Combinable]:
    if cursor is None:
        return []
    older = Report.received_at < cursor.at
    return [older | ((Report.received_at == cursor.at) & (Report.digest < cursor.key))]


async def _in_building(rows: Rows, building_id: UUID) -> Rows:
    places = {row["digest"]: _places(bytes(row["line"])) for row in rows}
    wanted = list({place for named in places.values() for place in named})
    there: set[UUID] = set()
    for batch in paging.batches(wanted):
        for table in (Point, Unit):
            found = await table.select(table.id).where(table.id.is_in(batch), table.building == building_id)
            there |= {row["id"] for row in found}
    return [row for row in rows if there & places[row["digest"]]]


def _places(line: bytes) -> set[UUID]:
    """The points and units that a line's body names, as far as it can be read."""
    try:
        body = strictjson.decode_object(line).get("body")
    except strictjson.Unreadable:
        return set()
    if not isinstance(body, dict):
        return set()
    stops = body.get("stops")
    named = [body.get("point_id"), body.get("unit_id")]
    named += [stop.get("point_id") for stop in stops if isinstance(stop, dict)] if isinstance(stops, list) else []
    return {UUID(text) for text in named if isinstance(text, str) and ids.is_canonical(text)}
