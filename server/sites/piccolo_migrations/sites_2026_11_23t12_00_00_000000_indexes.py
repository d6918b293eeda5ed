"""Indexes and uniqueness that Piccolo can't declare on SQLite (partial, over several columns): plain SQL for both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.lib import db

ID = "2026-11-23T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes"

STATEMENTS = (
    'CREATE UNIQUE INDEX IF NOT EXISTS point_number ON point (building, number)',
    'CREATE INDEX IF NOT EXISTS asset_point ON asset (point)',
    'CREATE INDEX IF NOT EXISTS tag_point ON tag (point)',
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="sites", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await db.current().run_ddl(statement)

    manager.add_raw(run)
    return manager
