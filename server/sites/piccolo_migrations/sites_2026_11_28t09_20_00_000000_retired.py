"""Buildings and floors that are no longer in use; those that are there all are."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Timestamptz

ID = "2026-11-28T09:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Retired buildings and floors"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="sites", description=DESCRIPTION)
    for table in ("Building", "Floor"):
        manager.add_column(
            table_class_name=table,
            tablename=table.lower(),
            column_name="retired_at",
            db_column_name="retired_at",
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
