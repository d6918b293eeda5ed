"""Indexes and uniqueness that Piccolo can't declare on SQLite (partial, over several columns): plain SQL for both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.lib import db

ID = "2026-11-23T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes"

STATEMENTS = (
    'CREATE UNIQUE INDEX IF NOT EXISTS membership_person_site ON membership (person, site)',
    'CREATE UNIQUE INDEX IF NOT EXISTS department_site_name ON department (site, name)',
    'CREATE UNIQUE INDEX IF NOT EXISTS membership_department_both ON membership_department (membership, department)',
    'CREATE INDEX IF NOT EXISTS token_device_person ON token (device, person)',
    'CREATE INDEX IF NOT EXISTS contact_person_at ON contact (person, at)',
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="people", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await db.current().run_ddl(statement)

    manager.add_raw(run)
    return manager
