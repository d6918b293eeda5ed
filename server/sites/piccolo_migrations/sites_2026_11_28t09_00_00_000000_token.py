"""A token that is another one after every change to a place, kept by the database itself so that no writer forgets it:
what is made of thousands of points is made again only when it differs (kept.py)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.lib import db

ID = "2026-11-28T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Token of places"

TABLES = ("building", "floor", "point", "tag", "asset", "unit")
CREATE = "CREATE TABLE IF NOT EXISTS places_token (id INTEGER PRIMARY KEY, token TEXT NOT NULL)"
_RENEW = (
    "INSERT INTO places_token (id, token) VALUES (1, {random}) ON CONFLICT (id) DO UPDATE SET token = excluded.token"
)
_SQLITE_RANDOM = "lower(hex(randomblob(16)))"
_POSTGRES_RANDOM = "md5(random()::text || clock_timestamp()::text)"
_POSTGRES = (
    "CREATE OR REPLACE FUNCTION renew_places_token() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    + _RENEW.format(random=_POSTGRES_RANDOM)
    + "; RETURN NULL; END $$"
)


def statements(is_postgres: bool) -> list[str]:
    """A trigger a table and kind of change: by row on SQLite, which knows no other, by statement on PostgreSQL."""
    if is_postgres:
        made = [
            f"CREATE TRIGGER {table}_renews_token AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION renew_places_token()"
            for table in TABLES
        ]
        return [CREATE, _RENEW.format(random=_POSTGRES_RANDOM), _POSTGRES, *made]
    renew = _RENEW.format(random=_SQLITE_RANDOM)
    made = [
        f"CREATE TRIGGER IF NOT EXISTS {table}_{event.lower()}_renews_token AFTER {event} ON {table} BEGIN {renew}; END"
        for table in TABLES
        for event in ("INSERT", "UPDATE", "DELETE")
    ]
    return [CREATE, renew, *made]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="sites", description=DESCRIPTION)

    async def run() -> None:
        for statement in statements(db.is_postgres()):
            await db.current().run_ddl(statement)

    manager.add_raw(run)
    return manager
