"""A report's page: a report of any kind with what became of it, from all the things it can be about."""

from typing import Any

from msgspec import Struct

from server.inspections import telling
from server.inspections.answers import Shot
from server.inspections.telling import Evidence, Told, report_row
from server.inspections.words import KIND_WORDS
from server.lib import i18n
from server.lib.i18n import Translate
from server.patrols import telling as walks
from server.reviews import queries as reviews
from server.reviews.queries import RetakeTold
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
        "retakes": await _retakes(told) if visit else (),
        "pictures": _all_shots(told) if visit else (),
        "walk_report_id": await walks.report_of_walk(visit["patrol_id"], site_id) if visit else None,
        "orders": await of_report.orders_of(report_ids, site_id, language, _),
        "title": _title(told, walk.route if walk else "", step, _),
        "state_words": STATE_WORDS,
        "state_looks": STATE_LOOKS,
    }


async def photos_of(row: Row) -> set[str]:
    """The digests of all photos on an inspection's page; none for reports of other kinds."""
    if await telling.inspection_row(row["claimed_id"]) is None:
        return set()
    return {shot.sha256 for shot in _all_shots(await telling.tell(row, "zh", i18n.translator("zh")))}


class RetakeShown(Struct, frozen=True, kw_only=True):
    """A retake with both photos: the one it was asked for, and those that answered it, with the answer's words."""

    retake: RetakeTold
    before: Shot | None
    after: tuple[Shot, ...]
    note: str


async def _retakes(told: Evidence) -> tuple[RetakeShown, ...]:
    """What was asked of this inspection's photos, the latest first."""
    shots = {shot.sha256: shot for shot in _all_shots(told)}
    added = {one.row["claimed_id"]: one for one in told.addenda}
    found = []
    for retake in await reviews.of_report(told.report.row["claimed_id"]):
        answer = added.get(retake.answered_report)
        found.append(
            RetakeShown(
                retake=retake,
                before=shots.get(retake.photo),
                after=_shots_of(answer) if answer else (),
                note=answer.note if answer else "",
            )
        )
    return tuple(reversed(found))


def _all_shots(told: Evidence) -> tuple[Shot, ...]:
    """Every photo of the page once: the report's, then those that came later."""
    shots = [shot for one in (told.report, *told.addenda) for shot in _shots_of(one)]
    return tuple({shot.sha256: shot for shot in shots}.values())


def _shots_of(one: Told) -> tuple[Shot, ...]:
    return (*(shot for check in one.checks for answer in check.answers for shot in answer.shots), *one.loose)


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
