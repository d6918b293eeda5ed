"""What tests of incidents ask again and again."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.incidents.tables import Incident, IncidentStep
from server.lib import clock, ids, times
from tests.builders import Line, Phone

Row = dict[str, Any]


def told(phone: Phone, step: str = "open", incident_id: object = None, *, after: float = 0, photos: Any = (),
         at: datetime | None = None, **more: Any) -> Line:  # fmt: skip
    """A step of an incident, sealed; `after`: minutes after now."""
    moment = at or clock.now() + timedelta(minutes=after)
    body = {"incident_id": str(incident_id or ids.new()), "step": step, "category": "burst_pipe",
            "at": times.text(moment), "description": "水管爆了，地下室进水", "photos": list(photos)}  # fmt: skip
    return phone.seal("incident", body | more)


async def send(phone: Phone, step: str = "open", incident_id: object = None, **more: Any) -> Row:
    """The result of a step that was stored."""
    [result] = await phone.send(told(phone, step, incident_id, **more))
    assert result["outcome"] == "stored", result
    return dict(result)


async def incident(incident_id: object) -> Row:
    """The incident's row."""
    row = await Incident.select().where(Incident.id == UUID(str(incident_id))).first().output(load_json=True)
    assert row is not None
    return dict(row)


async def verdicts(incident_id: object) -> list[tuple[str, str]]:
    """`(step, verdict)` in the order they were taken."""
    rows = await IncidentStep.select().where(IncidentStep.incident == UUID(str(incident_id))).order_by(IncidentStep.at)
    return [(row["step"], row["verdict"]) for row in rows]
