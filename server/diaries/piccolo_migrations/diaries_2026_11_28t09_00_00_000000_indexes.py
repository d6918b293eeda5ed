"""Indexes and uniqueness that Piccolo can't declare on SQLite (partial, over several columns): plain SQL for both engines."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.lib import db

ID = "2026-11-28T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes"

STATEMENTS = (
    'CREATE INDEX IF NOT EXISTS diary_site_day ON diary (site, written_on)',
    'CREATE INDEX IF NOT EXISTS diary_person_day ON diary (person, written_on)',
    'CREATE INDEX IF NOT EXISTS diary_answer_diary ON diary_answer (diary)',
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="diaries", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await db.current().run_ddl(statement)

    manager.add_raw(run)
    return manager
