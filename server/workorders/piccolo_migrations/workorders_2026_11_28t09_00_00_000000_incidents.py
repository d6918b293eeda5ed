"""Orders that come of no defect but of an incident: what they are about and where, in words."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import UUID, Text

ID = "2026-11-28T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Orders of incidents"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="workorders", description=DESCRIPTION)
    manager.add_column(
        table_class_name="WorkOrder",
        tablename="work_order",
        column_name="incident_id",
        db_column_name="incident_id",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": True,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
    )
    manager.add_column(
        table_class_name="WorkOrder",
        tablename="work_order",
        column_name="title",
        db_column_name="title",
        column_class_name="Text",
        column_class=Text,
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
    manager.add_column(
        table_class_name="WorkOrder",
        tablename="work_order",
        column_name="place_text",
        db_column_name="place_text",
        column_class_name="Text",
        column_class=Text,
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
