"""Indexes and uniqueness that Piccolo can't declare on SQLite (partial, over several columns): plain SQL for both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.lib import db

ID = "2026-11-28T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes"

STATEMENTS = (
    'CREATE INDEX IF NOT EXISTS incident_site_state ON incident (site, state)',
    'CREATE INDEX IF NOT EXISTS incident_site_changed ON incident (site, changed_at, id)',
    'CREATE INDEX IF NOT EXISTS incident_step_incident ON incident_step (incident, at)',
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="incidents", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await db.current().run_ddl(statement)

    manager.add_raw(run)
    return manager
