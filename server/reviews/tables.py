from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.people.tables import Person
from server.sites.tables import Site


class Retake(Table, tablename="retake"):
    """A photo asked for once more. `report_id` is the inspection it belongs to, `person` who is asked: its reporter.

    `asset_id` and `item` are what the photo shows, null where it shows the whole place. At most one stands open for a
    photo (an index of the migration).
    """

    id = UUID(primary_key=True, default=None)
    site = ForeignKey(Site, null=False)
    report_id = UUID(index=True)
    person = ForeignKey(Person, null=False)
    point_id = UUID(null=True, default=None)
    unit_id = UUID(null=True, default=None)
    asset_id = UUID(null=True, default=None)
    item = Varchar(length=12, null=True, default=None)
    photo = Varchar(length=64)
    reason = Text()
    asked_by = ForeignKey(Person, null=False)
    asked_at = Timestamptz(default=None)
    answered_report = UUID(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    withdrawn_by = UUID(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
