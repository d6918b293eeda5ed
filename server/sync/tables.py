from piccolo.columns import UUID, Timestamptz, Varchar
from piccolo.table import Table


class BundleServed(Table, tablename="bundle_served"):
    """A bundle version that was given to somebody: a report naming another one is flagged `unknown-bundle`."""

    version = Varchar(length=64, primary_key=True, default="")
    site_id = UUID()
    served_at = Timestamptz(default=None)
