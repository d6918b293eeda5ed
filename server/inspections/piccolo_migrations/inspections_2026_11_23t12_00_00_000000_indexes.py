"""Indexes and uniqueness that Piccolo can't declare on SQLite (partial, over several columns): plain SQL for both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.lib import db

ID = "2026-11-23T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes"

STATEMENTS = (
    'CREATE INDEX IF NOT EXISTS inspection_site_received ON inspection (site, received_at, id)',
    'CREATE INDEX IF NOT EXISTS inspection_point ON inspection (point, received_at)',
    'CREATE INDEX IF NOT EXISTS inspection_check_inspection ON inspection_check (inspection)',
    'CREATE UNIQUE INDEX IF NOT EXISTS item_done_both ON item_done (place_id, item)',
    'CREATE INDEX IF NOT EXISTS reading_place_item ON reading (place_id, item, at)',
    'CREATE INDEX IF NOT EXISTS item_photo_place_item ON item_photo (place_id, item, taken_at)',
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inspections", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await db.current().run_ddl(statement)

    manager.add_raw(run)
    return manager
