"""Indexes and uniqueness that Piccolo can't declare on SQLite (partial, over several columns): plain SQL for both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.lib import db

ID = "2026-11-28T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes"

STATEMENTS = (
    'CREATE UNIQUE INDEX IF NOT EXISTS key_number ON "key" (site, number)',
    'CREATE UNIQUE INDEX IF NOT EXISTS key_loan_open ON key_loan ("key") WHERE ended_at IS NULL',
    'CREATE INDEX IF NOT EXISTS key_loan_key ON key_loan ("key", out_at)',
    'CREATE INDEX IF NOT EXISTS key_loan_site ON key_loan (site, ended_at)',
    'CREATE INDEX IF NOT EXISTS key_step_key ON key_step ("key", at)',
    'CREATE INDEX IF NOT EXISTS key_step_site ON key_step (site, applied, received_at)',
    'CREATE INDEX IF NOT EXISTS key_count_site ON key_count (site, at)',
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="keys", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await db.current().run_ddl(statement)

    manager.add_raw(run)
    return manager
