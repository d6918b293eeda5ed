"""When a tag's label was printed; nobody knows of the tags that are already there."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Timestamptz

ID = "2026-11-23T16:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Printed labels"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="sites", description=DESCRIPTION)
    manager.add_column(
        table_class_name="Tag",
        tablename="tag",
        column_name="printed_at",
        db_column_name="printed_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
    )
    return manager
