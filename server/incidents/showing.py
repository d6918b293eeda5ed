"""Incidents as a phone carries them, by least rights."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from piccolo.custom_types import Combinable

from server.incidents.tables import Incident, IncidentStep
from server.incidents.wire import IncidentItem, IncidentStepItem
from server.lib import digest, times
from server.lib.paging import batches
from server.people.terms import READERS, Member

KEPT_AFTER_CLOSE: Final = timedelta(hours=48)
MOST: Final = 200
MOST_STEPS: Final = 60
MOST_TEXT: Final = 2000
Row = dict[str, Any]


async def offered_incidents(person_id: UUID, member: Member, now: datetime) -> list[IncidentItem]:
    """The incidents one member of a site should know, oldest first; at most MOST, the newest.

    Front desk, supervisors and managers: all of the site that have not ended. Everybody else: their own, and the
    site's open emergencies. A contractor's people only their own. Ended ones stay for 48 h.
    """
    rows: list[Row] = (
        await Incident.select()
        .where(Incident.site == member.site_id, _offered(person_id, member, now))
        .order_by(Incident.created_at, ascending=False)
        .order_by(Incident.id)
        .limit(MOST)
    )
    steps = await _steps_of([row["id"] for row in rows])
    rows.sort(key=lambda row: (row["created_at"], row["id"]))
    return [_item(row, steps.get(row["id"], [])) for row in rows]


def _offered(person_id: UUID, member: Member, now: datetime) -> Combinable:
    current: Combinable = (Incident.state != "closed") | (Incident.changed_at > now - KEPT_AFTER_CLOSE)
    if member.role in READERS and not member.contractor:
        return current
    mine: Combinable = (Incident.opened_by == person_id) & current
    if member.contractor:
        return mine
    emergency = (Incident.emergency == True) & (Incident.state != "closed")  # noqa: E712 - a column
    return mine | emergency


async def _steps_of(incident_ids: Sequence[UUID]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = {}
    for batch in batches(incident_ids):
        for row in (
            await IncidentStep.select()
            .where(IncidentStep.incident.is_in(batch))
            .order_by(IncidentStep.at)
            .order_by(IncidentStep.received_at)
            .order_by(IncidentStep.id)
            .output(load_json=True)
        ):
            found.setdefault(row["incident"], []).append(row)
    return found


def _item(row: Row, steps: Sequence[Row]) -> IncidentItem:
    return IncidentItem(
        id=str(row["id"]),
        category=row["category"][:MOST_TEXT],
        state=row["state"],
        level=row["level"],
        severity=row["severity"],
        point_id=_text(row["point"]),
        unit_id=_text(row["unit"]),
        place_text=row["place_text"][:MOST_TEXT] if row["place_text"] else None,
        description=row["description"][:MOST_TEXT],
        opened_at=times.text_or_none(row["opened_at"]),
        opened_by=_text(row["opened_by"]),
        due_at=times.text_or_none(row["due_at"]),
        report_by=times.text_or_none(row["report_by"]),
        order_id=_text(row["order_id"]),
        steps=[_step(step) for step in steps[-MOST_STEPS:]],
    )


def _step(row: Row) -> IncidentStepItem:
    shown = [photo["sha256"] for photo in row["photos"] if digest.is_digest(photo.get("sha256", ""))]
    return IncidentStepItem(
        step=row["step"],
        at=times.text(row["at"]),
        person_id=_text(row["person"]),
        description=row["description"][:MOST_TEXT],
        due_at=times.text_or_none(row["due_at"]),
        put_right=row["put_right"],
        photos=shown,
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(cast(UUID, value))
