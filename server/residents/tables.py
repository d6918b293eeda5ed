from piccolo.columns import UUID, Date, ForeignKey, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.sites.tables import Site, Unit


class Resident(Table, tablename="resident"):
    """Somebody of a unit. `until` is the last day; null while they are there."""

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    unit = ForeignKey(Unit, null=False, index=True)
    name = Text(secret=True)
    phone = Text(secret=True, default="")
    relation = Varchar(length=12)
    since = Date(null=True, default=None)
    until = Date(null=True, default=None)
    note = Text(default="")
    created_at = Timestamptz(default=None)
    created_by = UUID(null=True, default=None)
