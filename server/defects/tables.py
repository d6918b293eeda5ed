from piccolo.columns import JSON, UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.people.tables import Department, Person
from server.sites.tables import Asset, Building, Site, Unit


class Defect(Table, tablename="defect"):
    """One fault of an asset's item at one spot. Unique while open: (place, item, spot, number).

    `place` is the asset's id, or `unit-id/checklist` for a unit's own defect. `order_id` is a plain UUID: orders stand
    a floor above.
    """

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    building = ForeignKey(Building, null=True, default=None)
    asset = ForeignKey(Asset, null=True, default=None)
    unit = ForeignKey(Unit, null=True, default=None)
    place = Varchar(length=80, index=True)
    checklist = Varchar(length=40)
    item = Varchar(length=12)
    spot = Text(default="")
    number = Integer(default=1)
    state = Varchar(length=8, default="open")
    severity = Varchar(length=8)
    fire_hazard = Boolean(default=False)
    department = ForeignKey(Department, null=True, default=None)
    order_id = UUID(null=True, default=None, index=True)
    report_id = UUID(index=True)
    observed_at = Timestamptz(default=None)
    created_at = Timestamptz(default=None)
    closed_at = Timestamptz(null=True, default=None)
    recurrence_of = UUID(null=True, default=None)
    merged_into = UUID(null=True, default=None)
    gone_report_id = UUID(null=True, default=None)


class Sighting(Table, tablename="sighting"):
    """A defect was seen: `kind` is first, still, worse or gone. "gone" is no sighting and is not counted as one."""

    id = UUID(primary_key=True, default=None)
    defect = ForeignKey(Defect, null=False)
    report_id = UUID(index=True)
    person = ForeignKey(Person, null=False)
    kind = Varchar(length=6)
    at = Timestamptz(default=None)
    received_at = Timestamptz(default=None)
    severity = Varchar(length=8)
    note = Text(null=True, default=None)
    photos = JSON(default="[]")
