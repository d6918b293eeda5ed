"""Indexes over several columns, which Piccolo can't declare on SQLite: plain SQL for both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.lib import db

ID = "2026-11-28T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes"

STATEMENTS = (
    'CREATE INDEX IF NOT EXISTS vacancy_unit ON vacancy (unit, at)',
    'CREATE INDEX IF NOT EXISTS hand_reading_unit_item ON hand_reading (unit, item, at)',
    'CREATE INDEX IF NOT EXISTS inspection_unit ON inspection (unit, latest_at)',
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="vacancies", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await db.current().run_ddl(statement)

    manager.add_raw(run)
    return manager
