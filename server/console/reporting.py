"""A report's page: a report of any kind with what became of it, from all the things it can be about."""

from typing import Any

from server.inspections import telling
from server.inspections.telling import Evidence, report_row
from server.inspections.words import KIND_WORDS
from server.lib.i18n import Translate
from server.patrols import telling as walks
from server.workorders import of_report
from server.workorders.of_report import StepTold
from server.workorders.words import STATE_LOOKS, STATE_WORDS

__all__ = ["gather", "report_row"]

Row = dict[str, Any]


async def gather(row: Row, language: str, _: Translate) -> dict[str, Any]:
    """All that the page shows of this kept line, which has a site."""
    site_id, kind = row["site_id"], row["kind"]
    told = await telling.tell(row, language, _)
    report_ids = [row["claimed_id"], *(added.row["claimed_id"] for added in told.addenda)]
    walk = await walks.walk_of(row["digest"], site_id, language, _) if kind == "patrol" else None
    step = await of_report.step_of(row["claimed_id"], site_id, language, _) if kind == "work" else None
    first = await telling.first_of(row) if kind == "addendum" else None
    visit = told.inspection
    return {
        "told": told,
        "walk": walk,
        "step": step,
        "first": await _title_of(first, language, _) if first else None,
        "walk_report_id": await walks.report_of_walk(visit["patrol_id"], site_id) if visit else None,
        "orders": await of_report.orders_of(report_ids, site_id, language, _),
        "title": _title(told, walk.route if walk else "", step, _),
        "state_words": STATE_WORDS,
        "state_looks": STATE_LOOKS,
    }


async def _title_of(row: Row, language: str, _: Translate) -> dict[str, Any]:
    """`{id, title}` of the report that something was added to."""
    visit = await telling.inspection_row(row["claimed_id"])
    return {"id": row["claimed_id"], "title": _place(visit) if visit else _kind(row["kind"], _)}


def _title(told: Evidence, route: str, step: StepTold | None, _: Translate) -> str:
    if told.inspection:
        return _place(told.inspection)
    if step:
        return step.entry.title
    if told.report.reason:
        return _("补充：{reason}", reason=told.report.reason)
    return route or _kind(told.report.kind, _)


def _place(visit: Row) -> str:
    return " ".join(
        part for part in (visit["building.name"], visit["point.name"] or visit["unit.name"]) if part
    )


def _kind(kind: str, _: Translate) -> str:
    return _(KIND_WORDS.get(kind, kind))
