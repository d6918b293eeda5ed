from piccolo.columns import JSON, UUID, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.column_types import DoublePrecision
from piccolo.table import Table

from server.people.tables import Person
from server.sites.tables import Asset, Building, Floor, Point, Site, Unit


class Inspection(Table, tablename="inspection"):
    """`id` is its report's id. The moment is an interval where the phone's clock moved (earliest ≤ latest)."""

    id = UUID(primary_key=True, default=None)
    report_digest = Varchar(length=64)
    site = ForeignKey(Site, null=False)
    building = ForeignKey(Building, null=True, default=None)
    floor = ForeignKey(Floor, null=True, default=None)
    person = ForeignKey(Person, null=False)
    device_id = UUID(null=True, default=None)
    point = ForeignKey(Point, null=True, default=None)
    unit = ForeignKey(Unit, null=True, default=None)
    patrol_id = UUID(null=True, default=None, index=True)
    round_id = UUID(null=True, default=None, index=True)
    started_at = Timestamptz(default=None)
    finished_at = Timestamptz(default=None)
    earliest_at = Timestamptz(default=None)
    latest_at = Timestamptz(default=None)
    received_at = Timestamptz(default=None)
    presence = Varchar(length=10, null=True, default=None)
    checks_count = Integer(default=0)
    flags = JSON(default="[]")
    note = Text(null=True, default=None)


class Check(Table, tablename="inspection_check"):
    """One asset (or a unit's own checklist) checked: `frequency` is the deepest that was asked."""

    id = UUID(primary_key=True, default=None)
    inspection = ForeignKey(Inspection, null=False)
    asset = ForeignKey(Asset, null=True, default=None)
    unit = ForeignKey(Unit, null=True, default=None)
    checklist = Varchar(length=40)
    version = Integer()
    frequency = Varchar(length=12)


class ItemDone(Table, tablename="item_done"):
    """When an item that is not daily was last done at an asset or unit: what `due` asks. Unique (place_id, item)."""

    id = UUID(primary_key=True, default=None)
    site_id = UUID(index=True)
    place_id = UUID()
    item = Varchar(length=12)
    done_on = Date(default=None)
    round_id = UUID(null=True, default=None)
    inspection_id = UUID(null=True, default=None)


class Reading(Table, tablename="reading"):
    """A number, choice, text or date that was read: asset or unit, item, value."""

    id = UUID(primary_key=True, default=None)
    inspection = ForeignKey(Inspection, null=False)
    site_id = UUID(index=True)
    place_id = UUID(index=True)
    item = Varchar(length=12)
    number = DoublePrecision(null=True, default=None)
    text = Text(null=True, default=None)
    meter = JSON(null=True, default=None)
    result = Varchar(length=8)
    at = Timestamptz(default=None)


class ItemPhoto(Table, tablename="item_photo"):
    """Which photo shows which item of which asset or unit."""

    id = UUID(primary_key=True, default=None)
    inspection = ForeignKey(Inspection, null=False)
    site_id = UUID(index=True)
    place_id = UUID(index=True)
    item = Varchar(length=12)
    sha256 = Varchar(length=64, index=True)
    role = Varchar(length=12)
    taken_at = Timestamptz(null=True, default=None)
