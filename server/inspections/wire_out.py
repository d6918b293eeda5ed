"""An inspection as the list shows it (protocol, "For integrations")."""

import msgspec

from server.lib.wire import Count, Digest, Id, Time


class InspectionItem(msgspec.Struct):
    """One visit to a point or a unit; its id is its report's. `photos` are those its report names."""

    id: Id
    report_id: Id
    site_id: Id
    person_id: Id
    point_id: Id | None
    unit_id: Id | None
    patrol_id: Id | None
    started_at: Time
    finished_at: Time
    received_at: Time
    checks_count: Count
    defect_ids: list[Id]
    flags: list[str]
    photos: list[Digest]


class InspectionPage(msgspec.Struct):
    """One page, newest first; `next` is the cursor of the next one."""

    items: list[InspectionItem]
    next: str | None
