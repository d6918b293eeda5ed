"""A point's page at a desk: what happened there, newest first."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.console import point_history
from server.inspections import evidence
from server.inspections.evidence import Asked
from server.inspections.tables import Inspection
from server.inspections.words import FLAG_WORDS
from server.lib import clock, db, i18n, paging
from server.lib.charts import line_chart, number
from server.lib.spans import span
from server.people import desk
from server.people.terms import DECIDERS, Caller
from server.sites import outline
from server.workorders.words import STATE_LOOKS, STATE_WORDS

MaybeCaller = NamedDependency[Caller | None]
PAGE = 12


@get("/points/{point_id:str}", include_in_schema=False)
async def point_page(
    request: Request[Any, Any, Any], caller: MaybeCaller, point_id: FromPath[str], cursor: FromQuery[str | None] = None
) -> Response[str]:
    """Its inspections by pages; photos, readings, defects and tags on the first."""
    who = desk.at_desk(caller, DECIDERS)
    language = desk.language_of(request)
    after = paging.cursor_of(cursor)
    async with db.reading():
        row = await outline.point(desk.thing_id(point_id))
        member = desk.member_at(who, row["site"] if row else None, DECIDERS)
        assert row is not None
        asked = Asked(site_ids=(row["site"],), zone=member.time_zone, only=(Inspection.point == row["id"],))
        rows, following = await evidence.inspections(asked, language, after, PAGE)
        told = await point_history.history(row["id"], language, i18n.translator(language)) if after is None else None
    values = {
        "point": row, "rows": rows, "next": following, "is_first": after is None, "told": told, "members": [member],
        "zone": member.time_zone, "language": language, "line_chart": line_chart, "number": number, "now": clock.now(),
        "span": span, "flag_words": FLAG_WORDS, "state_words": STATE_WORDS, "state_looks": STATE_LOOKS,
    }  # fmt: skip
    return desk.page(request, who, "console/point.html", values)


HANDLERS = [point_page]
