from piccolo.columns import JSON, UUID, Text, Timestamptz, Varchar
from piccolo.table import Table


class JournalEntry(Table, tablename="journal_entry"):
    """One deed. `person_id` is null where the server acted by itself."""

    id = UUID(primary_key=True, default=None)
    at = Timestamptz(default=None, index=True)
    site_id = UUID(null=True, default=None, index=True)
    person_id = UUID(null=True, default=None)
    verb = Varchar(length=40)
    thing = Varchar(length=40)
    thing_id = Text(index=True)
    detail = JSON(default="{}")
