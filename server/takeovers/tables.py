from piccolo.columns import UUID, Date, ForeignKey, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.defects.tables import Defect
from server.people.tables import Person
from server.sites.tables import Building, Site, Unit


class TakeOver(Table, tablename="take_over"):
    """A unit, or (`unit` null) a building's common parts, being taken over. `ended_at` null: it goes on."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    building = ForeignKey(Building, null=False)
    unit = ForeignKey(Unit, null=True, default=None)
    party = Text(default="")
    note = Text(default="")
    started_at = Timestamptz(default=None)
    started_by = ForeignKey(Person, null=False)
    ended_at = Timestamptz(null=True, default=None)
    ended_by = UUID(null=True, default=None)
    end_reason = Text(default="")


class Leftover(Table, tablename="leftover"):
    """Who answers for a leftover defect; without a row it is the developer. Unique (take_over, defect), by index."""

    id = UUID(primary_key=True, default=None)
    take_over = ForeignKey(TakeOver, null=False)
    defect = ForeignKey(Defect, null=False)
    owner = Varchar(length=12, default="developer")
    owner_name = Text(default="")
    promised_on = Date(null=True, default=None)
    note = Text(default="")
    changed_at = Timestamptz(default=None)
    changed_by = UUID(null=True, default=None)
