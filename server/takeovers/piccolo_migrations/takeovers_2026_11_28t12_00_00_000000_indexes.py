"""Indexes and uniqueness that Piccolo can't declare on SQLite: plain SQL for both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.lib import db

ID = "2026-11-28T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes"

STATEMENTS = (
    "CREATE UNIQUE INDEX IF NOT EXISTS leftover_defect ON leftover (take_over, defect)",
    "CREATE INDEX IF NOT EXISTS take_over_site ON take_over (site, ended_at)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="takeovers", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await db.current().run_ddl(statement)

    manager.add_raw(run)
    return manager
