from piccolo.columns import UUID, Boolean, Date, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.column_types import DoublePrecision
from piccolo.table import Table

from server.people.tables import Person
from server.sites.tables import Unit


class Vacancy(Table, tablename="vacancy"):
    """One step in a unit's occupancy: it stands vacant (of a class), is let, or its owner took it over. A step is a
    row; the unit's own `vacant` and `vacant_since` follow the newest."""

    id = UUID(primary_key=True, default=None)
    site_id = UUID(index=True)
    unit = ForeignKey(Unit, null=False)
    step = Varchar(length=12)
    kind = Varchar(length=24, null=True, default=None)
    since_on = Date(default=None)
    owner_informed = Boolean(default=False)
    entry_consent = Boolean(default=False)
    contact = Text(null=True, default=None)
    note = Text(null=True, default=None)
    person = ForeignKey(Person, null=False)
    at = Timestamptz(default=None)


class HandReading(Table, tablename="hand_reading"):
    """A meter read outside a visit, at taking over or handing back, written down at a desk."""

    id = UUID(primary_key=True, default=None)
    site_id = UUID(index=True)
    unit = ForeignKey(Unit, null=False)
    item = Varchar(length=12)
    number = DoublePrecision()
    occasion = Varchar(length=12)
    why = Varchar(length=16, null=True, default=None)
    old_end = DoublePrecision(null=True, default=None)
    new_start = DoublePrecision(null=True, default=None)
    serial = Text(null=True, default=None)
    note = Text(null=True, default=None)
    person = ForeignKey(Person, null=False)
    at = Timestamptz(default=None)
    written_at = Timestamptz(default=None)
