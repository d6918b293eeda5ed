from piccolo.columns import JSON, UUID, Integer, Timestamptz, Varchar
from piccolo.table import Table


class ChecklistVersion(Table, tablename="checklist_version"):
    """Every version ever served is kept. `content` is a Checklist. Unique (key, version)."""

    id = UUID(primary_key=True, default=None)
    key = Varchar(length=40)
    version = Integer()
    digest = Varchar(length=64)
    content = JSON(default="{}")
    published_at = Timestamptz(default=None)
