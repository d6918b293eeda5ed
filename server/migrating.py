"""Bringing the database to this version's tables: every app's migrations, in the order of their dependencies."""

import contextlib
import io

from piccolo.apps.migrations.commands.check import CheckMigrationManager
from piccolo.apps.migrations.commands.forwards import run_forwards

from server.lib import db


async def migrate() -> None:
    """Runs what has not run yet. Piccolo prints its progress; it is shown only where something goes wrong."""
    await db.open_pool()
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            result = await run_forwards("all")
    finally:
        await db.close_pool()
    if not result.success:
        raise RuntimeError(f"the migrations stopped: {result.message}\n{printed.getvalue()}")


async def pending() -> list[str]:
    """The migrations that have not run, as `app id`; needs the open pool."""
    statuses = await CheckMigrationManager("all").get_migration_statuses()
    return [f"{status.app_name} {status.migration_id}" for status in statuses if not status.has_ran]
