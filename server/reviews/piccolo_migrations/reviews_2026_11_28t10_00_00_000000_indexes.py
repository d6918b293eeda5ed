"""At most one retake stands open for a photo of a report; those of a person are asked for with every bundle."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.lib import db

ID = "2026-11-28T10:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes"

STATEMENTS = (
    'CREATE UNIQUE INDEX IF NOT EXISTS retake_open ON retake (report_id, photo)'
    ' WHERE answered_at IS NULL AND withdrawn_at IS NULL',
    'CREATE INDEX IF NOT EXISTS retake_person ON retake (site, person, answered_at)',
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await db.current().run_ddl(statement)

    manager.add_raw(run)
    return manager
