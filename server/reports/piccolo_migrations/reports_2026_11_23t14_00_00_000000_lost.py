"""Two persons may declare the same photo lost; whose word counts is asked when it is read."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.lib import db

ID = "2026-11-23T14:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Lost photos by line"

STATEMENTS = (
    "DROP INDEX IF EXISTS lost_photo_both",
    "CREATE INDEX IF NOT EXISTS lost_photo_of ON lost_photo (of_report_id, sha256)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="reports", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await db.current().run_ddl(statement)

    manager.add_raw(run)
    return manager
