from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.people.tables import Person
from server.sites.tables import Site


class Duty(Table, tablename="duty"):
    """Somebody's duty at a site. One that was cancelled stays and counts nowhere."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    person = ForeignKey(Person, null=False)
    phone = Text()
    starts_at = Timestamptz(default=None)
    ends_at = Timestamptz(default=None, index=True)
    stand_in = ForeignKey(Person, null=True, default=None)
    stand_in_phone = Text(default="")
    made_by = UUID(null=True, default=None)
    made_at = Timestamptz(default=None)
    cancelled_at = Timestamptz(null=True, default=None)
    cancelled_by = UUID(null=True, default=None)


class Matter(Table, tablename="duty_matter"):
    """An entry of the hand-over book: open until somebody settles it. `order_id` is a work order it is about."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False, index=True)
    kind = Varchar(length=12)
    text = Text()
    order_id = UUID(null=True, default=None)
    written_by = ForeignKey(Person, null=False)
    written_at = Timestamptz(default=None)
    settled_at = Timestamptz(null=True, default=None)
    settled_by = ForeignKey(Person, null=True, default=None)
    settled_note = Text(default="")


class Taking(Table, tablename="duty_taking"):
    """Somebody took an open matter over from the one before."""

    id = UUID(primary_key=True, default=None)
    matter = ForeignKey(Matter, null=False, index=True)
    person = ForeignKey(Person, null=False)
    at = Timestamptz(default=None)
