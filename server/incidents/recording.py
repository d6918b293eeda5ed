"""A step of an incident is written down: first the row, then how the incident stands after all its steps."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from msgspec import Struct

from server.incidents import rules
from server.incidents.placing import Place
from server.incidents.tables import Incident, IncidentStep
from server.incidents.terms import Entry, Level, Severity, Standing, StepName
from server.journal.noting import note

Row = dict[str, Any]


class Told(Struct, frozen=True, kw_only=True):
    """A step somebody takes. `at`: the moment, `received_at`: the server's; no report: at a desk. `photos` are
    PhotoEntry dicts, `contacts` `[{name?, phone?}]` as told."""

    id: UUID
    incident_id: UUID
    site_id: UUID
    step: StepName
    category: str
    description: str
    at: datetime
    received_at: datetime
    person_id: UUID
    report_id: UUID | None = None
    place: Place = Place()
    level: Level | None = None
    severity: Severity | None = None
    due_at: datetime | None = None
    put_right: bool | None = None
    photos: Sequence[Row] = ()
    contacts: Any = None


async def incident_row(incident_id: UUID) -> Row | None:
    """An incident as it stands; None if nothing of it has come yet."""
    row: Row | None = await Incident.select().where(Incident.id == incident_id).first().output(load_json=True)
    return row


async def record(told: Told) -> Standing:
    """Writes the step and the incident's new standing, inside the caller's transaction; the site's lock is held.

    The first step that comes makes the incident, even where it is not its "open": what was told with the "open" takes
    its place when that comes.
    """
    if await incident_row(told.incident_id) is None:
        await Incident.insert(
            Incident(
                id=told.incident_id,
                site=told.site_id,
                category=told.category,
                description=told.description,
                emergency=rules.is_emergency(told.category),
                state="unopened",
                created_at=told.received_at,
                changed_at=told.received_at,
                **_where(told.place),
            )
        )
    await IncidentStep.insert(
        IncidentStep(
            id=told.id,
            incident=told.incident_id,
            step=told.step,
            person=told.person_id,
            report_id=told.report_id,
            at=told.at,
            received_at=told.received_at,
            category=told.category,
            description=told.description,
            level=told.level,
            severity=told.severity,
            due_at=told.due_at,
            put_right=told.put_right,
            photos=list(told.photos),
            contacts=told.contacts if isinstance(told.contacts, list) else [],
        )
    )
    await note(told.step, "incident", told.incident_id, site_id=told.site_id, person_id=told.person_id)
    return await _stand(told)


async def steps_of(incident_id: UUID) -> list[Row]:
    """The timeline in the order things happened."""
    return (
        await IncidentStep.select()
        .where(IncidentStep.incident == incident_id)
        .order_by(IncidentStep.at)
        .order_by(IncidentStep.received_at)
        .order_by(IncidentStep.id)
        .output(load_json=True)
    )


async def _stand(told: Told) -> Standing:
    rows = await steps_of(told.incident_id)
    standing = rules.stand(_entry(row) for row in rows)
    for row in rows:
        verdict = standing.verdicts[row["id"]]
        if row["verdict"] != verdict:
            await IncidentStep.update({IncidentStep.verdict: verdict}).where(IncidentStep.id == row["id"])
    changes: dict[Any, Any] = {
        Incident.state: standing.state,
        Incident.level: standing.level,
        Incident.severity: standing.severity,
        Incident.opened_at: standing.opened_at,
        Incident.report_by: standing.report_by,
        Incident.due_at: standing.due_at,
        Incident.closed_at: standing.closed_at,
        Incident.changed_at: told.received_at,
    }
    if told.step == "open" and standing.verdicts[told.id] == "applied":
        changes |= {
            Incident.category: told.category,
            Incident.emergency: rules.is_emergency(told.category),
            Incident.description: told.description,
            Incident.opened_by: told.person_id,
            **{Incident._meta.get_column_by_name(name): value for name, value in _where(told.place).items()},
        }
    contacts = [one for row in rows for one in row["contacts"] if isinstance(one, dict)]
    changes[Incident.contacts] = _each_once(contacts)
    await Incident.update(changes).where(Incident.id == told.incident_id)
    return standing


def _where(place: Place) -> dict[str, Any]:
    return {
        "building": place.building_id,
        "point": place.point_id,
        "unit": place.unit_id,
        "place_text": place.words,
    }


def _entry(row: Row) -> Entry:
    return Entry(
        id=row["id"],
        step=cast(StepName, row["step"]),
        at=row["at"],
        due_at=row["due_at"],
        put_right=row["put_right"],
        level=cast("Level | None", row["level"]),
        severity=cast("Severity | None", row["severity"]),
    )


def _each_once(contacts: Sequence[Row]) -> list[dict[str, str]]:
    """Name and number of each, as text."""
    told = [{name: str(one[name]) for name in ("name", "phone") if one.get(name)} for one in contacts]
    return list({(one.get("name"), one.get("phone")): one for one in told if one}.values())
