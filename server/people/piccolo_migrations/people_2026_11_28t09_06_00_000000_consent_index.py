"""A person agrees to a version once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.lib import db

ID = "2026-11-28T09:06:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Consents, once per version"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="people", description=DESCRIPTION)

    async def run() -> None:
        await db.current().run_ddl(
            "CREATE UNIQUE INDEX IF NOT EXISTS consent_person_version ON consent (person, version)"
        )

    manager.add_raw(run)
    return manager
