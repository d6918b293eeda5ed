"""A defect as the list shows it (protocol, "For integrations")."""

import msgspec

from server.defects.terms import DefectState, Severity
from server.lib.wire import Count, Id, Time


class SightingItem(msgspec.Struct):
    """It was seen, in this report, at this moment of inspection."""

    report_id: Id
    at: Time


class DefectItem(msgspec.Struct):
    """One fault of an asset's item at one spot. `sightings_count` has the first one in it."""

    id: Id
    site_id: Id
    created_at: Time
    closed_at: Time | None
    asset_id: Id | None
    unit_id: Id | None
    checklist: str
    item: str
    spot: str
    state: DefectState
    severity: Severity
    order_id: Id | None
    sightings_count: Count
    sightings: list[SightingItem]
    recurrence_of: Id | None


class DefectPage(msgspec.Struct):
    """One page, newest first; `next` is the cursor of the next one."""

    items: list[DefectItem]
    next: str | None
