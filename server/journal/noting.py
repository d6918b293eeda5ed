"""Writing the journal."""

from typing import Any
from uuid import UUID

from server.journal.tables import JournalEntry
from server.lib import clock, ids


async def note(
    verb: str,
    thing: str,
    thing_id: object,
    *,
    site_id: UUID | None = None,
    person_id: UUID | None = None,
    **detail: Any,
) -> None:
    """Adds one entry, inside the caller's transaction. `detail` must be JSON and free of secrets."""
    await JournalEntry.insert(
        JournalEntry(
            id=ids.new(),
            at=clock.now(),
            site_id=site_id,
            person_id=person_id,
            verb=verb,
            thing=thing,
            thing_id=str(thing_id),
            detail=detail,
        )
    )
