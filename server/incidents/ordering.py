"""An incident becomes a work order, once; each leads to the other."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from msgspec import Struct

from server.incidents import rules
from server.incidents.tables import Incident
from server.incidents.terms import Level, Severity
from server.incidents.words import CATEGORY_WORDS
from server.lib.texts import tidy
from server.people.terms import Role
from server.sites.places import SiteFacts
from server.workorders.standalone import Need, open_order

TITLE_LENGTH = 60


class Asked(Struct, frozen=True, kw_only=True):
    """Who wants an order, when, and what was wished: `department` a key. `words` and `photos` go into its history."""

    person_id: UUID
    role: Role
    at: datetime
    received_at: datetime
    words: str
    report_id: UUID | None = None
    department: str | None = None
    severity: Severity | None = None
    photos: Sequence[dict[str, Any]] = ()


async def make_order(incident: dict[str, Any], site: SiteFacts, asked: Asked) -> UUID:
    """The incident's order, made unless it has one. Inside the caller's transaction, the site's lock is held."""
    if incident["order_id"] is not None:
        return cast(UUID, incident["order_id"])
    level = cast("Level | None", incident["level"])
    wanted = asked.severity or cast("Severity | None", incident["severity"])
    order_id = await open_order(
        Need(
            incident_id=incident["id"],
            site=site,
            building_id=incident["building"],
            unit_id=incident["unit"],
            title=title_of(incident["category"], incident["description"]),
            place_text=incident["place_text"],
            severity=rules.order_severity(incident["category"], level, wanted),
            department=rules.order_department(incident["category"], asked.department),
            person_id=asked.person_id,
            role=asked.role,
            report_id=asked.report_id,
            at=asked.at,
            received_at=asked.received_at,
            words=asked.words,
            photos=asked.photos,
        )
    )
    await Incident.update({Incident.order_id: order_id}).where(Incident.id == incident["id"])
    return order_id


def title_of(category: str, description: str) -> str:
    """The first line of what was told, shortened; the category's word where nothing was."""
    line = tidy(description.partition("\n")[0])
    if not line:
        return CATEGORY_WORDS.get(category, category)
    return line if len(line) <= TITLE_LENGTH else f"{line[: TITLE_LENGTH - 1]}…"
