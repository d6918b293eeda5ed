"""Incidents at a desk: the list, one with its timeline, and the emergencies that are open."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.incidents.recording import steps_of
from server.incidents.tables import Incident
from server.incidents.terms import CATEGORIES, STATES
from server.lib import digest, paging
from server.lib.i18n import Translate
from server.lib.spans import span
from server.people import queries as people
from server.photos.tables import Photo

PAGE = 50
Row = dict[str, Any]
_COLUMNS = (
    *Incident.all_columns(), Incident.site.name, Incident.site.time_zone, Incident.building.name, Incident.point.name,
    Incident.point.number, Incident.unit.name, Incident.opened_by.name,
)  # fmt: skip


class Shot(Struct, frozen=True, kw_only=True):
    """A photo of a step. `is_held`: its bytes have come; `is_readable`: they can be decoded."""

    sha256: str
    is_held: bool
    is_readable: bool


class Line(Struct, frozen=True, kw_only=True):
    """A step as the timeline shows it; `apart`: how much later the server heard of it, where that matters."""

    row: Row
    who: str
    apart: str
    shots: tuple[Shot, ...]


async def listed(
    site_ids: Sequence[UUID], state: str, category: str, cursor: paging.Cursor | None
) -> tuple[list[Row], str | None]:
    """The incidents of these sites, the last changed first: a page and the next one's cursor.

    `state`: one of the states, `due` (a re-check whose deadline has been set), `all`, or anything else: not ended.
    `category`: one of the table's, else all.
    """
    if not site_ids:
        return [], None
    query = Incident.select(*_COLUMNS).where(Incident.site.is_in(list(site_ids)))
    if state in STATES:
        query = query.where(Incident.state == state)
    elif state == "due":
        query = query.where(Incident.due_at.is_not_null())
    elif state != "all":
        query = query.where(Incident.state != "closed")
    if category in CATEGORIES:
        query = query.where(Incident.category == category)
    if cursor is not None:
        after = (Incident.changed_at == cursor.at) & (Incident.id < UUID(cursor.key))
        query = query.where((Incident.changed_at < cursor.at) | after)
    rows = (
        await query.order_by(Incident.changed_at, ascending=False)
        .order_by(Incident.id, ascending=False)
        .limit(PAGE + 1)
    )
    page, following = paging.next_of(rows, PAGE, "changed_at", "id")
    return list(page), following


async def one(incident_id: UUID) -> Row | None:
    """An incident with the names of what it belongs to."""
    row: Row | None = await Incident.select(*_COLUMNS).where(Incident.id == incident_id).first().output(load_json=True)
    return row


async def timeline(incident_id: UUID, _: Translate) -> list[Line]:
    """Its steps in the order they were taken."""
    rows = await steps_of(incident_id)
    names = await people.names_of([row["person"] for row in rows if row["person"]])
    held = await _held(rows)
    return [
        Line(
            row=row,
            who=names.get(row["person"], ""),
            apart=_apart(row["received_at"] - row["at"], _),
            shots=tuple(
                Shot(sha256=sha256, is_held=sha256 in held, is_readable=held.get(sha256, False))
                for sha256 in _digests(row)
            ),
        )
        for row in rows
    ]


async def open_emergencies(site_ids: Sequence[UUID]) -> list[Row]:
    """Emergencies of these sites that have not been closed, the newest first: what goes before everything else."""
    if not site_ids:
        return []
    return (
        await Incident.select(*_COLUMNS)
        .where(
            Incident.site.is_in(list(site_ids)),
            Incident.emergency == True,  # noqa: E712 - a column
            Incident.state.not_in(["closed"]),
        )
        .order_by(Incident.created_at, ascending=False)
        .limit(20)
    )


async def due_count(site_ids: Sequence[UUID], now: datetime) -> int:
    """Re-checks that are due at these sites."""
    if not site_ids:
        return 0
    return int(await Incident.count().where(Incident.site.is_in(list(site_ids)), Incident.due_at <= now))


def place_words(row: Row) -> str:
    """Where it is: building with point or unit, or what was written."""
    named = row["unit.name"] or row["place_text"] or row["point.name"]
    return " · ".join(part for part in (row["building.name"], named) if part)


def _digests(row: Row) -> list[str]:
    told = [photo.get("sha256", "") for photo in row["photos"]]
    return list(dict.fromkeys(one for one in told if digest.is_digest(one)))


async def _held(rows: Sequence[Row]) -> dict[str, bool]:
    digests = {sha256 for row in rows for sha256 in _digests(row)}
    if not digests:
        return {}
    found = await Photo.select(Photo.sha256, Photo.damaged_reason).where(Photo.sha256.is_in(list(digests)))
    return {row["sha256"]: not row["damaged_reason"] for row in found}


def _apart(gap: timedelta, _: Translate) -> str:
    return _("{span}后传到", span=span(gap, _)) if gap > timedelta(minutes=2) else ""
