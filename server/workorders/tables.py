from piccolo.columns import JSON, UUID, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.people.tables import Department, Person
from server.sites.tables import Asset, Building, Site, Unit


class WorkOrder(Table, tablename="work_order"):
    """Its state is written only by `stepping.take_step`. Numbered `W-MMDD-nn` per site; unique (site, day, ordinal).

    `title` and `place_text` are of an order that comes of no defect, `incident_id` of one that comes of an incident.
    """

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    building = ForeignKey(Building, null=True, default=None)
    asset = ForeignKey(Asset, null=True, default=None)
    unit = ForeignKey(Unit, null=True, default=None)
    day = Date(default=None)
    ordinal = Integer()
    state = Varchar(length=12)
    severity = Varchar(length=8)
    fire_hazard = Boolean(default=False)
    department = ForeignKey(Department, null=True, default=None)
    person = ForeignKey(Person, null=True, default=None)
    report_id = UUID(null=True, default=None)
    accept_due_at = Timestamptz(null=True, default=None)
    safe_due_at = Timestamptz(null=True, default=None)
    close_due_at = Timestamptz(null=True, default=None)
    escalated_at = Timestamptz(null=True, default=None)
    safe_at = Timestamptz(null=True, default=None)
    safeguard = Text(null=True, default=None)
    hold_until = Timestamptz(null=True, default=None)
    completed_at = Timestamptz(null=True, default=None)
    completed_by = UUID(null=True, default=None)
    call_due = Boolean(default=False)
    rework_count = Integer(default=0)
    incident_id = UUID(null=True, default=None, index=True)
    title = Text(null=True, default=None)
    place_text = Text(null=True, default=None)
    moved_at = Timestamptz(null=True, default=None)
    moved_by = UUID(null=True, default=None)
    created_at = Timestamptz(default=None)


class Step(Table, tablename="work_order_step"):
    """A step is a row: who, when (device and server time), why, photos; also those that no longer applied."""

    id = UUID(primary_key=True, default=None)
    order = ForeignKey(WorkOrder, null=False)
    step = Varchar(length=14)
    person = ForeignKey(Person, null=True, default=None)
    report_id = UUID(null=True, default=None, index=True)
    at = Timestamptz(default=None)
    received_at = Timestamptz(default=None)
    applied = Boolean(default=True)
    why_not = Varchar(length=24, null=True, default=None)
    from_state = Varchar(length=12, null=True, default=None)
    to_state = Varchar(length=12)
    reason = Text(null=True, default=None)
    note = Text(null=True, default=None)
    photos = JSON(default="[]")
    detail = JSON(default="{}")
    ordinal = Integer(default=0)
