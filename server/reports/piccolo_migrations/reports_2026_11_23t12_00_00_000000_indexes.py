"""Indexes and uniqueness that Piccolo can't declare on SQLite (partial, over several columns): plain SQL for both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.lib import db

ID = "2026-11-23T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes"

STATEMENTS = (
    'CREATE INDEX IF NOT EXISTS report_chain ON report (device_id, person_id, seq)',
    'CREATE INDEX IF NOT EXISTS report_site_received ON report (site_id, received_at, digest)',
    'CREATE INDEX IF NOT EXISTS report_waiting ON report (state, received_at, digest)',
    'CREATE INDEX IF NOT EXISTS report_photo_report ON report_photo (report)',
    'CREATE INDEX IF NOT EXISTS report_site_report ON report_site (report)',
    'CREATE UNIQUE INDEX IF NOT EXISTS lost_photo_both ON lost_photo (of_report_id, sha256)',
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="reports", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await db.current().run_ddl(statement)

    manager.add_raw(run)
    return manager
