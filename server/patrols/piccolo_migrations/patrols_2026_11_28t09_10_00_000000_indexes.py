"""Indexes of rosters and hand-overs (plain SQL, as in the first ones; after the tables are there)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.lib import db

ID = "2026-11-28T09:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes of rosters and hand-overs"

STATEMENTS = (
    "CREATE UNIQUE INDEX IF NOT EXISTS assignment_of ON assignment (route, date)",
    "CREATE INDEX IF NOT EXISTS stand_in_site ON stand_in (site, last_on)",
    'CREATE INDEX IF NOT EXISTS round_hand_over_of ON round_hand_over ("round")',
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="patrols", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await db.current().run_ddl(statement)

    manager.add_raw(run)
    return manager
